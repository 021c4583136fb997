// How a command says that a record is bad.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "electra/error.h"

namespace electra::cli {

// Throws Error(input); whoever knows the place of the record puts it before.
[[noreturn]] inline void fail(const std::string& fault) { throw Error(ErrorKind::input, fault); }

// What is quoted of a cell: its beginning, on one line. A line of something else altogether shall not flood the
// terminal.
inline std::string shortened(std::string_view text) {
  constexpr size_t longest = 40;
  size_t end = std::min(text.size(), longest);
  while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  std::string out(text.substr(0, end));
  std::ranges::replace_if(
      out, [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  return end < text.size() ? out + "..." : out;
}

}  // namespace electra::cli
