#include "cli/score/span_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "cli/io/cells.h"
#include "cli/io/input_fault.h"
#include "cli/io/json_out.h"
#include "cli/io/numbers.h"
#include "cli/io/reader.h"

namespace electra::cli {
namespace {

Span span_of(uint64_t begin, uint64_t end) {
  constexpr uint64_t most = Reader::longest_line;
  return {static_cast<uint32_t>(std::min(begin, most)), static_cast<uint32_t>(std::min(end, most))};
}

std::string name_of(const std::string& file) { return std::filesystem::path(file).filename().string(); }

}  // namespace

std::optional<SpanRow> span_row_of(std::string_view line, size_t count) {
  std::vector<std::string> cells = split_cells(line, tsv_cells);
  if (cells.size() < count + 3) return std::nullopt;
  const size_t start = cells.size() - count - 2;
  const auto begin = parse_number<uint64_t>(cells[start]), end = parse_number<uint64_t>(cells[start + 1]);
  auto record = parse_number<uint64_t>(cells.front());
  const bool names_file = !record;
  if (names_file && start > 1) record = parse_number<uint64_t>(cells[1]);
  if (!record || !begin || !end) return std::nullopt;
  return SpanRow{.file = names_file ? cells.front() : "",
                 .record = *record,
                 .span = span_of(*begin, *end),
                 .cells = {cells.end() - static_cast<std::ptrdiff_t>(count), cells.end()}};
}

bool is_cell_of(std::string_view text, const std::string& cell) { return on_one_line(std::string(text)) == cell; }

RowRecords::RowRecords(const std::string& gold, std::vector<uint64_t> lines)
    : gold_name_(name_of(gold)), lines_(std::move(lines)) {}

size_t RowRecords::index_of(const SpanRow& row) {
  if (file_ && row.file != *file_) fail("rows of a second file: --no-filename of the command numbers them on");
  file_ = row.file;
  if (!row.file.empty() && name_of(row.file) == gold_name_) {
    const auto found = std::ranges::lower_bound(lines_, row.record);
    if (found == lines_.end() || *found != row.record) fail(fmt::format("line {} begins no record there", row.record));
    return static_cast<size_t>(found - lines_.begin());
  }
  if (row.record < 1 || row.record > lines_.size()) {
    fail(fmt::format("record {}, expected 1 to {}", row.record, lines_.size()));
  }
  return row.record - 1;
}

}  // namespace electra::cli
