// Columns of TSV and CSV, chosen by the names of a header or by number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/io/cells.h"
#include "cli/io/first_bytes.h"
#include "cli/io/reader.h"

namespace electra::cli {

// The names of the columns of a file.
class CsvHeader {
 public:
  CsvHeader() = default;
  // Of the first record, whose byte-order mark, which spreadsheets write, belongs to no name. `file` is for messages.
  CsvHeader(std::string_view record, CellSyntax syntax, std::string file);

  const std::vector<std::string>& names() const { return names_; }
  std::optional<size_t> find(std::string_view name) const;
  // Throws Error(usage) that lists the columns there are, or names the separator that the header has.
  size_t require(std::string_view name) const;
  // The cells of a record below. Throws Error(input) for another number of them.
  std::vector<std::string> cells(std::string_view record) const;

 private:
  // Another separator, at which the one name that there is gives this one.
  std::optional<char> separator_with(std::string_view name) const;

  std::vector<std::string> names_;
  std::map<std::string, size_t, std::less<>> places_;  // of a name that is there twice the first
  CellSyntax syntax_;
  std::string file_;
};

// Picks columns out of records. Reading is thread-safe between the headers.
class ColumnReader {
 public:
  // Names and numbers (from 1) as the user gave them. has_header: the first record of each file is one. REQUIRES:
  // without a header they are numbers (has_names).
  ColumnReader(std::vector<std::string> columns, CellSyntax syntax, bool has_header);

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
  CellSyntax syntax_;
  bool has_header_;
  std::vector<std::optional<FileColumns>> files_;  // by Record::source
};

// Whether one of these columns is a name and no number. Throws Error(usage) for an empty one, and for a name where
// there is no header.
bool has_names(const std::vector<std::string>& columns, Header header);

// A cell that is a whole number. Throws Error(input), which calls it `what`.
int64_t index_of(const std::string& cell, std::string_view what);

}  // namespace electra::cli
