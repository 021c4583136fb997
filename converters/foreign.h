// Weights that are refused by their name, each with what to do instead.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace electra::converters {

// "DIR/model.onnx: an ONNX graph: …" of a file, or of the first such file in a directory. Nothing: it is none that is
// known.
std::optional<std::string> foreign_weights(const std::filesystem::path& path);

}  // namespace electra::converters
