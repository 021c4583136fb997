#include "cli/io/csv.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "cli/io/input_fault.h"
#include "cli/io/numbers.h"
#include "electra/error.h"

namespace electra::cli {
namespace {

// A column number, from 1; nothing for a name.
std::optional<size_t> number_of(std::string_view column) {
  const auto number = parse_number<size_t>(column);
  return number && *number > 0 ? number : std::nullopt;
}

// Takes a quoted cell off the front of a line that begins with its quote.
std::string take_quoted(std::string_view& line, char separator) {
  std::string cell;
  line.remove_prefix(1);
  for (;;) {
    const size_t quote = line.find('"');
    if (quote == line.npos) fail("a quoted cell does not end");
    cell += line.substr(0, quote);
    line.remove_prefix(quote + 1);
    if (!line.starts_with('"')) break;
    cell += '"';
    line.remove_prefix(1);
  }
  if (!line.empty() && line.front() != separator) fail("something follows the quote that ends a cell");
  return cell;
}

}  // namespace

int64_t index_of(const std::string& cell, std::string_view what) {
  if (const auto index = parse_number<int64_t>(cell)) return *index;
  fail(fmt::format("{} '{}', expected an index", what, shortened(cell)));
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

std::vector<std::string> split_cells(std::string_view line, char separator) {
  std::vector<std::string> cells;
  for (;;) {
    if (separator == ',' && line.starts_with('"')) {
      cells.push_back(take_quoted(line, separator));
    } else {
      const size_t end = std::min(line.find(separator), line.size());
      cells.emplace_back(line.substr(0, end));
      line.remove_prefix(end);
    }
    if (line.empty()) return cells;
    line.remove_prefix(1);
  }
}

std::vector<std::string> split_header(std::string_view line, char separator) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (line.starts_with(byte_order_mark)) line.remove_prefix(byte_order_mark.size());
  return split_cells(line, separator);
}

ColumnReader::ColumnReader(std::vector<std::string> columns, char separator)
    : columns_(std::move(columns)), separator_(separator) {
  for (const std::string& column : columns_) {
    if (column.empty()) throw Error(ErrorKind::usage, "an empty column name");
    const auto number = number_of(column);
    has_header_ = has_header_ || !number;
    indices_.push_back(number.value_or(0) - 1);
  }
}

void ColumnReader::read_header(const std::vector<std::string>& cells, std::string_view file) {
  for (size_t i = 0; i < columns_.size(); ++i) {
    const auto found = std::ranges::find(cells, columns_[i]);
    const auto number = number_of(columns_[i]);
    if (found == cells.end() && !number) {
      throw Error(ErrorKind::usage,
                  fmt::format("{}: no column '{}', there is {}", file, columns_[i], fmt::join(cells, ", ")));
    }
    indices_[i] = found == cells.end() ? *number - 1 : static_cast<size_t>(found - cells.begin());
  }
  cells_of_header_ = cells.size();
}

std::optional<std::vector<std::string>> ColumnReader::read(const Record& record, std::string_view file) {
  if (has_header_ && (cells_of_header_ == 0 || record.source != source_)) {
    source_ = record.source;
    read_header(split_header(record.text, separator_), file);
    return std::nullopt;
  }
  std::vector<std::string> cells = split_cells(record.text, separator_);
  if (has_header_ && cells.size() != cells_of_header_) {
    fail(fmt::format("{} columns, expected {} as in the header", cells.size(), cells_of_header_));
  }
  std::vector<std::string> chosen;
  for (const size_t index : indices_) {
    if (index >= cells.size()) fail(fmt::format("{} columns, expected at least {}", cells.size(), index + 1));
    chosen.push_back(cells[index]);
  }
  return chosen;
}

}  // namespace electra::cli
