// A text as code points that know which of its bytes they come from, for stages that run one after the other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "electra/tokenizer.h"

namespace electra::internal {

struct Character {
  char32_t code_point;
  Span source;

  bool operator==(const Character&) const = default;
};
using Characters = std::vector<Character>;

// The code points of text[begin, end); malformed bytes are U+FFFD. REQUIRES: begin <= end <= text.size() < 2^32.
Characters characters_of(std::string_view text, size_t begin, size_t end);

// A code point of the text that a stage makes of another one, and how many characters of that it stands for; none is
// what is inserted behind the one before.
struct Change {
  char32_t code_point;
  uint32_t replaced;
};

// Puts the new text in the place of the old one. Sources go by position alone, as in `transform` of the tokenizers
// library: a character that stands for several takes that of the first of them, one that is inserted that of the last
// one before it, [0, 0) if there is none.
// REQUIRES: the changes stand for no more characters than there are.
void transform(Characters& characters, const std::vector<Change>& changes);

}  // namespace electra::internal
