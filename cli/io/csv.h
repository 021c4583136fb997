// Lines of TSV and CSV as columns, chosen by the names of a header or by number.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/io/reader.h"

namespace electra::cli {

// The cells of a line. TSV: whatever stands between TABs, quotes included, as GLUE's files are meant. CSV (RFC 4180): a
// cell may be quoted, "" inside quotes is a quote. Throws Error(input) for quotes that do not close or that something
// follows.
std::vector<std::string> split_cells(std::string_view line, char separator);

// The cells of a first line, without the byte-order mark that spreadsheets put before it.
std::vector<std::string> split_header(std::string_view line, char separator);

// Picks columns out of lines.
class ColumnReader {
 public:
  // Names and numbers (from 1) as the user gave them. All numbers: the files have no header. Otherwise the first line
  // of each file is one. Throws Error(usage) for an empty name.
  ColumnReader(std::vector<std::string> columns, char separator);

  // The chosen cells, in the order of the columns; nothing for a header. Throws Error(input) for a line that lacks one
  // of them or, below a header, has another number of cells than that; Error(usage) for a name that the header lacks.
  std::optional<std::vector<std::string>> read(const Record& record, std::string_view file);

 private:
  void read_header(const std::vector<std::string>& cells, std::string_view file);

  std::vector<std::string> columns_;
  char separator_;
  bool has_header_ = false;
  size_t source_ = 0;  // of the header at hand
  std::vector<size_t> indices_;
  size_t cells_of_header_ = 0;
};

// A cell that is a whole number. Throws Error(input), which calls it `what`.
int64_t index_of(const std::string& cell, std::string_view what);

// "sentence1,sentence2" as its parts.
std::vector<std::string> split_at_commas(std::string_view list);

}  // namespace electra::cli
