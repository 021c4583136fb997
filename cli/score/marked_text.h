// Text with marks in brackets, as commands write it in the format text: [[Angela Merkel|PER]] was [[bron]].
// Thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "electra/tokenizer.h"

namespace electra::cli {

struct MarkedPart {
  Span bytes;              // of the text
  std::string label = {};  // behind the bar; empty: there is none
};

struct MarkedText {
  std::string text;  // without the marks
  std::vector<MarkedPart> parts;
};

enum class MarkLabels {
  none,
  some,  // a bar in a mark begins its label
  all,   // brackets without a bar are text
};

// How marks are written. Both are told by which of them gives the text that there should be.
struct MarkSyntax {
  MarkLabels labels = MarkLabels::none;
  bool is_escaped = false;  // --text-marks escaped: a backslash takes the meaning from what stands behind it
};

MarkedText without_marks(std::string_view line, MarkSyntax syntax);

}  // namespace electra::cli
