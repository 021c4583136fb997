// TensorFlow V2 checkpoints ("tensor bundles"): PREFIX.index, a table of tensors, and PREFIX.data-NNNNN-of-NNNNN.
#pragma once

#include <memory>

#include "converters/source.h"
#include "converters/tensorflow/location.h"

namespace electra::converters {

// Opens and checks a checkpoint: header (little endian, a version that we read, 1 to 100000 shards), entries (known
// dtype, dimensions without overflow, a size that is that of shape and dtype, data inside an existing shard), the
// slices of partitioned variables (they cover the variable exactly). Throws Error(model or io) with file, variable and
// fault. A partitioned variable is one Variable; its slices are not listed. Shards of a zip are unpacked when first
// read.
std::unique_ptr<Source> open_tf_checkpoint(TfLocation location);

}  // namespace electra::converters
