// Records of lines, TSV and CSV: every byte of the input is in one of them, whatever the size of the windows; cells
// that are joined again are the cells of before; columns are found in all records or the record is refused. The first
// byte of the input chooses the format, the second one the columns.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "cli/io/csv.h"
#include "cli/io/reader.h"
#include "fuzz/beginning.h"
#include "fuzz/lines.h"
#include "fuzz/memory_file.h"
#include "fuzz/promises.h"

namespace electra::cli {

using namespace internal;
namespace {

struct Kept {
  std::string text;
  uint64_t line = 0;
  bool too_long = false;
  bool operator==(const Kept&) const = default;
};

constexpr WindowLimit one_record = {.bytes = 1, .records = 1};
constexpr WindowLimit whole_blocks = {.bytes = 1, .records = 1, .whole_blocks = true};

std::vector<Kept> records_of(const std::string& file, Format format, WindowLimit limit, size_t longest) {
  // Told, so that no other separator is looked for.
  Reader reader({file}, {.format = format, .separator = format == Format::csv ? ',' : '\0'}, longest);
  std::vector<Kept> records;
  for (auto window = reader.next(limit); !window.empty(); window = reader.next(limit)) {
    for (const Record& record : window) {
      FUZZ_CHECK(is_utf8(record.text));
      FUZZ_CHECK(record.ordinal == records.size() + 1);
      FUZZ_CHECK(!record.too_long || record.text.empty());
      records.push_back({std::string(record.text), record.line, record.too_long});
    }
  }
  return records;
}

std::vector<Kept> records_of(const std::string& file, Format format, size_t longest = Reader::longest_line) {
  std::vector<Kept> records = records_of(file, format, Reader::usual_window, longest);
  FUZZ_CHECK(records_of(file, format, one_record, longest) == records);
  FUZZ_CHECK(records_of(file, format, whole_blocks, longest) == records);
  return records;
}

// A file that is cut at the end of a line and read as two gives the records of the whole.
void check_two_files(std::string_view text) {
  const size_t cut = text.find('\n', text.size() / 2);
  if (cut == text.npos || text.substr(cut + 1).starts_with("\xEF\xBB\xBF")) return;  // a mark begins a file
  if (!fuzz::refusal_of(text.substr(cut + 1), {}).empty()) return;
  const fuzz::MemoryFile first(text.substr(0, cut + 1)), second(text.substr(cut + 1)), whole(text);
  Reader two({first.path(), second.path()}, {}), one({whole.path()}, {});
  std::vector<std::string> from_two, from_one;
  for (auto window = two.next(); !window.empty(); window = two.next()) {
    for (const Record& record : window) from_two.emplace_back(record.text);
  }
  for (auto window = one.next(); !window.empty(); window = one.next()) {
    for (const Record& record : window) from_one.emplace_back(record.text);
  }
  FUZZ_CHECK(from_two == from_one);
}

void check_lines(const std::string& file, const std::vector<std::string>& lines) {
  const std::vector<Kept> records = records_of(file, Format::text);
  FUZZ_CHECK(records.size() == lines.size());
  for (size_t i = 0; i < lines.size(); ++i) {
    FUZZ_CHECK(records[i].text == lines[i]);
    FUZZ_CHECK(records[i].line == i + 1);
  }
}

void check_limit(const std::string& file, std::string_view text, const std::vector<std::string>& lines) {
  constexpr size_t longest = 8;
  const std::vector<Kept> records = records_of(file, Format::text, longest);
  FUZZ_CHECK(records.size() == lines.size());
  for (size_t i = 0; i < lines.size(); ++i) {
    // A carriage return counts too, and what replaces malformed bytes is longer than they are.
    if (is_utf8(text) && text.find('\r') == text.npos) FUZZ_CHECK(records[i].too_long == (lines[i].size() > longest));
    FUZZ_CHECK(records[i].text == (records[i].too_long ? "" : lines[i]));
  }
  records_of(file, Format::csv, longest);
}

std::string without_carriage_returns(std::string text) {
  std::erase(text, '\r');
  return text;
}

// A record of CSV is one line or several, and none is lost.
std::vector<Kept> csv_records(const std::string& file, const std::vector<std::string>& lines) {
  const std::vector<Kept> records = records_of(file, Format::csv);
  std::string expected, got;
  for (const std::string& line : lines) expected += line + '\n';
  if (expected.starts_with("\xEF\xBB\xBF")) {
    expected.erase(0, 3);
    if (records.empty() && expected == "\n") expected.clear();  // a mark alone, without an end of a line
  }
  uint64_t next_line = 1;
  for (const Kept& record : records) {
    FUZZ_CHECK(record.line == next_line);
    next_line += 1 + static_cast<uint64_t>(std::ranges::count(record.text, '\n'));
    got += record.text + '\n';
  }
  FUZZ_CHECK(without_carriage_returns(got) == without_carriage_returns(expected));
  return records;
}

std::string joined(const std::vector<std::string>& cells, CellSyntax syntax) {
  std::string record;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) record += syntax.separator;
    if (!syntax.has_quotes) {
      record += cells[i];
      continue;
    }
    record += '"';
    for (const char c : cells[i]) record += c == '"' ? "\"\"" : std::string(1, c);
    record += '"';
  }
  return record;
}

