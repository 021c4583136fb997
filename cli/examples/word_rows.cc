#include "cli/examples/word_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "base/quote.h"
#include "cli/examples/text.h"
#include "cli/io/csv.h"
#include "cli/io/first_sentences.h"
#include "cli/io/input_fault.h"
#include "cli/io/json_out.h"
#include "cli/io/numbers.h"
#include "electra/error.h"

namespace electra::cli {

using namespace internal;

namespace {

// Indices of cells.
struct RowColumns {
  size_t word = 0;
  std::optional<size_t> tag, sentence;
  size_t count = 0;  // of cells, as the header has them; 0: there is none
};

bool is_name(const std::string& column) { return !column.empty() && !parse_number<size_t>(column); }

// A column by its name or number, or the first of the usual names that the header has.
std::optional<size_t> find_column(const std::vector<std::string>& names, const std::string& given,
                                  std::span<const std::string_view> usual, std::string_view file) {
  if (given.empty()) {
    for (const std::string_view name : usual) {
      const auto found = std::ranges::find_if(names, [&](const auto& cell) { return is_among({&name, 1}, cell); });
      if (found != names.end()) return static_cast<size_t>(found - names.begin());
    }
    return std::nullopt;
  }
  const auto named = std::ranges::find(names, given);
  if (named != names.end()) return static_cast<size_t>(named - names.begin());
  const auto number = parse_number<size_t>(given);
  if (number && *number > 0) return *number - 1;
  throw Error(ErrorKind::usage, fmt::format("{}: no column {}, there is {}", file, quote(given), quote_list(names)));
}

RowColumns columns_of(const std::vector<std::string>& names, const WordsInput& input, std::string_view file) {
  const auto word = find_column(names, input.words, names_of_words, file);
  if (!word) {
    throw Error(ErrorKind::usage,
                fmt::format("{}: no column of words: --word-column names it or gives its number", file));
  }
  const RowColumns columns = {.word = *word,
                              .tag = find_column(names, input.tags, names_of_tags, file),
                              .sentence = find_column(names, input.sentences, names_of_sentences, file),
                              .count = names.size()};
  const auto is_known = [&](const std::string& name) {
    const auto index = static_cast<size_t>(&name - names.data());
    return index == columns.word || index == columns.tag || is_among(names_of_tags, name);
  };
  if (!columns.sentence && !std::ranges::all_of(names, is_known)) {
    throw Error(
        ErrorKind::usage,
        fmt::format("{}: no column is known to say where sentences begin: --sentence-column names it, there is {}",
                    file, quote_list(names)));
  }
  return columns;
}

// "['alice', 'ran']", as pandas writes a list into a cell.
bool is_list(std::string_view cell) {
  return cell.size() > 2 && cell.front() == '[' && cell.back() == ']' && cell.find_first_of("'\"") == 1;
}

class RowWords : public ItemSource<WordsExample> {
 public:
  RowWords(InputFiles files, WordsInput input)
      : syntax_(files.read_as.cells()),
        header_(files.read_as.header),
        reader_(std::move(files)),
        input_(std::move(input)) {}

  void keep(std::vector<std::string> /*names*/, Format /*output_format*/) override {
    throw Error(ErrorKind::usage, "--keep is not for a table with a word a row: a sentence has more rows than one");
  }
  void number_from(uint64_t first_line) override {
    reader_.number_from(first_line);
    count_ = first_line - 1;
  }
  void read(ItemSink<WordsExample>& sink) override {
    for (auto records = reader_.next(); !records.empty(); records = reader_.next()) {
      for (const Record& record : records) {
        take(record, sink);
        reader_.cover(record);
      }
      sink.pause();
    }
    give(sink);
  }
  std::string text_of(Place place) const override { return reader_.text_of(place); }
  ReadProgress progress() const override { return reader_.progress(); }
  void print_warnings() const override { reader_.malformed().print(); }

