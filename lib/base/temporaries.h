// What this process has made beside its targets and must not leave behind: hidden files and directories that get their
// target's name in the end, or go.
//
// ".NAME.electra-PID-N.tmp" is a file, ".NAME.electra-PID-N.partial" a directory. A living run holds a lock on its own;
// the unlocked ones are leftovers of killed runs. All that exist now are listed, so that a program which dies of a
// signal can remove them: it calls remove_temporaries() in its handler. The library handles no signals itself.
#pragma once

#include <filesystem>

#include "base/signal_list.h"

namespace electra::internal {

// Where large files without a name go. Not /tmp, which may lie in memory.
inline constexpr const char* large_files_folder = "/var/tmp";

// One object serves one thread; different ones may be used side by side.
class Temporary : public Listed<Temporary> {
 public:
  enum class Kind { file, directory };

  // Removes the leftovers of the same target, then makes one of its own. Throws Error(io), naming the target.
  Temporary(const std::filesystem::path& target, Kind kind);
  // Removes it, with all that is in it, unless it was published.
  ~Temporary();
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;

  const std::filesystem::path& path() const { return path_; }
  // Of the file, open for writing, or of the directory. It holds the lock.
  int descriptor() const { return descriptor_; }

  // These return 0 or an errno value. REQUIRES, of the first three: it was neither published nor removed.

  // Gives it the target's name, at one stroke and to stay after a power cut.
  int publish();
  // The same, but what was at the target is the temporary from now on, and has no lock. REQUIRES: a directory.
  int exchange();
  // Removes it, with all that is in it.
  int remove();
  // Closes the descriptor, and says what the system only says then.
  int close();

 private:
  friend void remove_temporaries();

  int make();
  int remove_from_disk() const;
  void delist();

  std::filesystem::path target_;
  std::filesystem::path path_;
  Kind kind_;
  int descriptor_ = -1;
  bool listed_ = false;
};

// Removes all temporaries of this process, for good: a thread that would make, publish or remove one afterwards waits
// for ever, so end the process now. A second call waits as well. Async-signal-safe.
void remove_temporaries();

// While one lives, remove_temporaries() waits, and the thread handles no signals: for a file that loses its name as
// soon as it has one. Take no memory from the heap and make no Temporary meanwhile.
class HoldTemporaries {
 public:
  HoldTemporaries();
  ~HoldTemporaries();
  HoldTemporaries(const HoldTemporaries&) = delete;
  HoldTemporaries& operator=(const HoldTemporaries&) = delete;
};

// Makes the names in it stay after a power cut. Some file systems cannot sync folders, so this does not fail.
void sync_folder(const std::filesystem::path& folder);

// Whether a path lies in a directory that is called as partial directories are. It is never a model, whatever it holds.
bool is_in_partial_directory(const std::filesystem::path& path);

}  // namespace electra::internal
