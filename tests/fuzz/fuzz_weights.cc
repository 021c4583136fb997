// The weights of a model directory, one safetensors file or several that an index lists, are refused with a message,
// or what convert reads of them is what the loader reads of them. The input holds the index, empty for a single file,
// and the headers of the files, each up to a zero byte.
#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "converters/formats.h"
#include "format/weight_files.h"
#include "format/weights.h"
#include "fuzz/folder.h"
#include "fuzz/input.h"
#include "fuzz/safetensors_bytes.h"
#include "fuzz/sources.h"

namespace electra::converters {

using namespace internal;
namespace {

using Contents = std::map<std::string, std::string>;

std::string content_of(std::string_view dtype, const std::vector<int64_t>& shape, std::span<const std::byte> bytes) {
  return std::string(dtype) + " " + shape_text(shape) + " " +
         std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

// `read`, or nothing where it refuses.
template <class Read>
std::optional<Contents> read_or_nothing(Read read) {
  try {
    return read();
  } catch (const Error& error) {
    FUZZ_CHECK(error.kind() == ErrorKind::model || error.kind() == ErrorKind::io);
    fuzz::check_message(error.what());
    return std::nullopt;
  }
}

Contents read_to_load(const std::filesystem::path& folder) {
  Contents contents;
  for (const auto& [name, place] : open_weight_files(folder, {}).tensors) {
    contents[name] = content_of(dtype_name(place.second->dtype), place.second->shape, place.second->data);
  }
  const Weights weights = Weights::open(folder, Config());
  for (const std::string& warning : weights.warnings()) fuzz::check_message(warning);
  try {
    weights.check(Head::classify, std::nullopt);
  } catch (const Error& error) {  // a line for each tensor
    FUZZ_CHECK(error.kind() == ErrorKind::model && is_utf8(error.what()));
  }
  return contents;
}

Contents read_to_convert(const std::filesystem::path& folder) {
  const std::unique_ptr<Source> source = open_source(format_of(folder), folder, folder);
  fuzz::check_source(*source, "");
  Contents contents;
  for (const Variable& variable : source->variables()) {
    contents[variable.name] = content_of(variable.dtype_name, variable.shape, source->mapped(variable));
  }
  return contents;
}

}  // namespace
}  // namespace electra::converters

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace electra;
  using namespace electra::converters;
  static const fuzz::Folder folder;
  fuzz::Input input(data, size);
  const std::string_view index = input.until('\0');
  std::vector<std::string> files;
  if (!index.empty()) {
    files.emplace_back("model.safetensors.index.json");
    folder.write(files.back(), index);
  }
  for (const char* name : {"a", "b", "c"}) {
    files.push_back(index.empty() ? "model.safetensors" : std::string(name) + ".safetensors");
    folder.write(files.back(), fuzz::safetensors_bytes(input.until('\0')));
    if (index.empty()) break;
  }
  const auto to_load = read_or_nothing([&] { return read_to_load(folder.path()); });
  const auto to_convert = read_or_nothing([&] { return read_to_convert(folder.path()); });
  if (to_load) FUZZ_CHECK(to_convert == to_load);
  for (const std::string& name : files) folder.remove(name);
  return 0;
}
