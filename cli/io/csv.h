// Records of TSV and CSV as cells, and columns chosen by the names of a header or by number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/io/reader.h"

namespace electra::cli {

// The cells of a record. TSV: whatever stands between TABs, quotes included, as GLUE's files are meant. CSV (RFC 4180):
// a cell may be quoted, "" inside quotes is a quote. Throws Error(input) for quotes that do not close or that something
// follows.
std::vector<std::string> split_cells(std::string_view record, char separator);

// The names of the columns of a file.
class CsvHeader {
 public:
  CsvHeader() = default;
  // Of the first record, whose byte-order mark, which spreadsheets write, belongs to no name. `file` is for messages.
  CsvHeader(std::string_view record, char separator, std::string file);

  const std::vector<std::string>& names() const { return names_; }
  std::optional<size_t> find(std::string_view name) const;
  // Throws Error(usage) that lists the columns there are.
  size_t require(std::string_view name) const;
  // The cells of a record below. Throws Error(input) for another number of them.
  std::vector<std::string> cells(std::string_view record, char separator) const;

 private:
  std::vector<std::string> names_;
  std::map<std::string, size_t, std::less<>> places_;  // of a name that is there twice the first
  std::string file_;
};

// Picks columns out of records. Reading is thread-safe between the headers.
class ColumnReader {
 public:
  // Names and numbers (from 1) as the user gave them. All numbers: the files have no header. Otherwise the first record
  // of each file is one. Throws Error(usage) for an empty name.
  ColumnReader(std::vector<std::string> columns, char separator);

  bool has_header() const { return has_header_; }
  // Whether the record is the header of its file, which is then remembered. Records are shown in their order. Throws
  // Error(usage) for a name that the header lacks.
  bool take_header(const Record& record, std::string_view file);

  // The chosen cells, in the order of the columns. Throws Error(input) for a record that lacks one of them or, below a
  // header, has another number of cells than that.
  std::vector<std::string> read(const Record& record) const;

 private:
  struct FileColumns {
    CsvHeader header;
    std::vector<size_t> indices;
  };

  std::vector<std::string> columns_;
  char separator_;
  bool has_header_ = false;
  std::vector<std::optional<FileColumns>> files_;  // by Record::source
};

// A cell that is a whole number. Throws Error(input), which calls it `what`.
int64_t index_of(const std::string& cell, std::string_view what);

// "sentence1,sentence2" as its parts.
std::vector<std::string> split_at_commas(std::string_view list);

}  // namespace electra::cli
