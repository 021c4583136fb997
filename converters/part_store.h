// A part of a source as the loader of models reads it.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "converters/part.h"
#include "converters/source.h"
#include "format/tensor_store.h"

namespace electra::converters {

class PartStore : public internal::TensorStore {
 public:
  // Throws Error(model) for a tensor of the model whose elements are of no type that tensors can have (complex64).
  PartStore(std::unique_ptr<Source> source, const Part& part);

  const std::filesystem::path& path() const override { return path_; }
  const std::vector<internal::Tensor>& tensors() const override { return tensors_; }
  void read(const internal::Tensor& tensor, float* out) const override;
  void release(const internal::Tensor& tensor) const override;
  std::vector<std::string> warnings() const override { return warnings_; }

 private:
  const NamedTensor& named(const internal::Tensor& tensor) const {
    return named_[static_cast<size_t>(&tensor - tensors_.data())];
  }

  std::unique_ptr<Source> source_;
  std::filesystem::path path_;
  std::vector<std::string> warnings_;
  std::vector<NamedTensor> named_;
  std::vector<internal::Tensor> tensors_;  // of each
};

}  // namespace electra::converters
