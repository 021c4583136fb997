// Memory that ends where no page is: what reads behind it dies, kernels that no sanitizer looks into among them.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>
#include <new>
#include <vector>

namespace electra {

template <typename Value>
class Guarded {
 public:
  explicit Guarded(const std::vector<Value>& values) {
    const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
    const size_t bytes = values.size() * sizeof(Value);
    const size_t before = (bytes + page - 1) / page * page;
    bytes_ = before + page;
    void* const memory = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    memory_ = static_cast<std::byte*>(memory);
    mprotect(memory_ + before, page, PROT_NONE);
    data_ = reinterpret_cast<Value*>(memory_ + before - bytes);
    std::memcpy(data_, values.data(), bytes);
  }
  ~Guarded() { munmap(memory_, bytes_); }
  Guarded(const Guarded&) = delete;
  Guarded& operator=(const Guarded&) = delete;

  Value* data() const { return data_; }

 private:
  std::byte* memory_;
  size_t bytes_;
  Value* data_;
};

}  // namespace electra
