// What code under test writes to standard error and standard output, which belong to the fuzzer.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <string>

#include "fuzz/memory_file.h"

namespace electra::fuzz {

// From its making until text() one descriptor leads into memory.
class Captured {
 public:
  explicit Captured(int descriptor) : descriptor_(descriptor), own_(::fcntl(descriptor, F_DUPFD_CLOEXEC, 3)) {
    FUZZ_CHECK(own_ >= 0 && ::dup2(file_.descriptor(), descriptor_) >= 0);
  }
  ~Captured() { give_back(); }
  Captured(const Captured&) = delete;
  Captured& operator=(const Captured&) = delete;

  std::string text() {
    give_back();
    std::string text(static_cast<size_t>(::lseek(file_.descriptor(), 0, SEEK_END)), '\0');
    FUZZ_CHECK(::pread(file_.descriptor(), text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()));
    return text;
  }

 private:
  void give_back() {
    if (own_ < 0) return;
    ::dup2(own_, descriptor_);
    ::close(own_);
    own_ = -1;
  }

  MemoryFile file_{""};
  int descriptor_;
  int own_;
};

}  // namespace electra::fuzz
