// The messages in the index of a TensorFlow checkpoint, as far as they are read here: tensor_bundle.proto,
// tensor_shape.proto, tensor_slice.proto and versions.proto of TensorFlow give the field numbers.
//
// Read without the protobuf library: sentencepiece brings a copy of it of another version, with the same symbols, and a
// process with both of them crashes.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace electra::converters {

// The value of the key "".
struct BundleHeader {
  int32_t num_shards = 0;
  int32_t endianness = 0;  // 0: little, 1: big
  int32_t min_consumer = 0;
  std::vector<int32_t> bad_consumers = {};
};

struct SliceExtent {
  int64_t start = 0;
  std::optional<int64_t> length = {};  // none: the whole dimension
};

// The value of every other key.
struct BundleEntry {
  int32_t dtype = 0;
  std::vector<int64_t> shape = {};
  bool unknown_rank = false;
  int32_t shard_id = 0;
  int64_t offset = 0;
  int64_t size = 0;
  uint32_t crc32c = 0;
  std::vector<std::vector<SliceExtent>> slices = {};
};

// Nothing where the bytes are no such message. Unknown fields are passed over.
std::optional<BundleHeader> parse_bundle_header(std::string_view bytes);
std::optional<BundleEntry> parse_bundle_entry(std::string_view bytes);

}  // namespace electra::converters
