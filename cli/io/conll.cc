#include "cli/io/conll.h"

#include <fmt/format.h>

#include <utility>

#include "cli/io/input_fault.h"
#include "electra/error.h"

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

}  // namespace

ConllLine ConllParser::parse(const Record& record) {
  if (record.source != source_) {
    source_ = record.source;
    columns_ = 0;
    in_sentence_ = false;
  }
  const std::string_view text = record.text;
  if (text.find_first_not_of(blanks) == text.npos) {
    in_sentence_ = false;
    return {.text = text};
  }
  if (!in_sentence_ && (text == "#" || text.starts_with("# "))) return {.text = text};

  const bool has_tabs = text.find('\t') != text.npos;
  const std::vector<std::string_view> columns = split_columns(text, has_tabs);
  ConllLine line = {
      .kind = ConllLine::Kind::word, .text = text, .word = columns.front(), .separator = has_tabs ? '\t' : ' '};
  if (line.word == "-DOCSTART-") {
    line.kind = ConllLine::Kind::document;
    return line;
  }
  in_sentence_ = true;
  if (columns_ == 0) columns_ = columns.size();
  if (columns.size() != columns_) {
    throw Error(ErrorKind::input,
                fmt::format("{} columns, expected {} as in the lines before", columns.size(), columns_));
  }
  if (line.word.empty()) throw Error(ErrorKind::input, "no word in the first column");
  if (label_column_) {
    const size_t column = *label_column_ == 0 ? columns.size() : static_cast<size_t>(*label_column_);
    if (column < 2) throw Error(ErrorKind::input, "no column of labels behind the word");
    if (column > columns.size()) {
      throw Error(ErrorKind::input, fmt::format("{} columns, but --label-column is {}", columns.size(), column));
    }
    line.label = columns[column - 1];
  }
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
  const Place place = {record.source, record.line};
  if (record.source != sentence_.place.file) give(sink);
  ConllSentence& sentence = sentence_.example;
  if (sentence.lines.empty()) sentence_ = {.example = {}, .place = place, .ordinal = record.ordinal};
  sentence_.bytes += record.text.size() + 1;
  ConllLine line = {.kind = ConllLine::Kind::bad};
  try {
    if (record.too_long) fail_too_long();
    line = parser_.parse(record);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::input) throw;
    sentence.lines.push_back(line);
    sink.refuse(place, error.what());
    return;
  }
  sentence.lines.push_back(line);
  if (line.kind == ConllLine::Kind::word) {
    if (sentence.words.empty()) sentence_.place = place;
    sentence.words.emplace_back(line.word);
    if (line.label) sentence.labels.emplace_back(*line.label);
  } else if (!sentence.words.empty()) {
    give(sink);
  }
}

void ConllSource::give(ItemSink<ConllSentence>& sink) {
  if (sentence_.example.lines.empty()) return;
  sink.take(std::exchange(sentence_, {}));
}

}  // namespace electra::cli
