// Prose in lines of a given length. Columns are bytes: what is printed so is ASCII.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace electra::cli {

struct Layout {
  size_t width = 80;      // of a line
  size_t indent = 0;      // blanks that every line but the first begins with
  size_t column = 0;      // where the first line begins: what stands before it has been written
  char also_after = ' ';  // lines may also end behind this character
};

// `text` broken at blanks, without an end of line at its end. A word that is longer than a line stands alone.
std::string wrapped(std::string_view text, const Layout& layout);

}  // namespace electra::cli
