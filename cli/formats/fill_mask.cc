#include "cli/formats/fill_mask.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "cli/io/json_out.h"
#include "cli/io/offsets.h"

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

}  // namespace

std::span<const Prediction> MaskOutput::shown(const FilledMask& mask) const {
  return std::span(mask.predictions).first(std::min(style_.shown, mask.predictions.size()));
}

void MaskOutput::write(const Record& record, std::string_view text, std::span<const FilledMask> masks,
                       std::string& out) const {
  if (style_.output_format == "jsonl") return write_json(text, masks, out);
  if (style_.output_format == "tsv") return write_rows(record, text, masks, out);
  write_text(text, masks, out);
}

void MaskOutput::write_skipped(std::string& out) const {
  if (style_.output_format == "tsv") return;  // it has no rows
  out += style_.output_format == "jsonl" ? "null\n" : "\n";
}

void MaskOutput::write_text(std::string_view text, std::span<const FilledMask> masks, std::string& out) const {
  size_t copied = 0;
  const size_t line_begin = out.size();
  for (const FilledMask& mask : masks) {
    out += text.substr(copied, mask.bytes.begin - copied);
    append_piece(out, line_begin, tokenizer_.token(mask.predictions.front().id));
    copied = mask.bytes.end;
  }
  out += text.substr(copied);
  keep_on_one_line(out, line_begin);
  out += '\n';
}

void MaskOutput::write_json(std::string_view text, std::span<const FilledMask> masks, std::string& out) const {
  const std::vector<Span> offsets = offsets_of(masks, style_.offsets, text);
  out += R"({"masks":[)";
  for (size_t i = 0; i < offsets.size(); ++i) {
    fmt::format_to(std::back_inserter(out), R"({}{{"start":{},"end":{},"predictions":[)", i == 0 ? "" : ",",
                   offsets[i].begin, offsets[i].end);
    const std::span<const Prediction> predictions = shown(masks[i]);
    for (size_t rank = 0; rank < predictions.size(); ++rank) {
      out += rank == 0 ? R"({"token":)" : R"(,{"token":)";
      append_json_string(out, tokenizer_.token(predictions[rank].id));
      fmt::format_to(std::back_inserter(out), R"(,"id":{},"score":)", predictions[rank].id);
      append_json_score(out, predictions[rank].probability);
      out += '}';
    }
    out += "]}";
  }
  out += "]}\n";
}

void MaskOutput::write_rows(const Record& record, std::string_view text, std::span<const FilledMask> masks,
                            std::string& out) const {
  const std::vector<Span> offsets = offsets_of(masks, style_.offsets, text);
  for (size_t i = 0; i < offsets.size(); ++i) {
    const std::span<const Prediction> predictions = shown(masks[i]);
    for (size_t rank = 0; rank < predictions.size(); ++rank) {
      append_tsv_place(out, record, offsets[i]);
      fmt::format_to(std::back_inserter(out), "{}\t{}\t", rank + 1, tokenizer_.token(predictions[rank].id));
      append_score(out, predictions[rank].probability);
      out += '\n';
    }
  }
}

}  // namespace electra::cli
