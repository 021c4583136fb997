// An HDF5 file that is whole but for single fields is refused with a message, or its arrays have the bytes that they
// ask for. The input says what is written, in as many bytes as its first one says, and what is damaged then.
#include <algorithm>
#include <string>

#include "base/mapped_file.h"
#include "converters/hdf5/hdf5_file.h"
#include "fuzz/hdf5_writer.h"
#include "fuzz/input.h"
#include "fuzz/memory_file.h"
#include "fuzz/named_file.h"
#include "fuzz/sources.h"

// What HDF5's library forgets of files that it refuses.
extern "C" const char* __lsan_default_suppressions() { return "leak:libhdf5"; }

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace electra;
  using namespace electra::converters;
  static const fuzz::NamedFile written;  // written over for each input
  fuzz::Input input(data, size);
  const std::string_view program = input.text();
  fuzz::write_hdf5(written.path(), {reinterpret_cast<const uint8_t*>(program.data()), program.size()});
  std::string bytes(internal::MappedFile(written.path()).text());
  while (!input.empty()) fuzz::damage(input, bytes);
  const fuzz::MemoryFile file(bytes);
  try {
    fuzz::check_source(*open_hdf5_file(file.path()), file.path());
  } catch (const Error& error) {
    FUZZ_CHECK(error.kind() == ErrorKind::model);
    fuzz::check_message(error.what(), file.path() + ": ");
  }
  return 0;
}
