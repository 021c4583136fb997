// What electra forward wrote beside what was recorded.
#pragma once

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "cli/forward_inputs.h"
#include "format/safetensors.h"

namespace electra::test {

inline bool is_input(const std::string& tensor) {
  static const std::set<std::string> names = {"input_ids",      "inputs_embeds",   "attention_mask",
                                              "token_type_ids", "position_ids",    "head_mask",
                                              "labels",         "start_positions", "end_positions"};
  return names.contains(tensor.substr(tensor.rfind('/') + 1));
}

// Probabilities lie below 1; logits, hidden states and losses are a few units.
inline double tolerance(const std::string& tensor) {
  return tensor.find("attentions/") == std::string::npos ? 1e-4 : 1e-5;
}

// Where the tensor that was written differs from the recorded one, or "".
inline std::string difference(const internal::Tensor& expected, const internal::Tensor* written) {
  if (written == nullptr) return expected.name + ": is missing";
  if (written->shape != expected.shape) {
    return fmt::format("{}: shape {}, expected {}", expected.name, internal::shape_text(written->shape),
                       internal::shape_text(expected.shape));
  }
  const std::vector<float> got = floats(*written);
  const std::vector<float> values = floats(expected);
  for (size_t i = 0; i < values.size(); ++i) {
    if (std::abs(got[i] - values[i]) <= tolerance(expected.name)) continue;
    return fmt::format("{}[{}]: got {}, expected {}, bound {}", expected.name, i, got[i], values[i],
                       tolerance(expected.name));
  }
  return "";
}

// Checks that the outputs in `expected` are in `written`, within their bounds; returns how many there are.
inline int compare_recorded(const internal::SafetensorsFile& expected, const internal::SafetensorsFile& written) {
  int compared = 0;
  for (const internal::Tensor& tensor : expected.tensors()) {
    if (is_input(tensor.name)) continue;
    CHECK(difference(tensor, written.find(tensor.name)) == "");
    ++compared;
  }
  return compared;
}

}  // namespace electra::test
