// Memory for many arrays that live and die together: the packed weights of a model.
//
// They lie side by side in huge pages. A model has too many layers of less than a huge page for each to round up, and
// with small pages the kernel takes as long to hand out the memory as we take to fill it.
#pragma once

#include <cstddef>
#include <mutex>
#include <vector>

#include "base/aligned_buffer.h"

namespace electra::internal {

class Arena {
 public:
  // `count` floats on a cache-line boundary, uninitialised, until the arena dies. Thread-safe.
  float* allocate(size_t count);

 private:
  std::mutex mutex_;
  std::vector<AlignedBuffer> chunks_;
  size_t used_ = 0;  // floats of the last chunk
};

}  // namespace electra::internal
