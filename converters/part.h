// A model that can be made from a source: the discriminator, the generator, a fine-tuned task.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "converters/source.h"
#include "converters/transform.h"
#include "electra/head.h"

namespace electra::converters {

// One tensor of the model directory, and where its elements come from.
struct NamedTensor {
  std::string name;  // Transformers', or FORMAT.md's for heads that Transformers does not have
  // Usually one. Several are put one below the other: the rows of separate start and end layers.
  std::vector<const Variable*> sources;
  Transform transform = Transform::none;  // of each source

  // Of the tensor here; sources that do not fit each other give the shape of the first.
  std::vector<int64_t> shape() const;
  bool is_float() const;
  // The tensor and its variables, for messages: "tensor 'X' (variable 'Y')".
  std::string label() const;
};

struct Part {
  std::string name = {};     // "discriminator", "generator", or that of the task: "mnli"
  std::string purpose = {};  // what it is for, in a line
  Head head = Head::model;
  std::string architecture = {};         // of config.json
  std::string task = {};                 // Google's name of the task that it was fine-tuned for, else empty
  std::vector<std::string> labels = {};  // where the source or the user names them
  std::string prefix = {};  // before "encoder." in the source's names, where Transformers does not write it: "bert."
  std::vector<NamedTensor> tensors = {};

  const NamedTensor* find(std::string_view tensor) const;
  // The elements of all its tensors.
  int64_t parameters() const;
};

// A variable that no model is made of, and why.
struct LeftOut {
  const Variable* variable;
  std::string_view reason;  // "optimizer slots"
};

// Whose names the variables have. Google's describe all of a model by their shapes; what has Transformers' names comes
// with a config.json, and may be of any kind that this describes.
enum class NameScheme { google, transformers };

// Models in one source. Each is looked for among all names.
inline constexpr size_t max_parts = 100;

struct PartList {
  NameScheme scheme = NameScheme::google;
  std::vector<Part> parts = {};
  std::vector<LeftOut> left_out = {};  // variables of other parts, and unknown ones, are not among them
};

}  // namespace electra::converters
