#include "base/atomic_directory.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cassert>
#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>
#include <utility>

#include "base/io_error.h"

namespace electra::internal {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view infix = ".electra-";
constexpr std::string_view suffix = ".partial";

std::string prefix_of(const fs::path& target) { return fmt::format(".{}{}", target.filename().string(), infix); }

// Absolute, without links, dots and final slash, so that it has a name and a parent; the last part need not exist.
fs::path plain_path(const fs::path& target) {
  std::error_code error;
  fs::path path = fs::weakly_canonical(fs::absolute(target), error);
  if (error) throw Error(ErrorKind::io, fmt::format("{}: {}", target.string(), error.message()));
  if (!path.has_filename()) path = path.parent_path();
  return path;
}

void require_usable(const fs::path& target, const fs::path& plain, bool replace) {
  std::error_code ignored;
  const auto refuse = [&](std::string_view fault) {
    throw Error(ErrorKind::io, fmt::format("{}: {}", target.string(), fault));
  };
  if (!fs::is_directory(plain.parent_path(), ignored)) refuse("cannot write: its folder does not exist");
  if (!fs::exists(fs::symlink_status(plain, ignored))) return;
  if (!fs::is_directory(plain, ignored)) refuse("is a file: expected a new or an empty directory");
  if (!replace && !fs::is_empty(plain, ignored)) refuse("exists: expected a new or an empty directory");
}

void sync_path(const fs::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  ::fsync(fd);  // some file systems cannot sync folders; their files are synced by those who wrote them
  ::close(fd);
}

void sync_tree(const fs::path& folder) {
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_directory()) sync_path(entry.path());
  }
  sync_path(folder);
}

}  // namespace

AtomicDirectory::AtomicDirectory(fs::path target, bool replace) : target_(plain_path(target)), replace_(replace) {
  require_usable(target, target_, replace);
  remove_leftovers();
  make_partial();
}

// A living run holds a lock on its own.
void AtomicDirectory::remove_leftovers() const {
  const std::string prefix = prefix_of(target_);
  std::error_code ignored;
  for (fs::directory_iterator entry(target_.parent_path(), ignored), end; !ignored && entry != end;
       entry.increment(ignored)) {
    const std::string name = entry->path().filename().string();
    if (!name.starts_with(prefix) || !name.ends_with(suffix)) continue;
    const int fd = ::open(entry->path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) continue;
    std::error_code failed;
    if (::flock(fd, LOCK_EX | LOCK_NB) == 0) fs::remove_all(entry->path(), failed);
    ::close(fd);
  }
}

void AtomicDirectory::make_partial() {
  static std::atomic<unsigned> counter = 0;
  for (int attempt = 0; attempt < 1000; ++attempt) {
    partial_ =
        target_.parent_path() / fmt::format("{}{}-{}{}", prefix_of(target_), ::getpid(), counter.fetch_add(1), suffix);
    if (::mkdir(partial_.c_str(), 0777) != 0) {
      if (errno == EEXIST) continue;
      throw io_error(target_, "cannot write", errno);
    }
    lock_ = ::open(partial_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (lock_ < 0) continue;  // another run took it for a leftover before it was locked
    ::flock(lock_, LOCK_EX | LOCK_NB);
    struct stat status {};
    if (::fstat(lock_, &status) == 0 && status.st_nlink > 0) return;
    ::close(std::exchange(lock_, -1));
  }
  throw Error(ErrorKind::io, fmt::format("{}: cannot write: no free temporary name", target_.string()));
}

AtomicDirectory::~AtomicDirectory() {
  if (lock_ < 0) return;
  std::error_code ignored;
  fs::remove_all(partial_, ignored);
  ::close(lock_);
}

void AtomicDirectory::commit() {
  assert(lock_ >= 0);
  sync_tree(partial_);
  // Onto nothing, or onto an empty directory, which rename() replaces.
  if (::rename(partial_.c_str(), target_.c_str()) == 0) {
    ::close(std::exchange(lock_, -1));
    sync_path(target_.parent_path());
    return;
  }
  if (!replace_ || (errno != ENOTEMPTY && errno != EEXIST)) throw io_error(target_, "cannot write", errno);
  if (::renameat2(AT_FDCWD, partial_.c_str(), AT_FDCWD, target_.c_str(), RENAME_EXCHANGE) != 0) {
    throw io_error(target_, "cannot replace at one stroke on this file system: remove it first", errno);
  }
  sync_path(target_.parent_path());
  // What was there now has the partial's name; the lock is on the new directory, which nobody takes for a leftover.
  std::error_code failed;
  fs::remove_all(partial_, failed);
  ::close(std::exchange(lock_, -1));
  if (failed) {
    throw Error(ErrorKind::io,
                fmt::format("{}: written, but the old one cannot be removed: {}", target_.string(), failed.message()));
  }
}

bool is_in_partial_directory(const fs::path& path) {
  for (const fs::path& part : fs::absolute(path)) {
    const std::string& name = part.native();
    if (name.starts_with('.') && name.ends_with(suffix) && name.find(infix) != name.npos) return true;
  }
  return false;
}

}  // namespace electra::internal
