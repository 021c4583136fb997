// A pickle in a sound container of PyTorch, a zip or a stream, beside the storages that it may name, is refused with a
// message, or its tensors have the bytes that they ask for. The input says how the container is written and holds the
// pickle.
#include <filesystem>
#include <string>
#include <vector>

#include "converters/torch/torch_file.h"
#include "fuzz/input.h"
#include "fuzz/sources.h"
#include "fuzz/zip_writer.h"

namespace electra::converters {
namespace {

using fuzz::Input;

constexpr const char* keys[] = {"0", "1", "2"};

std::string storage_of(size_t bytes) {
  std::string storage;
  for (size_t i = 0; i < bytes; ++i) storage += static_cast<char>(i);
  return storage;
}

std::string zip_of(Input& input) {
  std::vector<fuzz::ZipPart> parts;
  const uint8_t how = input.byte();
  const bool is_deflated = how % 2 == 1, is_large = how / 2 % 2 == 1;
  const auto add = [&](const std::string& name, std::string content) {
    parts.push_back(
        {.name = "m/" + name, .content = std::move(content), .is_deflated = is_deflated, .is_large = is_large});
  };
  if (how / 4 % 4 != 0) add("byteorder", how / 4 % 4 == 1 ? "big" : "little");
  for (const char* key : keys) add(std::string("data/") + key, storage_of(input.byte()));
  add("data.pkl", std::string(input.rest()));
  return fuzz::zip_bytes(parts, {.is_large = how / 16 % 2 == 1});
}

// The number that tells it, the version, no facts of the machine, the pickle, the keys, the storages.
std::string stream_of(Input& input) {
  std::string storages;
  for (size_t i = 0; i < std::size(keys); ++i) {
    const size_t elements = input.byte();
    storages += static_cast<char>(elements) + std::string(7, '\0') + storage_of(elements * (1 + input.byte() % 8));
  }
  const std::string begin("\x80\2\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.\x80\2M\xe9\3.\x80\2}.", 25);
  const std::string list(
      "\x80\2](U\1"
      "0U\1"
      "1U\1"
      "2e.",
      15);
  return begin + std::string(input.rest()) + list + storages;
}

}  // namespace
}  // namespace electra::converters

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace electra;
  using namespace electra::converters;
  static const std::filesystem::path scratch = std::filesystem::temp_directory_path();
  fuzz::Input input(data, size);
  const std::string file = input.byte() % 2 == 0 ? zip_of(input) : stream_of(input);
  try {
    fuzz::check_source(*open_torch_bytes(std::as_bytes(std::span(file)), "m.bin", scratch), "m.bin: ");
  } catch (const Error& error) {
    FUZZ_CHECK(error.kind() == ErrorKind::model);
    fuzz::check_message(error.what(), "m.bin: ");
  }
  return 0;
}
