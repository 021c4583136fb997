// The paths that a process may still open, kept by the kernel (Landlock, Linux 5.13 and later): whatever is not allowed
// here fails with EACCES from then on. Files that are open already stay open. Used by one thread.
#pragma once

#include <cstdint>
#include <filesystem>

namespace electra::cli {

class Landlock {
 public:
  Landlock();
  ~Landlock();
  Landlock(const Landlock&) = delete;
  Landlock& operator=(const Landlock&) = delete;

  // Of a folder all that is in it. A path that is not there is passed over: opening it would fail anyway.
  void allow_reading(const std::filesystem::path& path) { allow(path, false); }
  // Reading, too. A folder, in which files and folders may be made, renamed and removed; or a single file.
  void allow_writing(const std::filesystem::path& path) { allow(path, true); }

  // Holds for this thread and those it starts, and cannot be undone. Connections by TCP, and signals and abstract
  // sockets of other processes are refused with it, where the kernel is new enough. Gives what failed, as an errno, or
  // 0; after a failure nothing is restricted. REQUIRES: prctl(PR_SET_NO_NEW_PRIVS).
  int enforce();

 private:
  void allow(const std::filesystem::path& path, bool writing);

  uint64_t known_ = 0;  // rights that this kernel has
  int rules_ = -1;
  int error_ = 0;
};

}  // namespace electra::cli
