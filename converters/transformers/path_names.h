// What the name maps of TensorFlow and Flax have in common: names that are paths.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "converters/transformers/names.h"

namespace electra::converters {

using Path = std::vector<std::string_view>;

// The components of "electra/encoder/layer_._0/output/dense/kernel:0", without the number of the output.
Path split_path(std::string_view name);

// The variable under the name that the components make, the last one as PyTorch calls it: kernel, scale and gamma
// become weight (a kernel is turned over), beta becomes bias.
NamedVariable named_by(const Variable& variable, const Path& path);

}  // namespace electra::converters
