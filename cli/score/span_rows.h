// Rows of tsv for parts of texts, as commands write them: record, start, end and what is told of the part; where files
// are named FILE and LINE for the record; --keep puts cells before the start. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "electra/tokenizer.h"

namespace electra::cli {

struct SpanRow {
  std::string file;  // empty: none is named
  uint64_t record = 0;
  Span span;
  std::vector<std::string> cells;  // behind the end
};

// Nothing: the line is no such row with `cells` behind the end.
std::optional<SpanRow> span_row_of(std::string_view line, size_t cells);

// Whether a cell is this part of a text, as rows have it.
bool is_cell_of(std::string_view text, const std::string& cell);

// Which record of the gold each row is of.
class RowRecords {
 public:
  // Of each record its line in the file `gold`.
  RowRecords(const std::string& gold, std::vector<uint64_t> lines);

  // Of the records, from 0: by lines where the rows name the gold's own file, else by numbers. Throws Error(input) for
  // one that there is not, and for rows of a second file.
  size_t index_of(const SpanRow& row);

 private:
  std::string gold_name_;  // without its folder
  std::vector<uint64_t> lines_;
  std::optional<std::string> file_;  // of the rows
};

}  // namespace electra::cli
