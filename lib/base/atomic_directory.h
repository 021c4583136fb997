// A directory that appears whole or not at all: filled beside its target under a hidden name, synced, then renamed.
//
// The hidden one is a Temporary (temporaries.h). A target that is a symbolic link stays one: its destination is
// replaced. One object serves one thread.
#pragma once

#include <filesystem>
#include <optional>

#include "base/temporaries.h"

namespace electra::internal {

// The directory that `path` means, which need not exist: absolute, without links, dots and final slash, so that it has
// a name and a parent, where its hidden neighbour is made. Throws Error(io).
std::filesystem::path directory_target(const std::filesystem::path& path);

class AtomicDirectory {
 public:
  // Makes the partial directory. Throws Error(io) naming the target: it is a file, its parent is missing, it exists and
  // is not empty (unless `replace`). It goes with this object unless commit() was reached.
  AtomicDirectory(const std::filesystem::path& target, bool replace);

  // Where to write, with AtomicFile or anything else that syncs.
  const std::filesystem::path& path() const { return partial_->path(); }
  // Puts it in the target's place at one stroke, and removes what was there. Throws Error(io). REQUIRES: not committed
  // yet.
  void commit();

 private:
  std::filesystem::path target_;
  std::optional<Temporary> partial_;
  bool replace_;
};

}  // namespace electra::internal
