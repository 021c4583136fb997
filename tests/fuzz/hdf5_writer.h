// Writes HDF5 files as bytes ask for, by HDF5's own library: any mix of what the format has, none of it damaged.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace electra::fuzz {

struct WrittenArray {
  std::string dtype_name;
  std::vector<int64_t> shape;
  std::string content;  // row-major, little-endian
  auto operator<=>(const WrittenArray&) const = default;
};

// What a reader has to find in the file.
struct WrittenHdf5 {
  std::vector<WrittenArray> arrays;  // sorted; each once, however many links lead to it
  size_t others = 0;                 // datasets of what has no number format of ours
  bool is_refused = false;  // or it has to refuse the file: it points into others, or claims data that are not there
};

// `path` is written over. Every input makes a file; what the library refuses to write is not in it.
WrittenHdf5 write_hdf5(const std::string& path, std::span<const uint8_t> input);

}  // namespace electra::fuzz
