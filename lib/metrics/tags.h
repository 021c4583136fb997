// The tags of words, "B-PER", as prefix and type. Everybody reads "B-PER" and "I-PER" alike; of other tags there are as
// many readings as programs, and results depend on them: whose it is stands at each.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace electra::internal {

struct Tag {
  char prefix = 'O';
  std::string_view type = "_";  // a view into the label
};

// seqeval's, for scoring. The prefix is the first character, whatever it is; the type is what follows the first dash
// behind it, without a dash all that follows, and "_" where that is nothing. "" is "O".
Tag seqeval_tag(std::string_view label);

// The pipeline's of Transformers. Only B- and I- are prefixes. Any other label is a type of its own, with the prefix I:
// it continues its equals.
Tag pipeline_tag(std::string_view label);

// Google's (finetune/tagging/tagging_utils.py). "O" is O; B- and S- begin a span, and every other label goes on, as I.
// The type is what follows the last dash, without a dash the whole label.
Tag google_tag(std::string_view label);

// Our own, for what a set of labels is about: a character, a dash and a type that is not empty. Otherwise the label is
// the type.
std::string_view type_of(std::string_view label);
// The same with one of B-, I-, E- and S-.
bool is_span_tag(std::string_view label);
// Whether a model of these labels finds spans: any label is such a tag.
bool makes_spans(std::span<const std::string> labels);
// Whether its spans end in tags of their own: any label begins with E- or S-.
bool marks_ends(std::span<const std::string> labels);

}  // namespace electra::internal
