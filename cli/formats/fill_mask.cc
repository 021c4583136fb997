#include "cli/formats/fill_mask.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

#include "cli/io/json_out.h"
#include "cli/io/marks.h"
#include "cli/io/offsets.h"
#include "cli/io/rows.h"

namespace electra::cli {
namespace {

// A ##piece continues the word before it, and so does a SentencePiece without the sign of a blank.
void append_piece(std::string& out, size_t line_begin, std::string_view piece) {
  if (piece.starts_with("##") && piece.size() > 2) {
    while (out.size() > line_begin && (out.back() == ' ' || out.back() == '\t')) out.pop_back();
    piece.remove_prefix(2);
  }
  constexpr std::string_view blank = "\u2581";
  if (piece.starts_with(blank)) {
    piece.remove_prefix(blank.size());
    if (out.size() > line_begin && out.back() != ' ' && out.back() != '\t') out += ' ';
  }
  out += piece;
}

std::string_view token_of(const Prediction& prediction, const MaskStyle& style) {
  if (style.words.empty()) return style.tokenizer->token(prediction.id);
  return style.words[static_cast<size_t>(prediction.id)].text;
}

void append_json_ids(std::string& out, const Prediction& prediction, const MaskStyle& style) {
  if (style.words.empty()) {
    fmt::format_to(std::back_inserter(out), R"(,"id":{})", prediction.id);
    return;
  }
  fmt::format_to(std::back_inserter(out), R"(,"ids":[{}])",
                 fmt::join(style.words[static_cast<size_t>(prediction.id)].pieces, ","));
}

std::span<const Prediction> shown(const FilledMask& mask, const MaskStyle& style) {
  return std::span(mask.predictions).first(std::min(style.shown, mask.predictions.size()));
}

}  // namespace

void write_filled_text(const Item<MaskedExample>& item, const FilledText& result, MaskStyle& style, std::string& out) {
  const std::string_view text = item.example.text;
  const size_t line_begin = out.size();
  visit_marked(
      text, result.masks, [&](std::string_view plain) { out += plain; },
      [&](const FilledMask& mask) { append_piece(out, line_begin, token_of(mask.predictions.front(), style)); });
  keep_on_one_line(out, line_begin);
  out += '\n';
}

void write_filled_json(const Item<MaskedExample>& item, const FilledText& result, MaskStyle& style, std::string& out) {
  const std::vector<Span> offsets = offsets_of(result.masks, style.offsets, item.example.text);
  begin_object(out, item);
  out += R"("masks":[)";
  for (size_t i = 0; i < offsets.size(); ++i) {
    fmt::format_to(std::back_inserter(out), R"({}{{"start":{},"end":{},"predictions":[)", i == 0 ? "" : ",",
                   offsets[i].begin, offsets[i].end);
    const std::span<const Prediction> predictions = shown(result.masks[i], style);
    for (size_t rank = 0; rank < predictions.size(); ++rank) {
      out += rank == 0 ? R"({"token":)" : R"(,{"token":)";
      append_json_string(out, token_of(predictions[rank], style));
      append_json_ids(out, predictions[rank], style);
      out += R"(,"score":)";
      append_json_score(out, predictions[rank].probability);
      out += '}';
    }
    out += "]}";
    style.results->write_much(out);
  }
  out += "]}\n";
}

void write_filled_tsv(const Item<MaskedExample>& item, const FilledText& result, MaskStyle& style, std::string& out) {
  const std::vector<Span> offsets = offsets_of(result.masks, style.offsets, item.example.text);
  for (size_t i = 0; i < offsets.size(); ++i) {
    const std::span<const Prediction> predictions = shown(result.masks[i], style);
    for (size_t rank = 0; rank < predictions.size(); ++rank) {
      begin_row(out, item, offsets[i]);
      fmt::format_to(std::back_inserter(out), "{}\t{}\t", rank + 1, token_of(predictions[rank], style));
      append_score(out, predictions[rank].probability);
      out += '\n';
    }
    style.results->write_much(out);
  }
}

}  // namespace electra::cli
