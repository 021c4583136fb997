// A msgpack file of Flax is refused with a message, or each variable with a dtype has the bytes that its shape asks
// for.
#include "converters/flax/chunked.h"
#include "converters/flax/leaves.h"
#include "fuzz/promises.h"

namespace electra::converters {

using namespace internal;
namespace {

void check(const std::vector<FlaxLeaf>& leaves) {
  for (size_t i = 0; i < leaves.size(); ++i) {
    const Variable& variable = leaves[i].variable;
    FUZZ_CHECK(i == 0 || leaves[i - 1].variable.name < variable.name);
    if (!variable.dtype) continue;
    uint64_t bytes = 0;
    for (const std::string_view piece : leaves[i].pieces) bytes += piece.size();
    FUZZ_CHECK(bytes == variable.bytes);
    FUZZ_CHECK(bytes == static_cast<uint64_t>(elements_of(variable.shape)) * dtype_size(*variable.dtype));
  }
}

}  // namespace
}  // namespace electra::converters

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace electra;
  using namespace electra::converters;
  try {
    check(join_chunked_arrays(read_flax_leaves(fuzz::text_of(data, size), "m"), "m"));
  } catch (const Error& error) {
    FUZZ_CHECK(error.kind() == ErrorKind::model);
    fuzz::check_message(error.what(), "m: ");
  }
  return 0;
}
