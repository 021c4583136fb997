// What the first lines of a text tell: JSON. What they tell of tables is in first_cells.h, of words in
// first_sentences.h.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

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
