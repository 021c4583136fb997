// Filled masks out of files, as electra fill-mask writes them in jsonl and tsv.
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "base/quote.h"
#include "cli/evaluation/fill_mask.h"
#include "cli/examples/record_object.h"
#include "cli/io/input_fault.h"
#include "cli/io/numbers.h"
#include "cli/io/offsets.h"
#include "cli/score/pairs.h"
#include "cli/score/predicted_texts.h"
#include "electra/error.h"

namespace electra::cli {

using namespace internal;

namespace {

using nlohmann::json;

// The tokens predicted for every mask of a text, best first.
using MaskTokens = std::vector<std::vector<std::string>>;

std::optional<MaskTokens> read_masks(std::string_view line) {
  if (line == "null") return std::nullopt;
  const json object = parse_record_object(line);
  const JsonObject members = record_members(object);
  MaskTokens masks;
  for (const json& mask : members.need_list("masks")) {
    const JsonObject of_mask = members.nested("masks", mask);
    std::vector<std::string>& tokens = masks.emplace_back();
    for (const json& prediction : of_mask.need_list("predictions")) {
      tokens.push_back(of_mask.nested("predictions", prediction).need_string("token"));
    }
  }
  return masks;
}

// A row of a prediction: rank, token and probability.
std::optional<SpanRow> row_of(std::string_view line) {
  auto row = span_row_of(line, 3);
  return row && parse_number<uint64_t>(row->cells[0]) && parse_number<double>(row->cells[2]) ? row : std::nullopt;
}

SpanRow need_row(std::string_view line) {
  auto row = row_of(line);
  if (!row) fail("no prediction, expected its record, start, end, rank, token and probability");
  return std::move(*row);
}

// The masks of a text out of rows, of which those of a mask stand together, best first.
class MaskRows {
 public:
  explicit MaskRows(OffsetUnit unit) : unit_(unit) {}

  // Throws Error(input) where they are not those of the text, from its first mask on.
  MaskTokens tokens_of(const std::vector<SpanRow>& rows, std::string_view text) {
    const ByteOffsets offsets(unit_, text);
    MaskTokens masks;
    size_t end = 0;  // of the mask before
    for (size_t i = 0; i < rows.size(); ++i) {
      if (i == 0 || rows[i].span != rows[i - 1].span) {
        const std::optional<Span> bytes = offsets.bytes_of(rows[i].span);
        if (!bytes || !is_next(*bytes, text, end)) {
          fail(fmt::format("{} to {} is not the next mask of {}", rows[i].span.begin, rows[i].span.end, quote(text)));
        }
        end = bytes->end;
        masks.emplace_back();
      }
      if (rows[i].cells[0] != std::to_string(masks.back().size() + 1)) {
        fail(fmt::format("rank {}, expected {}", rows[i].cells[0], masks.back().size() + 1));
      }
      masks.back().push_back(rows[i].cells[1]);
    }
    return masks;
  }

 private:
  // Masks are called what the first row has.
  bool is_next(Span bytes, std::string_view text, size_t begin) {
    if (mask_.empty()) mask_ = bytes.of(text);
    return !mask_.empty() && bytes.of(text) == mask_ && text.find(mask_, begin) == bytes.begin;
  }

  OffsetUnit unit_;
  std::string mask_;  // "[MASK]"; empty: not known yet
};

}  // namespace

Scored score_fill_mask(const ScoreRequest& request) {
  // A right word as the predictions write it.
  const auto piece = [&](const std::string& word) {
    const int32_t id = request.tokenizer == nullptr ? -1 : piece_id(*request.tokenizer, word);
    return id < 0 ? word : std::string(request.tokenizer->token(id));
  };
  MaskAccumulator accumulator;
  CountedWarning skipped = left_out_warning();
  CountedWarning few("mask with fewer than 5 predictions", "masks with fewer than 5 predictions");
  const auto add = [&](const MaskedExample& example, const MaskTokens& masks, const std::string& place) {
    const std::vector<std::string>& originals = checked_originals(example, masks.size(), true);
    for (size_t i = 0; i < originals.size(); ++i) {
      const bool is_cut_off = i >= masks.size();
      accumulator.add(is_cut_off ? std::nullopt : rank_of(masks[i], piece(originals[i])));
      if (!is_cut_off && std::ssize(masks[i]) < MaskAccumulator::ranks_needed) few.add(1, place);
    }
  };
  PredictedTexts texts = predicted_texts(request, [](std::string_view line) { return row_of(line).has_value(); });
  if (texts.format == Format::text) {
    throw Error(ErrorKind::usage,
                fmt::format("{}: text has one word for a mask and no ranks: score reads jsonl and tsv",
                            input_name(request.predictions)));
  }
  LineFile predictions(std::move(texts.files));
  const auto gold = [&] { return masked_source(gold_texts(request), request.gold_files); };
  const auto check = [](const MaskedExample& example) { example.originals.check(); };
  int64_t records = 0;
  if (texts.format == Format::tsv) {
    MaskRows masks(request.offsets);
    for (const auto& [example, place, rows] :
         read_rows<MaskedExample>(request, predictions, *gold(), check, need_row)) {
      ++records;
      if (rows.empty() && example.originals.value && !example.originals.value->empty()) {
        skipped.add(1, place);
      } else {
        at_place(place, [&, &example = example, &place = place, &rows = rows] {
          add(example, masks.tokens_of(rows, example.text), place);
        });
      }
    }
  } else {
    records = visit_pairs<MaskedExample, MaskTokens>(
        request, predictions, {.gold = gold, .check = check, .prediction = read_masks, .pair = add});
  }
  skipped.print();
  few.print();
  return {report_of(accumulator.metrics()), records, plot_of(accumulator.metrics())};
}

}  // namespace electra::cli
