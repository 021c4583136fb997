// The tags of words, "B-PER", as letter and type. Everybody reads "B-PER" and "I-PER" alike; of other tags there are as
// many readings as programs, and results depend on them: whose it is stands at each.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "electra/metrics.h"

namespace electra::internal {

struct Tag {
  char letter = 'O';            // of a character that is not ASCII, its first byte
  std::string_view type = "_";  // a view into the label
};

// seqeval's, for scoring. The letter is the first character, whatever it is; the type is what follows the first dash
// behind it, without a dash all that follows, and "_" where that is nothing. "" is "O". With a suffix the same from the
// other end.
Tag seqeval_tag(std::string_view label, TagAffix affix);

// seqeval's in its strict mode: the type is all but the letter, without the dashes around it.
Tag strict_tag(std::string_view label, TagAffix affix);

// The pipeline's of Transformers. Only B- and I- are prefixes. Any other label is a type of its own, with the letter I:
// it continues its equals.
Tag pipeline_tag(std::string_view label);
// What the pipeline calls a span that begins with this label: what follows the first dash of any label.
std::string_view pipeline_group(std::string_view label);

// Google's (finetune/tagging/tagging_utils.py). "O" is O; B- and S- begin a span, and every other label goes on, as I.
// The type is what follows the last dash, without a dash the whole label.
Tag google_tag(std::string_view label);

// Our own: what a label means among labels that are read so. The letter is one of B, I, E, S and O.
Tag meant_tag(std::string_view label, const LabelReading& reading);

// Throws Error(input) for a tag whose letter stands on the other side of its type.
void check_affix(std::string_view label, TagAffix affix);

// Whether a label has a type behind one of B-, I-, E- and S-.
bool is_span_tag(std::string_view label);

}  // namespace electra::internal
