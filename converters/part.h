// A model that can be made from a source: the discriminator, the generator, a fine-tuned task.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "converters/source.h"
#include "electra/model.h"

namespace electra::converters {

// One tensor of the model directory, and where its elements come from.
struct NamedTensor {
  std::string name;  // Transformers', or FORMAT.md's for heads that Transformers does not have
  // Usually one; several are put one below the other (rows of Google's separate start and end layers).
  std::vector<const Variable*> sources;
  bool transposed = false;      // kernels are [in, out] there, weights [out, in] here
  bool row_0_is_row_1 = false;  // see fold_token_type in google_names.cc

  std::vector<int64_t> shape() const;  // here
  DType dtype() const;                 // of the sources; REQUIRES: they have one, and the same
};

struct Part {
  std::string name;     // "discriminator", "generator", or the task's: "mnli"
  std::string purpose;  // "marks replaced words; the one to fine-tune"
  Head head = Head::model;
  std::string task;  // Google's name of the fine-tuned task, else empty
  std::vector<NamedTensor> tensors;
};

}  // namespace electra::converters
