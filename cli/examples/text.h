// Texts and pairs of texts, maybe with their gold labels, out of lines, cells and objects.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json_object.h"
#include "cli/args/flags.h"
#include "cli/examples/fields.h"
#include "cli/examples/input_format.h"
#include "cli/examples/record_source.h"
#include "cli/io/csv.h"
#include "cli/io/gold.h"
#include "cli/io/input_file.h"
#include "electra/tasks.h"

namespace electra::cli {

struct TextInputFlags {
  std::optional<Format> format;  // nothing: told from the files
  bool pair = false;
  bool split_words = false;
  std::string columns;
  std::string label_column;
  TableFlags table;
  std::string keep;
};
// What a record of texts may be.
inline constexpr Format text_formats[] = {Format::text, Format::tsv, Format::csv, Format::jsonl};

// What a command takes besides a text.
struct TextInputKind {
  bool pairs = true;
  bool label_column = false;  // where it evaluates labels
  bool labels_alone = false;  // of objects nothing else is read
};
void add_text_input_flags(CLI::App& app, TextInputFlags& flags, TextInputKind kind = {});
// --columns and how tables are read, for a command whose --format is its own.
void add_columns_flags(CLI::App& app, TextInputFlags& flags, TextInputKind kind);

// A text that lies in the reader's window, as a line without quotes and escapes does, or one of its own.
class ExampleText {
 public:
  ExampleText() = default;
  explicit ExampleText(std::string_view borrowed) : borrowed_(borrowed) {}
  explicit ExampleText(std::string own) : own_(std::move(own)) {}
  operator std::string_view() const { return own_ ? *own_ : borrowed_; }

 private:
  std::string_view borrowed_;
  std::optional<std::string> own_;
};

struct TextExample {
  ExampleText text;
  std::optional<ExampleText> pair;
  // Of texts that came as words; `text` and `pair` join them with blanks.
  std::optional<std::vector<std::string>> words, pair_words;
  Gold<std::string> label;  // as it stands there; of JSON a number or boolean as JSON writes it

  Text asked() const;
};

// What stands between blanks and TABs.
std::vector<std::string> words_of(std::string_view text);

// A list of JSON as words. Throws Error(input) for another element: "'KEY' has 3, expected a word".
std::vector<std::string> list_of_words(const nlohmann::json& list, std::string_view key);

// Words with single blanks between them, and where they stand in that text.
struct JoinedWords {
  std::string text;
  std::vector<Span> spans;
};
JoinedWords joined(const std::vector<std::string>& words);

class TextParser {
 public:
  // Throws Error(usage) for flags that contradict each other.
  TextParser(const TextInputFlags& flags, const ReadAs& read_as, TextInputKind kind = {});

  // Whether the record is a header. To be asked of all records, in their order. `file` names it in messages. Throws
  // Error(usage) for a header without a column that was asked for.
  bool take_header(const Record& record, std::string_view file);
  // What any other record holds. `object` receives all that one of jsonl says. Throws Error(input) for a bad record.
  // Thread-safe between headers.
  TextExample parse(const Record& record, nlohmann::json* object = nullptr) const;

  Format format() const { return read_as_.format; }
  const ReadAs& read_as() const { return read_as_; }  // with the columns that flags choose
  bool has_labels() const { return has_labels_; }

 private:
  TextExample from_cells(const Record& record) const;
  TextExample from_object(const nlohmann::json& object) const;
  void read_texts(const internal::JsonObject& members, TextExample& example) const;
  TextExample from_line(std::string_view line) const;
  void check(const TextInputFlags& flags) const;
  void choose_members(const std::vector<std::string>& columns, const std::string& label_column);
  void choose_columns(std::vector<std::string> columns, const TextInputFlags& flags);

  ReadAs read_as_;
  TextInputKind kind_;
  bool pair_;
  bool split_words_;
  bool has_labels_ = false;
  // Of jsonl: the members with the texts and the gold. An empty one is not looked for.
  std::string text_key_ = "text", pair_key_ = "pair", label_key_ = "label";
  bool needs_pair_ = false;              // it was named
  bool has_cells_ = false;               // else it is lines, or objects
  std::optional<ColumnReader> columns_;  // none: every record has one column
  size_t num_headers_ = 0;               // taken of such files
  size_t num_texts_ = 1;
};

// The examples that `make` makes of a record's texts and of the object that it is in jsonl (else null). Throws
// Error(input) for files that are something else.
template <class Example>
std::unique_ptr<ItemSource<Example>> source_of_texts(TextParser parser, InputFiles files,
                                                     Example (*make)(TextExample text, const nlohmann::json& object)) {
  files.read_as = parser.read_as();
  files.check();
  return std::make_unique<RecordSource<Example>>(
      std::move(files),
      [parser = std::move(parser), make](const Record& record,
                                         std::string_view file) mutable -> std::optional<Example> {
        if (parser.take_header(record, file)) return std::nullopt;
        nlohmann::json object;
        TextExample text = parser.parse(record, &object);
        return make(std::move(text), object);
      });
}

std::unique_ptr<ItemSource<TextExample>> text_source(TextParser parser, InputFiles files);

}  // namespace electra::cli