 private:
  void take(const Record& record, ItemSink<WordsExample>& sink) {
    if (!file_ || record.file != *file_) {
      give(sink);
      file_ = record.file;
      if (take_header(record)) return;
    }
    if (record.text.find_first_not_of(" \t\r") == record.text.npos && !record.too_long) return give(sink);
    const Place place = {record.file, record.line};
    std::vector<std::string> cells;
    const auto fault = fault_of([&] {
      if (record.too_long) fail_too_long();
      cells = cells_of(record.text);
    });
    if (!fault && std::ranges::all_of(cells, &std::string::empty)) return give(sink);
    const std::string* const begins = fault || !columns_.sentence ? nullptr : &cells[*columns_.sentence];
    if (begins != nullptr && !begins->empty() && *begins != sentence_name_) {
      give(sink);
      sentence_name_ = *begins;
    }
    if (!is_open_) sentence_ = {.example = {}, .place = place, .ordinal = ++count_};
    is_open_ = true;
    sentence_.bytes += record.text.size() + 1;
    if (fault && !fault_) fault_ = {place, *fault};
    if (!fault) add(cells);
  }

  bool take_header(const Record& record) {
    const std::string& file = reader_.name(record.file);
    columns_ = {};
    if (has_header(record)) {
      columns_ = columns_of(CsvHeader(record.text, syntax_, file).names(), input_, file);
      return true;
    }
    columns_ = columns_of({}, input_, file);
    return false;
  }

  bool has_header(const Record& first) const {
    if (header_ != Header::automatic) return header_ == Header::yes;
    if (is_name(input_.words) || is_name(input_.tags) || is_name(input_.sentences)) return true;
    return is_header_of_words({first.text, true}, syntax_.separator) == Verdict::yes;
  }

  std::vector<std::string> cells_of(std::string_view text) const {
    std::vector<std::string> cells = split_cells(text, syntax_);
    if (columns_.count > 0 && cells.size() != columns_.count) {
      fail(fmt::format("{}, expected {} as in the header", counted(cells.size(), "column"), columns_.count));
    }
    const size_t last = std::max({columns_.word, columns_.tag.value_or(0), columns_.sentence.value_or(0)});
    if (last >= cells.size()) fail(fmt::format("{}, expected at least {}", counted(cells.size(), "column"), last + 1));
    if (is_list(cells[columns_.word])) {
      fail(fmt::format("a list of words in a cell, {}, expected a word a row: lists are for jsonl",
                       quote(cells[columns_.word])));
    }
    const std::string* const tag = columns_.tag ? &cells[*columns_.tag] : nullptr;
    if (tag != nullptr && tag->find(' ') != tag->npos && are_tags(*tag)) {
      fail(
          fmt::format("several tags in a cell, {}, expected a word a row: --format tagged reads sentences with their "
                      "tags behind a TAB",
                      quote(*tag)));
    }
    return cells;
  }

  static bool are_tags(const std::string& cell) { return std::ranges::all_of(words_of(cell), is_tag); }

  void add(std::vector<std::string>& cells) {
    WordsExample& example = sentence_.example;
    example.words.push_back(std::move(cells[columns_.word]));
    if (!columns_.tag) return;
    if (!example.tags.value) example.tags.value.emplace();
    example.tags.value->push_back(std::move(cells[*columns_.tag]));
  }

  void give(ItemSink<WordsExample>& sink) {
    if (!std::exchange(is_open_, false)) return;
    const std::string name = std::exchange(sentence_name_, "");
    if (const auto fault = std::exchange(fault_, std::nullopt))
      return sink.refuse(fault->first, sentence_.ordinal, fault->second);
    if (!name.empty()) append_json_string(sentence_.example.id, name);
    sink.take(std::exchange(sentence_, {}));
  }

  CellSyntax syntax_;
  Header header_;
  Reader reader_;
  WordsInput input_;
  std::optional<size_t> file_;  // the file at hand
  RowColumns columns_;          // of that file
  Item<WordsExample> sentence_;
  bool is_open_ = false;                                // it has rows
  std::string sentence_name_;                           // what says where it begins
  std::optional<std::pair<Place, std::string>> fault_;  // the first of it
  uint64_t count_ = 0;                                  // of sentences
};

}  // namespace

std::unique_ptr<ItemSource<WordsExample>> word_rows_source(InputFiles files, const WordsInput& input) {
  return std::make_unique<RowWords>(std::move(files), input);
}

}  // namespace electra::cli
