#include "cli/io/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/quote.h"
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

}  // namespace

int64_t index_of(const std::string& cell, std::string_view what) {
  if (const auto index = parse_number<int64_t>(cell)) return *index;
  fail(fmt::format("{} {}, expected an index", what, quote(cell)));
}

bool has_names(const std::vector<std::string>& columns, Header header) {
  if (std::ranges::find(columns, "") != columns.end()) throw Error(ErrorKind::usage, "an empty column name");
  const auto name = std::ranges::find_if(columns, [](const std::string& column) { return !number_of(column); });
  if (name == columns.end()) return false;
  if (header != Header::no) return true;
  throw Error(
      ErrorKind::usage,
      fmt::format("--header no: the column {}, expected a number: without a header there are no names", quote(*name)));
}

CsvHeader::CsvHeader(std::string_view record, CellSyntax syntax, std::string file)
    : syntax_(syntax), file_(std::move(file)) {
  if (record.starts_with(byte_order_mark)) record.remove_prefix(byte_order_mark.size());
  names_ = split_cells(record, syntax);
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
  if (const auto separator = separator_with(name)) {
    const std::string mended = *separator == ',' ? "--format csv" : "--separator " + separator_value(*separator);
    throw Error(ErrorKind::usage, fmt::format("{}: no column {} between {}: {} finds it", file_, quote(name),
                                              separator_value(syntax_.separator), mended));
  }
  throw Error(ErrorKind::usage, fmt::format("{}: no column {}, there is {}", file_, quote(name), quote_list(names_)));
}

std::optional<char> CsvHeader::separator_with(std::string_view name) const {
  if (names_.size() > 1) return std::nullopt;
  for (const char separator : usual_separators) {
    const std::vector<std::string> names = split_cells(names_.front(), {.separator = separator, .has_quotes = false});
    if (names.size() > 1 && std::ranges::find(names, name) != names.end()) return separator;
  }
  return std::nullopt;
}

std::vector<std::string> CsvHeader::cells(std::string_view record) const {
  std::vector<std::string> cells = split_cells(record, syntax_);
  if (cells.size() != names_.size()) {
    fail(fmt::format("{}, expected {} as in the header", counted(cells.size(), "column"), names_.size()));
  }
  return cells;
}

ColumnReader::ColumnReader(std::vector<std::string> columns, CellSyntax syntax, bool has_header)
    : columns_(std::move(columns)), syntax_(syntax), has_header_(has_header) {}

bool ColumnReader::take_header(const Record& record, std::string_view file) {
  if (record.file >= files_.size()) files_.resize(record.file + 1);
  if (files_[record.file]) return false;
  FileColumns columns;
  if (has_header_) columns.header = CsvHeader(record.text, syntax_, std::string(file));
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
  std::vector<std::string> cells = has_header_ ? file.header.cells(record.text) : split_cells(record.text, syntax_);
  std::vector<std::string> chosen;
  for (const size_t index : file.indices) {
    if (index >= cells.size())
      fail(fmt::format("{}, expected at least {}", counted(cells.size(), "column"), index + 1));
    chosen.push_back(cells[index]);
  }
  return chosen;
}

}  // namespace electra::cli
