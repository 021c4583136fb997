// Arrays that Flax cuts up because msgpack holds no more than 2^32 - 1 bytes in one value.
#pragma once

#include <string>
#include <vector>

#include "converters/flax/leaves.h"

namespace electra::converters {

// Makes one leaf of NAME/__msgpack_chunked_array__, NAME/shape/I and NAME/chunks/I, wherever they are. `leaves` and
// what is returned are sorted by name. Throws Error(model) naming `label` where parts are missing or do not fit each
// other.
std::vector<FlaxLeaf> join_chunked_arrays(std::vector<FlaxLeaf> leaves, const std::string& label);

}  // namespace electra::converters
