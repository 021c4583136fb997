// The index of a TensorFlow V2 checkpoint, read and checked: which bytes of which data file each variable is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "converters/source.h"
#include "converters/tensorflow/dtypes.h"
#include "converters/tensorflow/slices.h"

namespace electra::converters {

// Data that lie side by side in one data file ("shard"): all of a variable, or one slice.
struct TfPiece {
  int32_t shard = 0;
  uint64_t offset = 0;
  uint64_t size = 0;
  uint32_t checksum = 0;  // masked
  TfSlice slice = {};     // empty where the piece is the whole variable
};

struct TfStored {
  const TfType* type = nullptr;
  std::vector<TfPiece> pieces;
};

struct TfIndex {
  int32_t num_shards = 0;           // data files, 1 to 100000
  std::vector<Variable> variables;  // sorted by name
  std::vector<TfStored> stored;     // of the variable at the same place
};

// Throws Error(model) naming `label`, the variable and the fault; open_tf_checkpoint says what is checked, and checks
// itself that each piece lies inside its data file.
TfIndex read_tf_index(std::span<const std::byte> file, const std::string& label);

// "variable 'NAME'", for messages.
std::string variable_label(std::string_view name);

}  // namespace electra::converters
