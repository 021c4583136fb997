#include "text/sequence_template.h"

#include <algorithm>

namespace electra::internal {

SequenceTemplate SequenceTemplate::bert(int32_t cls_id, int32_t sep_id) {
  using Kind = TemplatePart::Kind;
  SequenceTemplate result{.single = {{Kind::token, cls_id, 0}, {Kind::first, -1, 0}, {Kind::token, sep_id, 0}}};
  result.pair = result.single;
  result.pair.push_back({Kind::second, -1, 1});
  result.pair.push_back({Kind::token, sep_id, 1});
  return result;
}

void SequenceTemplate::forget_types() {
  for (TemplatePart& part : single) part.type = 0;
  for (TemplatePart& part : pair) part.type = 0;
}

int64_t SequenceTemplate::num_special_tokens(bool has_pair) const {
  return std::ranges::count(parts(has_pair), TemplatePart::Kind::token, &TemplatePart::kind);
}

}  // namespace electra::internal
