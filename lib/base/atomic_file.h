// A file that appears whole or not at all: written beside its target under a hidden name, synced, then renamed.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

namespace electra {

class AtomicFile {
 public:
  // Opens the hidden temporary file. Throws Error(io).
  explicit AtomicFile(std::filesystem::path target);
  // Removes the temporary file unless commit() was reached.
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::span<const std::byte> bytes);  // throws Error(io), naming the target
  void commit();                                 // sync and rename; throws Error(io)

 private:
  std::filesystem::path target_;
  std::filesystem::path temporary_;
  int fd_ = -1;
};

}  // namespace electra
