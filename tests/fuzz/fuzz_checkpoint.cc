// The index of a TensorFlow checkpoint is refused with a message, or each variable lies inside its data file.
#include <string>
#include <string_view>

#include "converters/tensorflow/index.h"
#include "fuzz/promises.h"

namespace electra::converters {

using namespace internal;
namespace {

constexpr uint64_t shard_bytes = 1 << 20;

void check(const TfIndex& index) {
  FUZZ_CHECK(index.variables.size() == index.stored.size());
  for (size_t i = 0; i < index.variables.size(); ++i) {
    const Variable& variable = index.variables[i];
    FUZZ_CHECK(i == 0 || index.variables[i - 1].name < variable.name);
    uint64_t bytes = 0;
    for (const TfPiece& piece : index.stored[i].pieces) {
      FUZZ_CHECK(piece.offset <= shard_bytes && piece.size <= shard_bytes - piece.offset);
      bytes += piece.size;
    }
    FUZZ_CHECK(variable.bytes == bytes);
    if (!variable.dtype) continue;
    uint64_t expected = dtype_size(*variable.dtype);
    for (const int64_t size : variable.shape) expected *= static_cast<uint64_t>(size);
    FUZZ_CHECK(bytes == expected);
  }
}

}  // namespace
}  // namespace electra::converters

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace electra::converters;
  const TfShards shards = {.label = [](int32_t, int32_t) { return std::string("m.data"); },
                           .size = [](int32_t, int32_t) { return shard_bytes; }};
  int32_t num_shards = 0;
  try {
    check(read_tf_index(std::as_bytes(std::span(data, size)), "m.index", shards, num_shards));
  } catch (const electra::Error& error) {
    const std::string_view text = error.what();
    electra::fuzz::check_message(text, text.starts_with("m.data") ? "m.data: " : "m.index: ");
  }
  return 0;
}
