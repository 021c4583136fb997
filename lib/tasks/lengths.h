// What options of tasks may be.
#pragma once

#include <cstdint>
#include <string>

#include "electra/error.h"
#include "electra/tasks.h"

namespace electra::internal {

// `max_length` as the user gave it; for 0 longest_input(). Throws Error(usage) if it cannot hold one piece between
// [CLS] and [SEP], or is more than the model has positions; Error(model) if no length could.
inline int64_t checked_max_length(int64_t max_length, const Model& model, const Tokenizer& tokenizer) {
  const int64_t positions = model.config().max_position_embeddings;
  if (positions < 3) {
    throw Error(ErrorKind::model, "max_position_embeddings: " + std::to_string(positions) +
                                      ", expected at least 3, for a piece between [CLS] and [SEP]");
  }
  if (max_length == 0) return longest_input(model, tokenizer);
  if (max_length >= 3 && max_length <= positions) return max_length;
  throw Error(ErrorKind::usage, "max length: " + std::to_string(max_length) + ", expected 3 to " +
                                    std::to_string(positions) + " (max_position_embeddings)");
}

// Throws Error(usage) for an option below `least`.
inline void check_least(const char* name, int64_t value, int64_t least) {
  if (value >= least) return;
  throw Error(ErrorKind::usage,
              std::string(name) + ": " + std::to_string(value) + ", expected at least " + std::to_string(least));
}

}  // namespace electra::internal
