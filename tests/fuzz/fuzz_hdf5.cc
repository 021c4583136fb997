// An HDF5 file that is whole has every array that was written, with its type, shape and elements, or is refused with a
// message where it has to be. The input says what is written; damaged files would try HDF5's library instead of us.
#include <algorithm>
#include <string>
#include <vector>

#include "converters/hdf5/hdf5_file.h"
#include "fuzz/hdf5_writer.h"
#include "fuzz/named_file.h"
#include "fuzz/promises.h"

namespace electra::converters {

using namespace internal;
namespace {

std::string content_of(const Source& source, const Variable& variable) {
  std::string content;
  source.read(variable, [&](std::span<const std::byte> bytes) {
    content.assign(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  });
  const std::span<const std::byte> mapped = source.mapped(variable);
  FUZZ_CHECK(mapped.empty() || std::ranges::equal(mapped, std::as_bytes(std::span(content))));
  FUZZ_CHECK(content.size() == variable.bytes);
  return content;
}

void check(const Source& source, const fuzz::WrittenHdf5& written) {
  const std::vector<Variable>& variables = source.variables();
  std::vector<fuzz::WrittenArray> arrays;
  for (size_t i = 0; i < variables.size(); ++i) {
    const Variable& variable = variables[i];
    FUZZ_CHECK(i == 0 || variables[i - 1].name < variable.name);
    source.verify(variable);
    if (variable.dtype) arrays.push_back({variable.dtype_name, variable.shape, content_of(source, variable)});
  }
  std::ranges::sort(arrays);
  FUZZ_CHECK(arrays == written.arrays);
  FUZZ_CHECK(variables.size() - arrays.size() == written.others);
}

}  // namespace
}  // namespace electra::converters

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace electra;
  using namespace electra::converters;
  static const fuzz::NamedFile file;  // written over for each input
  const fuzz::WrittenHdf5 written = fuzz::write_hdf5(file.path(), std::span(data, size));
  try {
    check(*open_hdf5_file(file.path()), written);
    FUZZ_CHECK(!written.is_refused);
  } catch (const Error& error) {
    FUZZ_CHECK(written.is_refused);
    FUZZ_CHECK(error.kind() == ErrorKind::model);
    fuzz::check_message(error.what(), file.path() + ": ");
  }
  return 0;
}
