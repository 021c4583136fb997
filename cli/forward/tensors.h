// The tensors of one case of `electra forward`: found by name, checked, and widened to one type.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "format/safetensors.h"

namespace electra::cli {

class CaseTensors {
 public:
  using Shape = std::vector<int64_t>;

  // The tensors "NAME/…", or all without a slash for an empty name. `file` must outlive this.
  CaseTensors(const internal::SafetensorsFile& file, std::string name) : file_(file), name_(std::move(name)) {}

  const std::string& name() const { return name_; }
  const internal::Tensor* find(std::string_view input) const;  // null if the case has none

  // Throws Error(input): file, tensor, fault.
  [[noreturn]] void refuse(const internal::Tensor& tensor, const std::string& fault) const;
  // These refuse what does not fit.
  void check_shape(const internal::Tensor& tensor, std::initializer_list<Shape> accepted) const;
  std::vector<int64_t> integers(const internal::Tensor& tensor) const;
  std::vector<int32_t> ids(const internal::Tensor& tensor) const;   // from 0 to 2^31 - 1
  std::vector<float> floats(const internal::Tensor& tensor) const;  // integers are converted

 private:
  const internal::SafetensorsFile& file_;
  std::string name_;
};

}  // namespace electra::cli
