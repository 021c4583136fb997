// A float array on a cache-line boundary, uninitialised, move-only: scratch and packed weights. Large ones lie in huge
// pages where the system has them.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>

namespace electra::internal {

class AlignedBuffer {
 public:
  AlignedBuffer() = default;
  explicit AlignedBuffer(size_t size) { reserve(size); }

  // Makes room for `size` floats; the contents are lost when it grows. Throws std::bad_alloc.
  void reserve(size_t size);

  float* data() { return data_.get(); }
  const float* data() const { return data_.get(); }
  size_t size() const { return size_; }

 private:
  struct Free {
    void operator()(float* p) const { std::free(p); }
  };
  std::unique_ptr<float, Free> data_;
  size_t size_ = 0;
};

}  // namespace electra::internal
