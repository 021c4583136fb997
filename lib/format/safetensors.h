// The safetensors container: 8 bytes header length (little endian), a JSON header, then the tensors' bytes.
// https://github.com/huggingface/safetensors gives the format; the rules checked here are those of its reference reader.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/mapped_file.h"

namespace electra {

enum class DType { boolean, u8, i8, i16, u16, f16, bf16, i32, u32, f32, f64, i64, u64 };

std::string_view dtype_name(DType dtype);  // the container's name, "F32"
size_t dtype_size(DType dtype);            // bytes per element

struct Tensor {
  std::string name;
  DType dtype = DType::f32;
  std::vector<int64_t> shape;
  std::span<const std::byte> data;  // of the mapped file, or of the caller when writing

  int64_t elements() const;
};

std::string shape_text(std::span<const int64_t> shape);  // "[1024, 256]"

// Elements of an F32, F16 or BF16 tensor as float; `out` has `count` of them, from element `first` on.
// REQUIRES: such a dtype, first + count <= elements().
void copy_floats(const Tensor& tensor, int64_t first, int64_t count, float* out);
bool is_float_dtype(DType dtype);  // F32, F16, BF16

class SafetensorsFile {
 public:
  // Maps and checks the file. Throws Error(model or io): file, tensor, fault.
  explicit SafetensorsFile(const std::filesystem::path& path);

  const std::filesystem::path& path() const { return path_; }
  const std::vector<Tensor>& tensors() const { return tensors_; }  // sorted by name
  const Tensor* find(std::string_view name) const;
  const std::map<std::string, std::string>& metadata() const { return metadata_; }
  // Gives the resident pages of a tensor back to the system.
  void release(const Tensor& tensor) const { file_.release(tensor.data); }

 private:
  std::filesystem::path path_;
  MappedFile file_;
  std::vector<Tensor> tensors_;
  std::map<std::string, std::string> metadata_;
};

// Writes the tensors, sorted by alignment need and name as the reference writer does, atomically. Throws Error(io).
void write_safetensors(const std::filesystem::path& path, std::span<const Tensor> tensors,
                       const std::map<std::string, std::string>& metadata = {});

}  // namespace electra
