// A text with some of its parts marked.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace electra::cli {

// Calls plain(part of the text) for what lies between the marks, and mark(one of them) for each; one that is not shown
// is plain. Marks have `bytes` of the text, in order, and do not overlap.
template <class Marks, class IsShown, class Plain, class Mark>
void visit_marked(std::string_view text, const Marks& marks, IsShown is_shown, Plain plain, Mark mark) {
  size_t copied = 0;
  for (const auto& one : marks) {
    if (!is_shown(one)) continue;
    plain(text.substr(copied, one.bytes.begin - copied));
    mark(one);
    copied = one.bytes.end;
  }
  plain(text.substr(copied));
}

template <class Marks, class Plain, class Mark>
void visit_marked(std::string_view text, const Marks& marks, Plain plain, Mark mark) {
  visit_marked(
      text, marks, [](const auto&) { return true; }, plain, mark);
}

// Text between and in the marks [[ and ]], so that no other bracket stands bare: a backslash before every [, ] and
// backslash; \n and \r for line ends. Taking away the bare marks and then the backslashes gives the text back.
inline void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (c == '[' || c == ']' || c == '\\' || c == '\n' || c == '\r') out += '\\';
    out += c == '\n' ? 'n' : c == '\r' ? 'r' : c;
  }
}

}  // namespace electra::cli
