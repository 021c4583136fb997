// Columns of tables and members of objects, by the flags that choose them, and those that a run passes through.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/args/flags.h"
#include "cli/io/csv.h"
#include "cli/io/first_bytes.h"

namespace electra::cli {

// How tsv and csv are read.
struct TableFlags {
  Header header = Header::automatic;
  char separator = '\0';  // the format's own
};
// `tables`: "tsv and csv", or the one of them that the command reads.
void add_table_flags(CLI::App& app, TableFlags& flags, std::string_view tables = "tsv and csv");
// Puts the flags into what the files are read as. Throws Error(usage) for a format without cells; `chooses`: columns
// are named, which makes a table of a text.
void settle_table(const TableFlags& flags, bool chooses, ReadAs& read_as);

// The same; empty: none.
void add_keep_flag(CLI::App& app, std::string& keep, std::string_view tables);
// What --keep names. Throws Error(usage) for an empty name, a name twice, and one of `taken`, the output's own keys.
std::vector<std::string> kept_names(const std::string& keep, Format output_format,
                                    const std::vector<std::string>& taken);

// What --keep passes through, record by record, as rows and objects begin with it (cli/io/rows.h).
class KeptFields {
 public:
  // Throws Error(usage) for an input without fields, and an output without room for them. REQUIRES: without a header,
  // columns are numbers.
  KeptFields(std::vector<std::string> names, const ReadAs& read_as, Format output_format);

  // Of each record, a header among them, in their order: what the output of its items begins with. Throws Error(usage)
  // for a column that a header lacks, Error(input) for a record that lacks a field.
  std::string of(const Record& record, std::string_view file);

 private:
  std::string value_of(const Record& record, const std::string& name) const;  // of jsonl, as JSON

  std::vector<std::string> names_;
  std::optional<ColumnReader> columns_;  // of tables; nothing: of jsonl
  Format output_format_;
};

}  // namespace electra::cli
