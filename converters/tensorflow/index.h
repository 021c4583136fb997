// The index of a TensorFlow V2 checkpoint, read and checked: which bytes of which data file each variable is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
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
  std::vector<Variable> variables;  // sorted by name
  std::vector<TfStored> stored;     // of the variable at the same place
};

// The data files of a checkpoint, as far as the index needs them.
struct TfShards {
  // What messages call one of `count`.
  std::function<std::string(int32_t shard, int32_t count)> label;
  // Its bytes; throws Error(io) where it is missing.
  std::function<uint64_t(int32_t shard, int32_t count)> size;
};

// Throws Error(model or io) naming `label` or the data file, the variable and the fault; open_tf_checkpoint says what
// is checked. Sets `num_shards` before it asks for any.
TfIndex read_tf_index(std::span<const std::byte> file, const std::string& label, const TfShards& shards,
                      int32_t& num_shards);

// "variable 'NAME'", for messages.
std::string variable_label(std::string_view name);

}  // namespace electra::converters
