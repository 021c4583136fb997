// What the first lines of a table tell: a header, another separator.
#pragma once

#include "cli/io/cells.h"
#include "cli/io/first_lines.h"

namespace electra::cli {

struct HeaderLook {
  Verdict is_header = Verdict::no;
  char separator = '\0';  // of its names, which may be another than that of the format
  bool is_lone = false;   // one name
};
// Names of columns in the first line, one of them of those that texts have. '\0': of a text, with TABs or what is
// usual.
HeaderLook look_for_header(Beginning beginning, char separator);

struct SeparatorLook {
  Verdict is_other = Verdict::no;
  char separator = '\0';
};
// Two lines or more that another separator cuts into as many cells each, where that of the format does not.
SeparatorLook look_for_separator(Beginning beginning, CellSyntax syntax);

}  // namespace electra::cli
