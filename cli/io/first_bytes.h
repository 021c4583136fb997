// What a file is by its first bytes, and the refusal of one that is not what it is read as: it would be answered like
// any other. Thread-safe.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "cli/io/cells.h"
#include "cli/io/first_lines.h"
#include "cli/io/format.h"

namespace electra::cli {

// How cells are chosen, of a format that has them.
enum class Columns { none, numbers, names };

// Whether the first record of every file of a table is its header; automatic: where columns are named.
enum class Header { automatic, yes, no };

struct ReadAs {
  Format format = Format::text;
  // By a flag, in so many words: then a file is taken for it unless it can be none.
  bool is_given = true;
  Columns columns = Columns::names;    // unless these are names, a header would be taken for a record
  std::string_view flag = "--format";  // that the format is given with
  bool names_word = false;             // a column of CoNLL was named, whichever it is by itself
  Header header = Header::automatic;
  char separator = '\0';                          // of cells; '\0': the format's own
  bool reads_tables = true, reads_squad = false;  // with another format, for advice

  bool has_cells() const { return format == Format::tsv || format == Format::csv; }
  bool has_header() const { return header == Header::automatic ? columns == Columns::names : header == Header::yes; }
  // Of a format without cells as of tsv, whose records are lines, too.
  CellSyntax cells() const {
    CellSyntax cells = format == Format::csv ? csv_cells : tsv_cells;
    if (separator != '\0') cells.separator = separator;
    return cells;
  }
};

// No more of a file is looked at to tell its format.
inline constexpr size_t longest_beginning = 4096;
// No more than `most` of the bytes; whole, too, if there could be more.
Beginning beginning_of(std::string_view bytes, bool is_whole, size_t most = longest_beginning);

// Throws Error(usage) "FILE: what it is, what was expected: the flag that mends it", and Error(input) for a container
// of something else, which no flag mends. False: what there is could become either; not so at the end of the file
// (`is_whole`) or with longest_beginning bytes. What a line can tell is told when it ends.
bool check_beginning(std::string_view bytes, bool is_whole, const ReadAs& read_as, const std::string& file);

// Which of `formats` the bytes are; nothing where they tell none, or, if `is_open`, not without more of them.
struct Told {
  std::optional<Format> format = std::nullopt;
  bool is_open = false;
};
Told tell_format(std::string_view bytes, bool is_whole, std::span<const Format> formats);

}  // namespace electra::cli
