// A safetensors file is refused with a message, or its tensors cover its data exactly, each of its size.
#include <algorithm>
#include <string_view>
#include <vector>

#include "format/safetensors_header.h"
#include "fuzz/promises.h"

namespace electra {

using namespace internal;
namespace {

void check(const SafetensorsContents& contents, std::span<const std::byte> file) {
  size_t covered = 0;
  std::string_view last;
  for (const Tensor& tensor : contents.tensors) {
    FUZZ_CHECK(&tensor == contents.tensors.data() || last < tensor.name);
    last = tensor.name;
    FUZZ_CHECK(tensor.data.size() == static_cast<size_t>(tensor.elements()) * dtype_size(tensor.dtype));
    FUZZ_CHECK(tensor.data.data() >= file.data() &&
               tensor.data.data() + tensor.data.size() <= file.data() + file.size());
    covered += tensor.data.size();
    FUZZ_CHECK(is_utf8(tensor_label(tensor.name)));
    if (!is_float_dtype(tensor.dtype)) continue;
    std::vector<float> values(static_cast<size_t>(tensor.elements()));
    copy_floats(tensor, 0, tensor.elements(), values.data());
  }
  FUZZ_CHECK(covered <= file.size());
}

}  // namespace
}  // namespace electra

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto file = std::as_bytes(std::span(data, size));
  try {
    electra::check(electra::parse_safetensors(file, "model.safetensors"), file);
  } catch (const electra::Error& error) {
    electra::fuzz::check_message(error.what(), "model.safetensors: ");
  }
  return 0;
}
