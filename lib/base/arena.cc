#include "base/arena.h"

#include <algorithm>

namespace electra::internal {

float* Arena::allocate(size_t count) {
  constexpr size_t line = 64 / sizeof(float);
  constexpr size_t chunk = (size_t{32} << 20) / sizeof(float);  // what is never touched takes no memory
  const size_t padded = (count + line - 1) / line * line;
  const std::lock_guard lock(mutex_);
  if (chunks_.empty() || chunks_.back().size() - used_ < padded) {
    chunks_.emplace_back(std::max(padded, chunk));
    used_ = 0;
  }
  float* result = chunks_.back().data() + used_;
  used_ += padded;
  return result;
}

}  // namespace electra::internal
