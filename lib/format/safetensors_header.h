// The checked contents of a safetensors file in memory.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "format/tensor.h"

namespace electra::internal {

inline constexpr size_t max_safetensors_header = 100'000'000;  // bytes, as in the reference reader
inline constexpr size_t max_tensor_rank = 64;

struct SafetensorsContents {
  std::vector<Tensor> tensors;  // sorted by name; their data point into the file's bytes
  std::map<std::string, std::string> metadata;
};

// Checks everything that the format promises: header length, JSON, dtypes, shapes without overflow, sizes that agree
// with offsets, tensors that cover the data without hole or overlap, unique names. Throws Error(model) naming `path`
// (which is not opened), tensor and fault. Thread-safe.
SafetensorsContents parse_safetensors(std::span<const std::byte> file, const std::filesystem::path& path);

}  // namespace electra::internal
