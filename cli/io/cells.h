// Records of TSV and CSV as cells.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace electra::cli {

// What tells the cells of a record apart.
struct CellSyntax {
  char separator = ',';
  bool has_quotes = true;  // of CSV (csv_quotes.h); else they are ordinary characters, as GLUE's files are meant
};
inline constexpr CellSyntax csv_cells = {.separator = ',', .has_quotes = true};
inline constexpr CellSyntax tsv_cells = {.separator = '\t', .has_quotes = false};

// The separators that files are told to have, whatever they are called.
inline constexpr std::string_view usual_separators = ",\t;|";

// As it is typed in a shell behind --separator: tab, ',' or ';'.
std::string separator_value(char separator);

// The cells of a record. Throws Error(input) for quotes that do not close or that something follows.
std::vector<std::string> split_cells(std::string_view record, CellSyntax syntax);

// "sentence1,sentence2" as its parts.
std::vector<std::string> split_at_commas(std::string_view list);

}  // namespace electra::cli
