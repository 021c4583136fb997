// The heads of a model that its commands can use.
#pragma once

#include <vector>

#include "electra/head.h"
#include "format/weights.h"

namespace electra::cli {

// The heads that the file holds. Two of them can be the same tensor (one label or one choice): then the config decides.
std::vector<Head> usable_heads(const Config& config, const internal::Weights& weights);

}  // namespace electra::cli
