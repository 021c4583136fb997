#include "cli/score/marked_text.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace electra::cli {
namespace {

// Where `mark` stands bare, from `begin` on; the end of the line if it does not.
size_t find_bare(std::string_view line, std::string_view mark, size_t begin, MarkSyntax syntax) {
  for (size_t i = begin; i < line.size(); ++i) {
    if (line.substr(i).starts_with(mark)) return i;
    if (syntax.is_escaped && line[i] == '\\') ++i;
  }
  return line.size();
}

void append_plain(std::string& out, std::string_view text, MarkSyntax syntax) {
  for (size_t i = 0; i < text.size(); ++i) {
    const bool is_escaped = syntax.is_escaped && text[i] == '\\' && i + 1 < text.size();
    if (is_escaped) ++i;
    out += is_escaped && text[i] == 'n' ? '\n' : is_escaped && text[i] == 'r' ? '\r' : text[i];
  }
}

// The bar before the label of a mark: of escaped ones the only one that is bare, else the last. No word is empty.
size_t find_bar(std::string_view inside, MarkSyntax syntax) {
  const size_t bar = syntax.is_escaped ? find_bare(inside, "|", 0, syntax) : std::min(inside.rfind('|'), inside.size());
  return bar == 0 ? inside.size() : bar;
}

}  // namespace

MarkedText without_marks(std::string_view line, MarkSyntax syntax) {
  MarkedText marked;
  while (!line.empty()) {
    size_t open = find_bare(line, "[[", 0, syntax);
    const size_t close = find_bare(line, "]]", std::min(open + 2, line.size()), syntax);
    if (close == line.size()) break;
    // Brackets before the mark's own are text.
    for (size_t next = open; (next = find_bare(line, "[[", next + 1, syntax)) < close;) open = next;
    const std::string_view inside = line.substr(open + 2, close - open - 2);
    const size_t bar = syntax.labels == MarkLabels::none ? inside.size() : find_bar(inside, syntax);
    if (bar == inside.size() && syntax.labels == MarkLabels::all) {
      append_plain(marked.text, line.substr(0, close + 2), syntax);
    } else {
      append_plain(marked.text, line.substr(0, open), syntax);
      MarkedPart part;
      part.bytes.begin = static_cast<uint32_t>(marked.text.size());
      append_plain(marked.text, inside.substr(0, bar), syntax);
      part.bytes.end = static_cast<uint32_t>(marked.text.size());
      if (bar < inside.size()) append_plain(part.label, inside.substr(bar + 1), syntax);
      marked.parts.push_back(std::move(part));
    }
    line.remove_prefix(close + 2);
  }
  append_plain(marked.text, line, syntax);
  return marked;
}

}  // namespace electra::cli
