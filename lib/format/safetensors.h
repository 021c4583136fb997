// The safetensors container: 8 bytes header length (little endian), a JSON header, then the tensors' bytes.
// https://github.com/huggingface/safetensors gives the format; the rules checked here are those of its reference
// reader.
#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/mapped_file.h"
#include "format/tensor.h"
#include "format/tensor_store.h"

namespace electra::internal {

class SafetensorsFile : public TensorStore {
 public:
  // Maps and checks the file. Throws Error(model or io): file, tensor, fault.
  explicit SafetensorsFile(const std::filesystem::path& path);

  const std::filesystem::path& path() const override { return path_; }
  const std::vector<Tensor>& tensors() const override { return tensors_; }
  void read(const Tensor& tensor, float* out) const override { copy_floats(tensor, 0, tensor.elements(), out); }
  void release(const Tensor& tensor) const override { file_.release(tensor.data); }
  const Tensor* find(std::string_view name) const;
  const std::map<std::string, std::string>& metadata() const { return metadata_; }

 private:
  std::filesystem::path path_;
  MappedFile file_;
  std::vector<Tensor> tensors_;
  std::map<std::string, std::string> metadata_;
};

// Writes the tensors, sorted by alignment need and name as the reference writer does, atomically: the same tensors give
// the same bytes as there, but for those in int8, which begin on a cache line. Throws Error(io). REQUIRES: names are
// unique UTF-8 and not "__metadata__"; data has the size that shape and dtype ask for.
void write_safetensors(const std::filesystem::path& path, std::span<const Tensor> tensors,
                       const std::map<std::string, std::string>& metadata = {});

}  // namespace electra::internal
