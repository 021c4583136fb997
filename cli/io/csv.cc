#include "cli/io/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/quote.h"
#include "cli/io/csv_quotes.h"
#include "cli/io/input_fault.h"
#include "cli/io/numbers.h"
#include "electra/error.h"

namespace electra::cli {

using namespace internal;

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// A column number, from 1; nothing for a name.
std::optional<size_t> number_of(std::string_view column) {
  const auto number = parse_number<size_t>(column);
  return number && *number > 0 ? number : std::nullopt;
}

std::vector<std::string> split_tsv(std::string_view record) {
  std::vector<std::string> cells;
  for (;;) {
    const size_t end = std::min(record.find('\t'), record.size());
    cells.emplace_back(record.substr(0, end));
    if (end == record.size()) return cells;
    record.remove_prefix(end + 1);
  }
}

std::vector<std::string> split_csv(std::string_view record) {
  using State = CsvQuotes::State;
  CsvQuotes quotes;
  std::vector<std::string> cells(1);
  for (const char c : record) {
    const State before = quotes.state();
    quotes.take(c);
    const State now = quotes.state();
    if (now == State::cell_begin) {
      cells.emplace_back();
    } else if (before == State::quote_in_quotes && now == State::plain) {
      fail("something follows the quote that ends a cell");
    } else if (now != State::quote_in_quotes && !(before == State::cell_begin && now == State::quoted)) {
      cells.back() += c;
    }
  }
  if (quotes.inside()) fail("a quoted cell does not end");
  return cells;
}

}  // namespace

int64_t index_of(const std::string& cell, std::string_view what) {
  if (const auto index = parse_number<int64_t>(cell)) return *index;
  fail(fmt::format("{} {}, expected an index", what, quote(cell)));
}

std::vector<std::string> split_at_commas(std::string_view list) {
  std::vector<std::string> parts;
  for (size_t begin = 0;;) {
    const size_t end = std::min(list.find(',', begin), list.size());
    parts.emplace_back(list.substr(begin, end - begin));
    if (end == list.size()) return parts;
    begin = end + 1;
  }
}

std::vector<std::string> split_cells(std::string_view record, char separator) {
  return separator == ',' ? split_csv(record) : split_tsv(record);
}

CsvHeader::CsvHeader(std::string_view record, char separator, std::string file) : file_(std::move(file)) {
  if (record.starts_with(byte_order_mark)) record.remove_prefix(byte_order_mark.size());
  names_ = split_cells(record, separator);
  for (size_t i = 0; i < names_.size(); ++i) places_.emplace(names_[i], i);
}

std::optional<size_t> CsvHeader::find(std::string_view name) const {
  const auto found = places_.find(name);
  return found == places_.end() ? std::nullopt : std::optional(found->second);
}

size_t CsvHeader::require(std::string_view name) const {
  const auto index = find(name);
  if (index && std::ranges::count(names_, name) > 1) {
    throw Error(ErrorKind::usage,
                fmt::format("{}: two columns are called {}: give the number of one", file_, quote(name)));
  }
  if (index) return *index;
  throw Error(ErrorKind::usage, fmt::format("{}: no column {}, there is {}", file_, quote(name), quote_list(names_)));
}

std::vector<std::string> CsvHeader::cells(std::string_view record, char separator) const {
  std::vector<std::string> cells = split_cells(record, separator);
  if (cells.size() != names_.size()) {
    fail(fmt::format("{} columns, expected {} as in the header", cells.size(), names_.size()));
  }
  return cells;
}

ColumnReader::ColumnReader(std::vector<std::string> columns, char separator)
    : columns_(std::move(columns)), separator_(separator) {
  for (const std::string& column : columns_) {
    if (column.empty()) throw Error(ErrorKind::usage, "an empty column name");
    has_header_ = has_header_ || !number_of(column);
  }
}

bool ColumnReader::take_header(const Record& record, std::string_view file) {
  if (record.file >= files_.size()) files_.resize(record.file + 1);
  if (files_[record.file]) return false;
  FileColumns columns;
  if (has_header_) columns.header = CsvHeader(record.text, separator_, std::string(file));
  for (const std::string& column : columns_) {
    // A name of the header comes first: a column may be called 2.
    const auto named = columns.header.find(column);
    const auto number = number_of(column);
    columns.indices.push_back(!named && number ? *number - 1 : columns.header.require(column));
  }
  files_[record.file] = std::move(columns);
  return has_header_;
}

std::vector<std::string> ColumnReader::read(const Record& record) const {
  const FileColumns& file = *files_[record.file];
  std::vector<std::string> cells =
      has_header_ ? file.header.cells(record.text, separator_) : split_cells(record.text, separator_);
  std::vector<std::string> chosen;
  for (const size_t index : file.indices) {
    if (index >= cells.size()) fail(fmt::format("{} columns, expected at least {}", cells.size(), index + 1));
    chosen.push_back(cells[index]);
  }
  return chosen;
}

}  // namespace electra::cli
