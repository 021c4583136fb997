// The names that Transformers' classes, and programs around them, save variables under, as those of its PyTorch files.
#pragma once

#include <string>
#include <vector>

#include "converters/part.h"
#include "converters/source.h"
#include "converters/transform.h"

namespace electra::converters {

// A variable under its name in Transformers' PyTorch files. What stands before the names of the model is still there:
// "discriminator.electra.encoder.layer.0.output.dense.weight".
struct NamedVariable {
  const Variable* variable;
  std::string name;
  Transform transform = Transform::none;
};

struct NamedVariables {
  std::vector<NamedVariable> named;
  std::vector<LeftOut> left_out;
};

NamedVariables torch_names(const Source& source);   // PyTorch, and safetensors of PyTorch
NamedVariables object_names(const Source& source);  // TF2 object checkpoints
NamedVariables keras_names(const Source& source);   // tf_model.h5, and safetensors of TensorFlow
NamedVariables flax_names(const Source& source);    // flax_model.msgpack, and safetensors of Flax

}  // namespace electra::converters
