// The index of a TensorFlow checkpoint is refused with a message, or each variable has the bytes that its shape and
// type ask for, in data files that there are.
#include "converters/tensorflow/index.h"
#include "fuzz/promises.h"

namespace electra::converters {

using namespace internal;
namespace {

void check(const TfIndex& index) {
  FUZZ_CHECK(index.num_shards > 0);
  FUZZ_CHECK(index.variables.size() == index.stored.size());
  for (size_t i = 0; i < index.variables.size(); ++i) {
    const Variable& variable = index.variables[i];
    FUZZ_CHECK(i == 0 || index.variables[i - 1].name < variable.name);
    uint64_t bytes = 0;
    for (const TfPiece& piece : index.stored[i].pieces) {
      FUZZ_CHECK(piece.shard >= 0 && piece.shard < index.num_shards);
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
  try {
    check(read_tf_index(std::as_bytes(std::span(data, size)), "m.index"));
  } catch (const electra::Error& error) {
    electra::fuzz::check_message(error.what(), "m.index: ");
  }
  return 0;
}
