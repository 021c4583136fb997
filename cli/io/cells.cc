#include "cli/io/cells.h"

#include <algorithm>

#include "cli/io/csv_quotes.h"
#include "cli/io/input_fault.h"
#include "cli/io/shell.h"

namespace electra::cli {
namespace {

std::vector<std::string> split_at(std::string_view record, char separator) {
  std::vector<std::string> cells;
  for (;;) {
    const size_t end = std::min(record.find(separator), record.size());
    cells.emplace_back(record.substr(0, end));
    if (end == record.size()) return cells;
    record.remove_prefix(end + 1);
  }
}

std::vector<std::string> split_quoted(std::string_view record, char separator) {
  using State = CsvQuotes::State;
  CsvQuotes quotes(separator);
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

std::string separator_value(char separator) {
  return separator == '\t' ? "tab" : shell_word(std::string(1, separator));
}

std::vector<std::string> split_at_commas(std::string_view list) { return split_at(list, ','); }

std::vector<std::string> split_cells(std::string_view record, CellSyntax syntax) {
  return syntax.has_quotes ? split_quoted(record, syntax.separator) : split_at(record, syntax.separator);
}

}  // namespace electra::cli
