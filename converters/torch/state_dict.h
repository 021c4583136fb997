// The tensors of a PyTorch file by their names, found in what its pickle made.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "converters/source.h"
#include "converters/torch/objects.h"

namespace electra::converters {

inline constexpr size_t max_pickled_depth = 100;         // of dicts, lists and tuples inside each other
inline constexpr size_t max_torch_name_bytes = 1024;     // of a tensor's name
inline constexpr uint64_t max_torch_tensors = 1U << 16;  // that have a name

// Where the elements of a variable lie in its storage.
struct TorchPlace {
  uint32_t storage = 0;  // in PickledObjects::storages
  uint32_t element_bytes = 0;
  uint64_t first_byte = 0;
  std::vector<int64_t> strides;  // in elements, one per dimension
  bool row_major = true;
};

struct TorchStateDict {
  std::vector<Variable> variables;  // sorted by name
  std::vector<TorchPlace> places;   // of the variable at the same place
};

// A tensor's name is the way to it, keys of dicts and numbers of list elements joined with '.'. Whatever is no tensor
// is passed over. Checked: the top is a dict; each shape and stride stays inside its storage; no tensor has more bytes
// than its storage and `file_bytes`, whichever is more, so that expanded ones stay bounded; names are unique. Throws
// Error(model): "LABEL: what: got, expected".
TorchStateDict read_state_dict(const PickledObjects& objects, const PickledValue& top, uint64_t file_bytes,
                               const std::string& label);

}  // namespace electra::converters
