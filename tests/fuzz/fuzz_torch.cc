// A PyTorch file is refused with a message, or each variable has a name of its own and the bytes that its shape and
// type ask for.
#include <filesystem>

#include "converters/torch/torch_file.h"
#include "fuzz/sources.h"

namespace electra::converters {

using namespace internal;
namespace {

void check(const Source& source) {
  FUZZ_CHECK(!source.variables().empty());
  for (const Variable& variable : source.variables()) FUZZ_CHECK(is_utf8(variable.name));
  fuzz::check_source(source, "m.bin: ");
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
