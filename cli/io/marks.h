// A text with some of its parts marked.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "cli/io/terminal.h"  // append_part

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

// What marks of a line of text are: colours, or [[brackets]], which may hold a label: [[text|LABEL]].
struct MarkStyle {
  bool colour = false;
  bool escapes = false;  // what could be taken for brackets, in the text
};

// Text between and in marks. Escaped, so that whatever stands bare is of a mark: a backslash before every [, ], | and
// backslash; \n and \r for line ends. Taking away the bare marks with their labels and then the backslashes gives the
// text back.
inline void append_beside_marks(std::string& out, std::string_view text, const MarkStyle& style) {
  if (style.colour || !style.escapes) return append_part(out, text, style.colour);
  for (const char c : text) {
    if (c == '[' || c == ']' || c == '|' || c == '\\' || c == '\n' || c == '\r') out += '\\';
    out += c == '\n' ? 'n' : c == '\r' ? 'r' : c;
  }
}

}  // namespace electra::cli
