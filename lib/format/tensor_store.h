// What weights come out of: named tensors, read one at a time. A safetensors file is one; electra::converters has one
// for every other container.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "format/tensor.h"

namespace electra::internal {

// Immutable: thread-safe.
class TensorStore {
 public:
  virtual ~TensorStore() = default;

  // What messages about the tensors name: a file, or the index of several.
  virtual const std::filesystem::path& path() const = 0;
  // Sorted by name, in the layout of PyTorch: [out, in] for linear layers. Where `data` is empty, the elements do not
  // lie like this in a file, and read() makes them.
  virtual const std::vector<Tensor>& tensors() const = 0;
  // All elements, in row-major order; `out` has room for them. Throws Error(model) for damaged data. REQUIRES: one of
  // tensors(), of a float dtype.
  virtual void read(const Tensor& tensor, float* out) const = 0;
  // Oddities of the names that reading could work with.
  virtual std::vector<std::string> warnings() const { return {}; }
  // Gives the memory that holds pages of the tensor's file back to the system.
  virtual void release(const Tensor& tensor) const = 0;
};

}  // namespace electra::internal
