// The lines of a text as a reader of records has to give them, worked out in the plainest way.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/utf8.h"

namespace electra::fuzz {

inline std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  uint64_t replaced = 0;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(internal::replace_malformed_utf8(line, replaced));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace electra::fuzz