void check_cells(const Kept& record, CellSyntax syntax) {
  try {
    const std::vector<std::string> cells = split_cells(record.text, syntax);
    FUZZ_CHECK(!cells.empty());
    FUZZ_CHECK(split_cells(joined(cells, syntax), syntax) == cells);
    if (!syntax.has_quotes) FUZZ_CHECK(joined(cells, syntax) == record.text);
  } catch (const Error& error) {
    fuzz::check_message(error.what());
    FUZZ_CHECK(syntax.has_quotes && error.kind() == ErrorKind::input);
    // Whoever cut the records knows the same quotes as whoever cuts the cells: one that does not end spans no lines.
    const std::string line = record.text.substr(record.text.rfind('\n') + 1);
    FUZZ_CHECK(error.what() != std::string_view("a quoted cell does not end") || line.find('"') != line.npos);
  }
}

void check_columns(const std::vector<Kept>& records, CellSyntax syntax, const std::string& names) {
  const std::vector<std::string> list = split_at_commas(names);
  ColumnReader columns(list, syntax, has_names(list, Header::automatic));
  for (const Kept& kept : records) {
    const Record record = {.text = kept.text, .line = kept.line};
    try {
      if (columns.take_header(record, "f")) continue;
      const std::vector<std::string> chosen = columns.read(record);
      const std::vector<std::string> cells = split_cells(record.text, syntax);
      FUZZ_CHECK(chosen.size() == split_at_commas(names).size());
      for (const std::string& cell : chosen) FUZZ_CHECK(std::ranges::find(cells, cell) != cells.end());
    } catch (const Error& error) {
      fuzz::check_message(error.what());
      if (error.kind() != ErrorKind::input || record.line == 1) return;  // no file goes on behind a bad header
    }
  }
}

}  // namespace
}  // namespace electra::cli

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace electra;
  using namespace electra::cli;
  if (size < 2) return 0;
  constexpr const char* columns[] = {"1", "2,1", "a,b", "a,3", "b"};
  const CellSyntax syntax = data[0] % 2 == 0 ? csv_cells : tsv_cells;
  const std::string_view text = fuzz::text_of(data + 2, size - 2);
  const fuzz::MemoryFile file(text);
  const std::vector<std::string> lines = fuzz::lines_of(text);
  if (!fuzz::refusal_of(text, {}).empty()) return 0;
  check_lines(file.path(), lines);
  check_limit(file.path(), text, lines);
  check_two_files(text);
  const std::vector<Kept> records =
      syntax.has_quotes ? csv_records(file.path(), lines) : records_of(file.path(), Format::text);
  for (const Kept& record : records) check_cells(record, syntax);
  check_columns(records, syntax, columns[data[1] % std::size(columns)]);
  return 0;
}
