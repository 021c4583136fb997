// The files that hold the weights of a model directory.
#pragma once

#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "electra/model.h"
#include "format/tensor_store.h"

namespace electra::internal {

struct WeightFiles {
  std::filesystem::path source;  // what messages name: model.safetensors, its index, or another container
  std::vector<std::shared_ptr<const TensorStore>> stores;
  std::deque<Tensor> quantised;  // weights of which the files have the values and the scales
  // By the name that the file gives, without the suffixes of what is quantised. Pointers into `stores` and `quantised`.
  std::map<std::string, std::pair<const TensorStore*, const Tensor*>, std::less<>> tensors;
};

// Opens model.safetensors, else the shards that model.safetensors.index.json lists, else what `others` opens. Throws
// Error(io or model) for a directory without weights (naming what else there is), a shard that is absent or not a plain
// name inside the directory, a tensor that is not where the index says, or that the index does not list, and without
// `others` for weights in the layout of TensorFlow or Flax.
WeightFiles open_weight_files(const std::filesystem::path& directory, const OpenWeights& others);

// weight_map of an index of shards: {"TENSOR": "FILE", …}, checked to name plain files. Throws Error(io or model).
std::map<std::string, std::string> read_shard_index(const std::filesystem::path& index);

}  // namespace electra::internal
