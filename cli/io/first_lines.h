// What the first lines of a text tell: JSON, CoNLL, a header.
#pragma once

#include <string_view>

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

// A word and its tag in every line, documents and sentences of CoNLL marked as such, or CoNLL-U.
Verdict is_conll(Beginning beginning);
// The ten columns of CoNLL-U, of which the word is the second; behind comments.
Verdict is_conll_u(Beginning beginning);

// Names of columns in the first line, one of them of those that texts have. '\0': a text, with TABs or commas.
Verdict is_header(Beginning beginning, char separator);

}  // namespace electra::cli
