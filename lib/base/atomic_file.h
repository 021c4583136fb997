// A file that appears whole or not at all: written beside its target under a hidden name, synced, then renamed.
//
// The hidden one is a Temporary (temporaries.h). A target that is no regular file (/dev/stdout, /dev/null, a named
// pipe) is written directly. A symbolic link stays one: its destination is replaced. One object serves one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>

#include "base/temporaries.h"

namespace electra::internal {

class AtomicFile {
 public:
  // Opens the hidden temporary file. Throws Error(io), naming the target.
  explicit AtomicFile(std::filesystem::path target);
  // Removes the temporary file unless commit() was reached.
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  // Appends; unbuffered, so give it large pieces. Throws Error(io), naming the target.
  void write(std::span<const std::byte> bytes);
  // Replaces the first bytes, which have been written before. Throws Error(io). REQUIRES: is_regular().
  void rewrite_front(std::span<const std::byte> bytes);
  // False for a target that is written directly.
  bool is_regular() const { return temporary_.has_value(); }
  // Syncs and renames. Throws Error(io). REQUIRES: not committed yet.
  void commit();

 private:
  int open_target();

  std::filesystem::path target_;
  std::optional<Temporary> temporary_;  // unless the target is written directly
  int fd_ = -1;                         // the temporary's, else our own
  uint64_t written_ = 0;
  uint64_t flushed_ = 0;  // of these, what the disk has been told to begin with
};

}  // namespace electra::internal
