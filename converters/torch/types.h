// PyTorch's element types: names, storage classes, sizes.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "format/tensor.h"

namespace electra::converters {

struct TorchType {
  std::string_view name;                 // "float32"
  std::string_view alias;                // "float", or empty
  std::string_view storage;              // "FloatStorage", or empty where untyped storages hold the type
  uint32_t size;                         // bytes of an element
  std::optional<internal::DType> dtype;  // nothing where safetensors has no such type, or its bytes are no numbers
};

// Null for an unknown name.
const TorchType* torch_type_by_name(std::string_view name);     // "torch.float32"
const TorchType* torch_type_by_storage(std::string_view name);  // "torch.FloatStorage", "torch.cuda.HalfStorage"
// What the elements of an untyped storage are until a tensor says otherwise: uint8.
const TorchType* torch_byte_type();

}  // namespace electra::converters
