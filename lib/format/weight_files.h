// The safetensors files of a model directory: one, or the shards of an index.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "format/safetensors.h"

namespace electra::internal {

struct WeightFiles {
  std::filesystem::path source;  // what messages name: model.safetensors or model.safetensors.index.json
  std::vector<std::unique_ptr<SafetensorsFile>> files;
  // By the name that the file gives. Pointers into `files`.
  std::map<std::string, std::pair<const SafetensorsFile*, const Tensor*>, std::less<>> tensors;
};

// Opens model.safetensors, else the shards that model.safetensors.index.json lists. Throws Error(io or model) for
// neither (naming what other weights there are), a shard that is absent or not a plain name inside the directory, a
// tensor that is not where the index says, or that the index does not list, and for weights in the layout of TensorFlow
// or Flax.
WeightFiles open_weight_files(const std::filesystem::path& directory);

}  // namespace electra::internal
