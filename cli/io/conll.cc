#include "cli/io/conll.h"

#include <fmt/format.h>

#include <utility>

#include "cli/io/input_fault.h"

namespace electra::cli {
namespace {

constexpr std::string_view blanks = " \t";

// At every TAB; in a line without one at every run of blanks.
std::vector<std::string_view> split_columns(std::string_view line, bool has_tabs) {
  std::vector<std::string_view> columns;
  for (size_t begin = 0; begin <= line.size();) {
    const size_t end = std::min(line.find_first_of(has_tabs ? '\t' : ' ', begin), line.size());
    if (has_tabs || end > begin) columns.push_back(line.substr(begin, end - begin));
    begin = end + 1;
  }
  return columns;
}

// The labels of a sentence by word. Throws Error(input) for a word without one.
std::optional<std::vector<std::string>> labels_of(const ConllSentence& sentence, std::optional<int64_t> label_column) {
  if (!label_column) return std::nullopt;
  std::vector<std::string> labels;
  for (const ConllLine& line : sentence.lines) {
    if (line.kind != ConllLine::Kind::word) continue;
    const std::vector<std::string_view> columns = split_columns(line.text, line.separator == '\t');
    const size_t column = *label_column == 0 ? columns.size() : static_cast<size_t>(*label_column);
    if (column < 2 && *label_column == 0) fail("no column of labels behind the word");
    if (column > columns.size()) fail(fmt::format("{} columns, expected the tag in column {}", columns.size(), column));
    labels.emplace_back(columns[column - 1]);
  }
  return labels;
}

}  // namespace

ConllSource::ConllSource(InputFiles files, std::optional<int64_t> label_column, int64_t word_column)
    : is_conllu_(files.read_as.format == Format::conllu),
      reader_(std::move(files)),
      label_column_(label_column == 0 && is_conllu_ ? 4 : label_column),
      word_column_(word_column > 0 ? static_cast<size_t>(word_column) - 1
                   : is_conllu_    ? 1
                                   : 0) {}

ConllLine ConllSource::parse(const Record& record) {
  if (record.file != file_) {
    file_ = record.file;
    columns_ = 0;
    in_sentence_ = false;
  }
  const std::string_view text = record.text;
  if (text.find_first_not_of(blanks) == text.npos) {
    in_sentence_ = false;
    return {.text = text};
  }
  const bool may_be_comment = text == "#" || text.starts_with("# ") || (is_conllu_ && text.starts_with('#'));
  if (!in_sentence_ && may_be_comment) return {.text = text};

  const bool has_tabs = text.find('\t') != text.npos;
  const std::vector<std::string_view> columns = split_columns(text, has_tabs);
  ConllLine line = {.kind = ConllLine::Kind::word, .text = text, .separator = has_tabs ? '\t' : ' '};
  const bool has_no_word = is_conllu_ && columns.front().find_first_of("-.") != std::string_view::npos;
  if (columns.front() == "-DOCSTART-" || has_no_word) {
    line.kind = ConllLine::Kind::document;
    return line;
  }
  in_sentence_ = true;
  if (columns_ == 0) columns_ = columns.size();
  if (word_column_ >= columns.size()) {
    fail(fmt::format("{} column{}, expected the word in column {}", columns.size(), columns.size() == 1 ? "" : "s",
                     word_column_ + 1));
  }
  line.word = columns[word_column_];
  if (columns.size() != columns_) {
    fail(fmt::format("{} columns, expected {} as in the lines before", columns.size(), columns_));
  }
  if (line.word.empty()) fail(fmt::format("no word in column {}", word_column_ + 1));
  return line;
}

void ConllSource::read(ItemSink<ConllSentence>& sink) {
  // The reader's windows end with a sentence, so none is torn where the memory of its lines is used again.
  const WindowLimit limit = {
      .bytes = Reader::usual_window.bytes, .records = Reader::usual_window.records, .whole_blocks = true};
  for (auto records = reader_.next(limit); !records.empty(); records = reader_.next(limit)) {
    for (const Record& record : records) take(record, sink);
    give(sink);
    sink.pause();
  }
}

void ConllSource::take(const Record& record, ItemSink<ConllSentence>& sink) {
  const Place place = {record.file, record.line};
  if (record.file != sentence_.place.file) give(sink);
  ConllSentence& sentence = sentence_.example;
  if (sentence.lines.empty()) sentence_ = {.example = {}, .place = place, .ordinal = record.ordinal};
  sentence_.bytes += record.text.size() + 1;
  ConllLine line = {.kind = ConllLine::Kind::bad, .text = record.text};
  const auto fault = fault_of([&] {
    if (record.too_long) fail_too_long();
    line = parse(record);
  });
  sentence.lines.push_back(line);
  if (fault) return sink.refuse(place, record.ordinal, *fault);
  if (line.kind == ConllLine::Kind::word) {
    if (sentence.words.empty()) sentence_.place = place;
    sentence.words.emplace_back(line.word);
  } else if (!sentence.words.empty()) {
    give(sink);
  }
}

void ConllSource::give(ItemSink<ConllSentence>& sink) {
  if (sentence_.example.lines.empty()) return;
  sentence_.example.labels = read_gold([&] { return labels_of(sentence_.example, label_column_); });
  sink.take(std::exchange(sentence_, {}));
}

}  // namespace electra::cli
