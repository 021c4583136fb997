// Writes a safetensors file whose tensors need not be in memory at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/atomic_file.h"
#include "format/tensor.h"

namespace electra::internal {

struct TensorInfo {
  std::string name;
  DType dtype = DType::f32;
  std::vector<int64_t> shape;

  uint64_t bytes() const;
};

// The file appears at commit(), or not at all. One object serves one thread.
class SafetensorsWriter {
 public:
  // Writes the header. Throws Error(io). REQUIRES: names are unique UTF-8 and not "__metadata__".
  SafetensorsWriter(const std::filesystem::path& path, std::vector<TensorInfo> tensors,
                    const std::map<std::string, std::string>& metadata = {});

  // The tensors in the order of the file: larger dtypes first, then by name, as the reference writer has them.
  const std::vector<TensorInfo>& order() const { return tensors_; }
  // Adds to the data of the tensors in that order, in pieces of any size. Throws Error(io).
  void append(std::span<const std::byte> bytes);
  // Throws Error(io). REQUIRES: all data have been appended, and no more.
  void commit();

 private:
  AtomicFile file_;
  std::vector<TensorInfo> tensors_;
  uint64_t missing_ = 0;  // bytes still to come
};

}  // namespace electra::internal
