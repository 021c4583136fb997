// Names as Keras, Flax and TensorFlow's objects have them, in steps: "electra/encoder/layer_._0/output/dense/kernel:0".
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "converters/transformers/names.h"

namespace electra::converters {

using Steps = std::vector<std::string_view>;

Steps split_path(std::string_view path);

// The index of the step where the names of a model begin: the last that is a part of Transformers' classes with a head
// ("electra", "classifier"), else the first that is a part of the encoder ("embeddings"); nothing where there is none.
std::optional<size_t> model_start(const Steps& steps);

// Whether a step is such a part of a class with a head.
bool is_model_part(std::string_view step);

// Steps as a name of PyTorch: joined by points, "layer_._3" as "layer.3", and the last one as PyTorch calls it:
// kernels, embeddings, gammas and scales are weights, betas are biases.
std::string torch_name(std::span<const std::string_view> steps);

// Collects variables and what is left out.
class NameCollector {
 public:
  // A variable under a name. It is transposed if its last step says that it is a kernel and it is a matrix. Left out as
  // a copy if the name is taken.
  void add(const Variable& variable, std::string name, std::string_view last_step);
  void leave_out(const Variable& variable, std::string_view reason) { result_.left_out.push_back({&variable, reason}); }
  NamedVariables take() { return std::move(result_); }

 private:
  NamedVariables result_;
  std::set<std::string> names_;
};

}  // namespace electra::converters
