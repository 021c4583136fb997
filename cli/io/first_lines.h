// What the first lines of a text tell: JSON, a header. What they tell of words is in first_sentences.h.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "cli/io/cells.h"

namespace electra::cli {

enum class Verdict {
  no,
  yes,
  open,  // more bytes could tell
};

// The first bytes of a file. `is_whole`: no more will come.
struct Beginning {
  std::string_view bytes;
  bool is_whole = false;
};

enum class JsonLayout {
  objects,   // an object that begins and goes on in the first line
  document,  // an object over several lines
  array,     // of objects or strings
  data,      // an object with a list "data" of objects, as the datasets library and SQuAD have it
};

struct JsonLook {
  Verdict is_json = Verdict::no;
  JsonLayout layout = JsonLayout::objects;
  bool is_squad = false;  // what is in "data" has "paragraphs"
};

// A text that begins with a bracket is none: "[MASK] is", "[1] A study", "{sic}".
JsonLook look_for_json(Beginning beginning);

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

// --- Parts of these lines ---

// Takes a line from the front, without its end; nothing while it may go on.
std::optional<std::string_view> take_first_line(Beginning& rest);
// What stands between separators, of blanks between runs of them.
std::vector<std::string_view> first_cells(std::string_view line, char separator);
// A cell without a mark, quotes and blanks around it.
std::string_view plain_cell(std::string_view cell);
// In capitals or not. REQUIRES: the names are in lower case.
bool is_among(std::span<const std::string_view> names, std::string_view cell);

}  // namespace electra::cli
