// The tensors that `electra forward` writes.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "cli/forward/case.h"
#include "electra/model.h"
#include "format/safetensors.h"

namespace electra::cli {

class ForwardResults {
 public:
  // Appends what a model gave for the next rows of a case.
  void append(const ForwardCase& input, const Output& output, const Model& model);
  // After all of its rows: the loss, if the case has labels.
  void append_loss(const ForwardCase& input, const Model& model);

  void write(const std::string& path) const;

 private:
  // One of the vectors has the values.
  struct Result {
    std::string name;
    std::vector<int64_t> shape;  // of all rows
    std::vector<float> floats;
    std::vector<int64_t> integers;
  };

  Result& result(const std::string& name, const std::vector<int64_t>& shape);
  void append_floats(const std::string& name, const std::vector<int64_t>& shape, const std::vector<float>& values);
  void append_logits(const ForwardCase& input, const Output& output, const Model& model);
  void append_google_answers(const ForwardCase& input, const Output& output, int64_t rows);
  std::vector<float> values_of(const std::string& name) const;

  std::vector<Result> results_;
  std::unordered_map<std::string, size_t> places_;  // in results_, by name
};

}  // namespace electra::cli
