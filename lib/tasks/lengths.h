// How many tokens a sequence of a task may have.
#pragma once

#include <cstdint>
#include <string>

#include "electra/config.h"
#include "electra/error.h"

namespace electra::internal {

// `max_length` as the user gave it (0: not given), at most max_position_embeddings. Throws Error(usage) if it cannot
// hold one piece between [CLS] and [SEP], or is more than the model has positions; Error(model) if no length could.
inline int64_t checked_max_length(int64_t max_length, const Config& config) {
  const int64_t positions = config.max_position_embeddings;
  if (positions < 3) {
    throw Error(ErrorKind::model, "max_position_embeddings: " + std::to_string(positions) +
                                      ", expected at least 3, for a piece between [CLS] and [SEP]");
  }
  const int64_t length = max_length == 0 ? positions : max_length;
  if (length >= 3 && length <= positions) return length;
  throw Error(ErrorKind::usage, "max length: " + std::to_string(length) + ", expected 3 to " +
                                    std::to_string(positions) + " (max_position_embeddings)");
}

}  // namespace electra::internal
