// TensorFlow's DataType (types.proto): numbers, names, sizes.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "format/tensor.h"

namespace electra::converters {

struct TfType {
  int32_t number;
  std::string_view name;                 // as numpy spells it where it has the type
  uint32_t size;                         // bytes of an element; 0: of varying length
  std::optional<internal::DType> dtype;  // nothing where safetensors has no such type
};

// Null for an unknown number, and for types that no checkpoint holds.
const TfType* tf_type(int32_t number);

}  // namespace electra::converters
