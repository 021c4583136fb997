// The members of a zip that is sound are found as they were written, by both of its readers; one that is sound but for
// single fields is refused with a message, or its members lie where they are said to. The input says what is written
// and what is damaged then.
#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "converters/files/file_set.h"
#include "converters/files/inflate.h"
#include "converters/torch/zip_directory.h"
#include "fuzz/input.h"
#include "fuzz/memory_file.h"
#include "fuzz/sources.h"
#include "fuzz/zip_writer.h"

namespace electra::converters {

using namespace internal;
namespace {

using fuzz::Input;
using Contents = std::map<std::string, std::string>;

struct Zip {
  Contents written;
  std::string bytes;
  bool is_damaged = false;
};

// At least the index that makes it a checkpoint.
Zip make_zip(Input& input) {
  Zip zip;
  std::vector<fuzz::ZipPart> parts;
  const fuzz::ZipOptions options = {.is_large = input.byte() % 4 == 1, .comment = std::string(input.text())};
  zip.written["a.index"] = "";
  for (int left = input.byte() % 4; left > 0; --left) {
    const std::string name = "member" + std::to_string(input.byte() % 8);
    zip.written[name] = input.text();
  }
  for (const auto& [name, content] : zip.written) {
    const uint8_t how = input.byte();
    parts.push_back({.name = name,
                     .content = content,
                     .is_deflated = how % 2 == 1,
                     .is_large = how / 2 % 2 == 1,
                     .has_data_descriptor = how / 4 % 2 == 1});
  }
  zip.bytes = fuzz::zip_bytes(parts, options);
  // A comment could hold what looks like the end of a zip.
  zip.is_damaged = !input.empty() || options.comment.find("PK") != std::string::npos;
  while (!input.empty()) fuzz::damage(input, zip.bytes);
  return zip;
}

constexpr uint64_t most_read = uint64_t{1} << 20;

std::optional<Contents> read_with_library(const std::string& path) {
  static const std::filesystem::path scratch = std::filesystem::temp_directory_path();
  Contents contents;
  try {
    const std::unique_ptr<FileSet> files = open_zip(path, ".index", scratch);
    for (const std::string& name : files->names()) {
      FUZZ_CHECK(is_utf8(name) && !name.empty() && name.find('/') == name.npos);
      if (files->size(name) > most_read) continue;
      fuzz::read_or_refuse(files->label(name) + ": ", [&] {
        contents[name] = files->open(name).text();
        FUZZ_CHECK(contents[name].size() == files->size(name));
      });
    }
  } catch (const Error& error) {
    FUZZ_CHECK(error.kind() == ErrorKind::model);
    fuzz::check_message(error.what(), path + ": ");
    return std::nullopt;
  }
  return contents;
}

std::optional<Contents> read_by_hand(std::string_view file) {
  Contents contents;
  try {
    for (const auto& entry : read_zip_directory(file, "zip")) {
      const std::string& name = entry.first;
      const ZipMember& member = entry.second;
      const std::string_view lying = zip_member_bytes(file, member, name, "zip");
      FUZZ_CHECK(lying.data() >= file.data() && lying.data() + lying.size() <= file.data() + file.size());
      if (member.is_stored()) contents[name] = lying;
      if (member.is_stored() || member.bytes > most_read) continue;
      inflate_bytes(lying, member.bytes, "zip", [&](std::string_view part) { contents[name] += part; });
      FUZZ_CHECK(contents[name].size() == member.bytes);
    }
  } catch (const Error& error) {
    FUZZ_CHECK(error.kind() == ErrorKind::model);
    fuzz::check_message(error.what(), "zip: ");
    return std::nullopt;
  }
  return contents;
}

}  // namespace
}  // namespace electra::converters

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace electra;
  using namespace electra::converters;
  fuzz::Input input(data, size);
  const Zip zip = make_zip(input);
  const fuzz::MemoryFile file(zip.bytes);
  const auto with_library = read_with_library(file.path());
  const auto by_hand = read_by_hand(zip.bytes);
  first_zip_name(zip.bytes);
  FUZZ_CHECK(zip.is_damaged || (with_library == zip.written && by_hand == zip.written));
  return 0;
}
