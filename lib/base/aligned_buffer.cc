#include "base/aligned_buffer.h"

#include <sys/mman.h>

#include <new>

namespace electra::internal {

void AlignedBuffer::reserve(size_t size) {
  if (size <= size_) return;
  constexpr size_t cache_line = 64;
  constexpr size_t huge_page = size_t{2} << 20;
  size_t bytes = size * sizeof(float);
  const size_t alignment = bytes >= huge_page ? huge_page : cache_line;
  bytes = (bytes + alignment - 1) / alignment * alignment;
  data_.reset();  // first, or both would be there at once
  size_ = 0;
  data_.reset(static_cast<float*>(std::aligned_alloc(alignment, bytes)));
  if (!data_) throw std::bad_alloc();
  if (alignment == huge_page) madvise(data_.get(), bytes, MADV_HUGEPAGE);  // a hint: without huge pages nothing is lost
  size_ = size;
}

}  // namespace electra::internal
