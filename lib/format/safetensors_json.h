// The JSON header of a safetensors file, as it is written: types are checked, and that numbers are in [0, 2^63).
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "format/tensor.h"

namespace electra::internal {

struct TensorEntry {
  std::string name;
  DType dtype = DType::f32;
  std::vector<int64_t> shape;
  int64_t begin = 0;  // data_offsets, from the end of the header
  int64_t end = 0;
};

// The tensors in the order of the header. Read event by event, so memory stays within a few times the header whatever
// is in it. Throws Error(model) naming `path`, tensor and fault.
std::vector<TensorEntry> parse_safetensors_json(std::string_view header, const std::filesystem::path& path,
                                                std::map<std::string, std::string>& metadata);

}  // namespace electra::internal
