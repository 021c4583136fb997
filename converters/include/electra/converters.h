// Models in other containers than safetensors: those of PyTorch, TensorFlow, Keras and Flax. A library of its own
// (electra::converters), so that electra::electra keeps its few dependencies.
//
//   auto pipeline = electra::Pipeline::load("my-model", {.other_weights = electra::converters::open_weights});
#pragma once

#include <filesystem>
#include <memory>

#include "electra/export.h"
#include "electra/model.h"

namespace electra::converters {

// The weights of a model directory, which has a config.json, in the first of these that is there: model.safetensors of
// TensorFlow or Flax, pytorch_model.bin, tf_model.h5, flax_model.msgpack (or the files that NAME.index.json lists), a
// TensorFlow checkpoint. Null where there is none. Weights are read where they lie; those of compressed files are
// unpacked to unnamed files in /var/tmp. Of several models in one file it opens the only one that has the head of the
// config's architecture. Throws Error(model) for damaged files, for weights that are known and not read (ONNX,
// rust_model.ot) or lie there under other names, each with what to do; Error(io). Thread-safe.
ELECTRA_EXPORT std::shared_ptr<const internal::TensorStore> open_weights(const std::filesystem::path& directory);

}  // namespace electra::converters
