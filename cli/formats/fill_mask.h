// Filled masks as the formats of electra fill-mask.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/io/reader.h"
#include "electra/tasks.h"
#include "electra/tokenizer.h"

namespace electra::cli {

struct MaskStyle {
  std::string output_format;  // text, jsonl or tsv
  std::string offsets = "bytes";
  size_t shown = 1;  // predictions of every mask
};

class MaskOutput {
 public:
  // The tokenizer must outlive this.
  MaskOutput(MaskStyle style, const Tokenizer& tokenizer) : style_(std::move(style)), tokenizer_(tokenizer) {}

  // Appends what stands for a record, with its line ends.
  void write(const Record& record, std::string_view text, std::span<const FilledMask> masks, std::string& out) const;
  void write_skipped(std::string& out) const;

 private:
  void write_text(std::string_view text, std::span<const FilledMask> masks, std::string& out) const;
  void write_json(std::string_view text, std::span<const FilledMask> masks, std::string& out) const;
  void write_rows(const Record& record, std::string_view text, std::span<const FilledMask> masks,
                  std::string& out) const;
  std::span<const Prediction> shown(const FilledMask& mask) const;

  MaskStyle style_;
  const Tokenizer& tokenizer_;
};

}  // namespace electra::cli
