#include "converters/foreign.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace electra::converters {
namespace {

namespace fs = std::filesystem;

struct Foreign {
  std::string_view ending;  // of the file's name
  std::string_view what;
};

constexpr std::string_view from_the_original =
    "give the weights that it was made of: model.safetensors, pytorch_model.bin, tf_model.h5, flax_model.msgpack or a "
    "TensorFlow checkpoint";

constexpr Foreign foreign[] = {
    {"rust_model.ot", "weights for rust-bert"},
    {".onnx", "an ONNX graph"},
    {".ort", "an ONNX Runtime graph"},
    {"saved_model.pb", "a TensorFlow SavedModel"},
    {".pb", "a frozen TensorFlow graph"},
    {".tflite", "a TensorFlow Lite graph"},
    {".keras", "a Keras archive"},
    {".mlmodel", "a Core ML model"},
    {".gguf", "a GGUF file"},
    {".npz", "a NumPy archive"},
    {".xml", "an OpenVINO graph"},
    {".engine", "a TensorRT engine"},
};

bool has_whole_name(const fs::path& file) {
  return std::ranges::find(foreign, file.filename().string(), &Foreign::ending) != std::end(foreign);
}

std::optional<std::string> described(const fs::path& file) {
  const std::string name = file.filename().string();
  const auto* found = std::ranges::find_if(foreign, [&](const Foreign& known) { return name.ends_with(known.ending); });
  if (found == std::end(foreign)) return std::nullopt;
  return fmt::format("{}: {}, which is not read here: {}", file.string(), found->what, from_the_original);
}

}  // namespace

std::optional<std::string> foreign_weights(const fs::path& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) return described(path);
  std::vector<fs::path> files;
  for (fs::directory_iterator entry(path, error), end; !error && entry != end; entry.increment(error)) {
    files.push_back(entry->path());
  }
  // fingerprint.pb lies beside saved_model.pb: whole names come before endings.
  std::ranges::sort(files, {}, [](const fs::path& file) { return std::pair(!has_whole_name(file), file); });
  for (const fs::path& file : files) {
    if (std::optional<std::string> text = described(file)) return text;
  }
  return std::nullopt;
}

}  // namespace electra::converters
