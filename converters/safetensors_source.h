// A safetensors file as a source of conversion: of a model directory, or one that TensorFlow or Flax wrote.
#pragma once

#include <filesystem>
#include <memory>

#include "converters/source.h"

namespace electra::converters {

// Cheap, and never throws: whether a file is named as safetensors are, or begins as they do.
bool is_safetensors_file(const std::filesystem::path& file);

// Throws what SafetensorsFile throws.
std::unique_ptr<Source> open_safetensors_source(const std::filesystem::path& file);

}  // namespace electra::converters
