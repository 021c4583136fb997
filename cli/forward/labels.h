// The right answers of a case of `electra forward`, and the loss that Transformers reports for them.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "cli/forward/tensors.h"
#include "electra/model.h"

namespace electra::cli {

struct ForwardCase;

// All empty without labels. Which of them there are is up to the head and to the type of its problem.
struct ForwardLabels {
  std::vector<int64_t> classes;          // of tokens, sequences or questions
  std::vector<float> targets;            // of regression and multi-label classification: one for each logit
  std::vector<int64_t> start_positions;  // [batch], beside end_positions
  std::vector<int64_t> end_positions;    // [batch]
};

// Those of a case whose other tensors have been read. Throws Error(input) for a wrong shape or dtype and for a label
// that the head does not have.
ForwardLabels read_labels(const CaseTensors& tensors, const ForwardCase& input, const Model& model);

// What the head gave for all rows of a case: logits, or those of starts and ends.
struct ForwardLogits {
  std::vector<float> logits;
  std::vector<float> start_logits;
  std::vector<float> end_logits;
};

// Nothing for a case without labels.
std::optional<float> loss_of(const ForwardCase& input, const ForwardLogits& logits, const Model& model);

}  // namespace electra::cli
