// A PyTorch file is refused with a message, or each variable has a name of its own and the bytes that its shape and
// type ask for.
#include <filesystem>

#include "converters/torch/torch_file.h"
#include "fuzz/promises.h"

namespace electra::converters {

using namespace internal;
namespace {

void check(const Source& source) {
  const std::vector<Variable>& variables = source.variables();
  FUZZ_CHECK(!variables.empty());
  for (size_t i = 0; i < variables.size(); ++i) {
    const Variable& variable = variables[i];
    FUZZ_CHECK(is_utf8(variable.name));
    FUZZ_CHECK(i == 0 || variables[i - 1].name < variable.name);
    if (!variable.dtype) continue;
    uint64_t expected = dtype_size(*variable.dtype);
    for (const int64_t size : variable.shape) expected *= static_cast<uint64_t>(size);
    FUZZ_CHECK(variable.bytes == expected);
    try {
      source.read(variable, [&](std::span<const std::byte> bytes) { FUZZ_CHECK(bytes.size() == expected); });
      const std::span<const std::byte> mapped = source.mapped(variable);
      FUZZ_CHECK(mapped.empty() || mapped.size() == expected);
    } catch (const Error& error) {
      // A deflated storage is unpacked as late as that.
      FUZZ_CHECK(error.kind() == ErrorKind::model);
      fuzz::check_message(error.what(), "m.bin: ");
    }
  }
}

}  // namespace
}  // namespace electra::converters

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace electra;
  using namespace electra::converters;
  static const std::filesystem::path scratch = std::filesystem::temp_directory_path();
  try {
    check(*open_torch_bytes(std::as_bytes(std::span(data, size)), "m.bin", scratch));
  } catch (const Error& error) {
    FUZZ_CHECK(error.kind() == ErrorKind::model);
    fuzz::check_message(error.what(), "m.bin: ");
  }
  return 0;
}
