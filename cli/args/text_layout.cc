#include "cli/args/text_layout.h"

#include <algorithm>

namespace electra::cli {
namespace {

// The size of what cannot be broken at the beginning of the text, without a blank behind it.
size_t unbroken_size(std::string_view text, char also_after) {
  const size_t blank = std::min(text.find(' '), text.size());
  const size_t other = also_after == ' ' ? text.npos : text.find(also_after);
  return other < blank ? other + 1 : blank;
}

}  // namespace

std::string wrapped(std::string_view text, const Layout& layout) {
  std::string out;
  size_t column = layout.column;
  bool begins_line = true;
  bool follows_blank = false;
  while (!text.empty()) {
    const size_t size = unbroken_size(text, layout.also_after);
    const size_t gap = follows_blank && !begins_line ? 1 : 0;
    if (!begins_line && column + gap + size > layout.width) {
      out.append("\n").append(layout.indent, ' ');
      column = layout.indent;
    } else {
      out.append(gap, ' ');
      column += gap;
    }
    out += text.substr(0, size);
    column += size;
    begins_line = size == 0 && begins_line;
    follows_blank = size < text.size() && text[size] == ' ';
    text.remove_prefix(size + (follows_blank ? 1 : 0));
  }
  return out;
}

}  // namespace electra::cli
