// Questions with choices out of lines.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/io/reader.h"
#include "electra/tasks.h"

namespace electra::cli {

struct QuestionItem {
  std::string prompt;
  std::vector<std::string> choices;
  std::optional<int64_t> label;  // index of the right choice

  Question question() const { return {prompt, {choices.begin(), choices.end()}}; }
};

class QuestionParser {
 public:
  // format: "jsonl", objects with "prompt" (or "context"), "choices" and maybe "label"; or "csv", files of SWAG, whose
  // sentence sent2 begins each of the endings.
  explicit QuestionParser(std::string format) : format_(std::move(format)) {}

  RecordEnd record_end() const { return format_ == "csv" ? RecordEnd::csv_line : RecordEnd::line; }
  // Nothing for a header. Throws Error(input) for a bad record, Error(usage) for a header that is not SWAG's.
  std::optional<QuestionItem> parse(const Record& record, std::string_view file);

 private:
  std::optional<QuestionItem> from_cells(const Record& record, std::string_view file);
  void read_header(const std::vector<std::string>& cells, std::string_view file);

  std::string format_;
  // Of the header at hand; none before the first.
  size_t cells_ = 0;
  size_t source_ = 0;
  size_t prompt_ = 0;
  size_t beginning_ = 0;
  std::vector<size_t> endings_;
  std::optional<size_t> label_;
};

}  // namespace electra::cli
