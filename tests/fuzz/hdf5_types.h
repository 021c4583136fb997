// Types of HDF5, made by its library.
#pragma once

#include <string>

#include "converters/hdf5/library.h"

namespace electra::fuzz {

struct Hdf5TypeOnFile {
  converters::Hdf5Id id;
  std::string dtype_name = {};  // as a Variable has it; empty for what is no number format of ours
};

// The type that a byte stands for: those with a name in both orders, and some of every other class.
Hdf5TypeOnFile make_hdf5_type(uint8_t choice);

}  // namespace electra::fuzz
