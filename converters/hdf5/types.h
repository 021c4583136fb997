// HDF5's types of numbers, which it describes bit by bit.
#pragma once

#include <optional>
#include <string_view>

#include "converters/hdf5/library.h"
#include "format/tensor.h"

namespace electra::converters {

struct Hdf5Type {
  std::string_view name;                 // as numpy spells it; what has no number format of ours by its class: "string"
  std::optional<internal::DType> dtype;  // nothing where safetensors has no such type
  bool is_big_endian = false;
};

// The type that an identifier stands for. Numbers with holes, odd sizes or a foreign order have no dtype.
Hdf5Type read_hdf5_type(const Hdf5Session& hdf5, hid_t type);

}  // namespace electra::converters
