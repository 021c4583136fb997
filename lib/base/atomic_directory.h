// A directory that appears whole or not at all: filled beside its target under a hidden name, synced, then renamed.
//
// Partial directories of killed runs (".NAME.electra-PID-N.partial", unlocked) are removed when the same target is
// written again. A target that is a symbolic link stays one: its destination is replaced. One object serves one thread.
#pragma once

#include <filesystem>

namespace electra::internal {

class AtomicDirectory {
 public:
  // Makes the partial directory. Throws Error(io) naming the target: it is a file, its parent is missing, it exists and
  // is not empty (unless `replace`).
  AtomicDirectory(std::filesystem::path target, bool replace);
  // Removes the partial directory unless commit() was reached.
  ~AtomicDirectory();
  AtomicDirectory(const AtomicDirectory&) = delete;
  AtomicDirectory& operator=(const AtomicDirectory&) = delete;

  // Where to write, with AtomicFile or anything else that syncs.
  const std::filesystem::path& path() const { return partial_; }
  // Puts it in the target's place at one stroke, and removes what was there. Throws Error(io). REQUIRES: not committed
  // yet.
  void commit();

 private:
  void make_partial();
  void remove_leftovers() const;

  std::filesystem::path target_;
  std::filesystem::path partial_;
  bool replace_;
  int lock_ = -1;  // of the partial directory, while this object lives
};

// Whether a path lies in a directory that is called as partial directories are. It is never a model, whatever it holds.
bool is_in_partial_directory(const std::filesystem::path& path);

}  // namespace electra::internal
