#include "cli/io/conll.h"

#include <fmt/format.h>

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
    return {};
  }
  if (!in_sentence_ && (text == "#" || text.starts_with("# "))) return {};

  const bool has_tabs = text.find('\t') != text.npos;
  const std::vector<std::string_view> columns = split_columns(text, has_tabs);
  ConllLine line = {.kind = ConllLine::Kind::word, .word = columns.front(), .separator = has_tabs ? '\t' : ' '};
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

}  // namespace electra::cli
