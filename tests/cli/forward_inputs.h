// Made-up inputs of electra forward, and what it says of those that it has to refuse.
#pragma once

#include <doctest/doctest.h>

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <vector>

#include "cli/harness.h"
#include "format/safetensors.h"

namespace electra::test {

inline std::vector<float> floats(const internal::Tensor& tensor) {
  std::vector<float> values(static_cast<size_t>(tensor.elements()));
  internal::copy_floats(tensor, 0, tensor.elements(), values.data());
  return values;
}

// An input file of small tensors.
class Input {
 public:
  Input& add(const std::string& name, std::vector<int64_t> shape, const std::vector<int64_t>& values) {
    return add_bytes(name, internal::DType::i64, std::move(shape), std::as_bytes(std::span(values)));
  }
  Input& add_floats(const std::string& name, std::vector<int64_t> shape, const std::vector<float>& values) {
    return add_bytes(name, internal::DType::f32, std::move(shape), std::as_bytes(std::span(values)));
  }
  void write(const Folder& folder) const { internal::write_safetensors(folder.path() / "in.safetensors", tensors_); }

 private:
  Input& add_bytes(const std::string& name, internal::DType dtype, std::vector<int64_t> shape,
                   std::span<const std::byte> bytes) {
    bytes_.emplace_back(bytes.begin(), bytes.end());
    tensors_.push_back({name, dtype, std::move(shape), bytes_.back()});
    return *this;
  }
  std::deque<std::vector<std::byte>> bytes_;
  std::vector<internal::Tensor> tensors_;
};

// What forward says of an input that it has to refuse, behind the file's name; nothing may be written.
inline std::string refusal(const Input& input, const std::string& model = "pretraining") {
  const Folder folder;
  input.write(folder);
  const RunResult result = folder.electra(
      {"forward", "--model", golden("hf/" + model), "--input", "in.safetensors", "--output", "out.safetensors"});
  CHECK(result.code == 1);
  CHECK(result.out == "");
  CHECK(folder.files() == std::vector<std::string>{"in.safetensors"});
  const std::string where = "electra: in.safetensors: ";
  REQUIRE(result.err.starts_with(where));
  REQUIRE(result.err.ends_with('\n'));
  return result.err.substr(where.size(), result.err.size() - where.size() - 1);
}

inline Input ids(std::vector<int64_t> values = {2, 5, 3}) {
  const auto length = static_cast<int64_t>(values.size());
  return std::move(Input().add("input_ids", {1, length}, values));
}

}  // namespace electra::test
