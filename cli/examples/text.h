// Texts, pairs of texts and their gold labels out of lines, for the commands that give each text one result.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/io/csv.h"
#include "cli/args/flags.h"
#include "cli/io/reader.h"
#include "electra/tasks.h"

namespace electra::cli {

struct TextInputFlags {
  std::string format;  // empty: from the files' names
  bool pair = false;
  std::string columns;
  std::string label_column;
};
// What a command takes besides a text.
struct TextInputKind {
  bool pairs = true;
  bool label_column = false;  // where it evaluates labels
};
void add_text_input_flags(CLI::App& app, TextInputFlags& flags, TextInputKind kind = {});

struct TextItem {
  std::string first;
  std::optional<std::string> second;
  std::optional<std::string> label;               // as it stands there; of JSON a number or boolean as JSON writes it
  std::optional<std::vector<std::string>> words;  // of a first text that came as a list of them; `first` joins them
  nlohmann::json object;                          // of jsonl: all that it says

  Text text() const {
    Text text{.first = first};
    if (second) text.second = *second;
    return text;
  }
};

std::vector<Text> texts_of(std::span<const TextItem> items);

class TextParser {
 public:
  // Throws Error(usage) for flags that contradict each other.
  TextParser(const TextInputFlags& flags, const std::vector<std::string>& files, TextInputKind kind = {});

  // Nothing for a header line. `file` names it in messages. Throws Error(input) with the reason for a bad record.
  std::optional<TextItem> parse(const Record& record, std::string_view file);

  bool reads_json() const { return format_ == "jsonl"; }
  RecordEnd record_end() const { return format_ == "csv" ? RecordEnd::csv_line : RecordEnd::line; }
  bool has_labels() const { return has_labels_; }

 private:
  TextItem from_json(nlohmann::json object) const;

  std::string format_;
  TextInputKind kind_;
  bool pair_;
  bool has_labels_ = false;
  char separator_ = '\0';                // of tsv and csv
  std::optional<ColumnReader> columns_;  // none: every line has one column
  size_t num_texts_ = 1;
};

}  // namespace electra::cli
