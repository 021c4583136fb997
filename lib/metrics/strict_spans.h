// seqeval's strict mode: the spans that only a scheme's own patterns make.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "electra/metrics.h"

namespace electra::internal {

// Throws Error(input) for a tag whose letter the scheme does not have. REQUIRES: a strict scheme.
void check_letter(std::string_view tag, TagScheme scheme, TagAffix affix);

// Throws as check_letter for any tag. REQUIRES: a strict scheme.
std::vector<TaggedSpan> strict_spans(std::span<const std::string> tags, TagScheme scheme, TagAffix affix);

}  // namespace electra::internal
