// A zip is refused with a message, or lists files of one folder; each can be read whole as it is listed, or is refused.
#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "converters/files/file_set.h"
#include "fuzz/memory_file.h"
#include "fuzz/promises.h"

namespace electra::converters {

using namespace internal;
namespace {

void check(const FileSet& files, const std::string& path) {
  const std::vector<std::string> names = files.names();
  FUZZ_CHECK(std::ranges::is_sorted(names));
  FUZZ_CHECK(std::ranges::adjacent_find(names) == names.end());
  FUZZ_CHECK(std::ranges::any_of(names, [](const std::string& name) { return name.ends_with(".index"); }));
  for (const std::string& name : names) {
    FUZZ_CHECK(is_utf8(name) && !name.empty() && name.find('/') == name.npos && name != "." && name != "..");
    FUZZ_CHECK(files.has(name));
    fuzz::check_message(files.label(name), path + ":");
    if (files.size(name) > (uint64_t{1} << 20)) continue;
    try {
      FUZZ_CHECK(files.open(name).bytes().size() == files.size(name));
    } catch (const Error& error) {
      FUZZ_CHECK(error.kind() == ErrorKind::model);
      fuzz::check_message(error.what(), files.label(name) + ": ");
    }
  }
}

}  // namespace
}  // namespace electra::converters

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace electra;
  using namespace electra::converters;
  static const std::filesystem::path scratch = std::filesystem::temp_directory_path();
  const fuzz::MemoryFile file(fuzz::text_of(data, size));
  is_zip(file.path());
  try {
    check(*open_zip(file.path(), ".index", scratch), file.path());
  } catch (const Error& error) {
    FUZZ_CHECK(error.kind() == ErrorKind::model);
    fuzz::check_message(error.what(), file.path() + ": ");
  }
  return 0;
}
