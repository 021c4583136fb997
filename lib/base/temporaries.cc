#include "base/temporaries.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cassert>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/io_error.h"
#include "base/signal_list.h"

namespace electra::internal {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view infix = ".electra-";

// Those that are on the disk: what changes one changes the other under the same lock.
constinit SignalList<Temporary> existing;

std::string_view suffix_of(Temporary::Kind kind) { return kind == Temporary::Kind::file ? ".tmp" : ".partial"; }

std::string prefix_of(const fs::path& target) { return fmt::format(".{}{}", target.filename().string(), infix); }

fs::path folder_of(const fs::path& target) { return target.has_parent_path() ? target.parent_path() : fs::path("."); }

int remove_entry(int parent, const char* name);

// Removes what is in an open folder: system calls and the stack alone, as a signal handler may. 0, or the last errno
// value.
int empty_folder(int folder) {
  int fault = 0;
  // A folder that loses entries while it is read may skip others, so it is read again.
  for (bool has_removed = true; has_removed;) {
    has_removed = false;
    fault = 0;
    ::lseek(folder, 0, SEEK_SET);
    alignas(dirent64) char entries[4096];
    ssize_t size = 0;
    while ((size = ::getdents64(folder, entries, sizeof(entries))) > 0) {
      for (ssize_t at = 0; at < size;) {
        const auto* entry = reinterpret_cast<const dirent64*>(entries + at);
        at += entry->d_reclen;
        if (std::strcmp(entry->d_name, ".") == 0 || std::strcmp(entry->d_name, "..") == 0) continue;
        const int error = remove_entry(folder, entry->d_name);
        has_removed |= error == 0;
        if (error != 0) fault = error;
      }
    }
    if (size < 0) fault = errno;
  }
  return fault;
}

// A file, or a folder with all that is in it; what is gone already is no fault. 0, or an errno value.
int remove_entry(int parent, const char* name) {
  if (::unlinkat(parent, name, 0) == 0 || errno == ENOENT) return 0;
  if (errno != EISDIR) return errno;
  const int folder = ::openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
  const int fault = folder < 0 ? errno : empty_folder(folder);
  if (folder >= 0) ::close(folder);
  // Where there is no descriptor left, an empty one goes all the same.
  if (::unlinkat(parent, name, AT_REMOVEDIR) == 0 || errno == ENOENT) return 0;
  return fault != 0 ? fault : errno;
}

// A living run holds a lock on its own.
void remove_leftovers(const fs::path& target, Temporary::Kind kind) {
  const std::string prefix = prefix_of(target);
  const bool is_file = kind == Temporary::Kind::file;
  std::error_code ignored;
  for (fs::directory_iterator entry(folder_of(target), ignored), end; !ignored && entry != end;
       entry.increment(ignored)) {
    const std::string name = entry->path().filename().string();
    if (!name.starts_with(prefix) || !name.ends_with(suffix_of(kind))) continue;
    const char* path = entry->path().c_str();
    const int fd = ::open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | (is_file ? 0 : O_DIRECTORY));
    if (fd < 0) continue;
    if (::flock(fd, LOCK_EX | LOCK_NB) == 0) {
      is_file ? ::unlink(path) : remove_entry(AT_FDCWD, path);
    }
    ::close(fd);
  }
}

}  // namespace

Temporary::Temporary(const fs::path& target, Kind kind) : target_(target), kind_(kind) {
  static std::atomic<unsigned> counter = 0;
  remove_leftovers(target_, kind_);
  for (int attempt = 0; attempt < 1000; ++attempt) {
    path_ = folder_of(target_) /
            fmt::format("{}{}-{}{}", prefix_of(target_), ::getpid(), counter.fetch_add(1), suffix_of(kind_));
    const int error = make();
    if (error == 0) return;
    if (error != EEXIST) throw io_error(target_, "cannot write", error);
  }
  throw Error(ErrorKind::io, fmt::format("{}: cannot write: no free temporary name", target_.string()));
}

// EEXIST: the name is taken, or another run took the new one for a leftover before it was locked.
int Temporary::make() {
  const std::lock_guard lock(existing);
  if (kind_ == Kind::file) {
    descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor_ < 0) return errno;
  } else {
    if (::mkdir(path_.c_str(), 0777) != 0) return errno;
    descriptor_ = ::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  }
  int error = descriptor_ >= 0 ? 0 : errno;
  if (error == 0) {
    struct stat status {};
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
      error = ENOENT;
    } else if (::fstat(descriptor_, &status) != 0) {
      error = errno;
    } else if (status.st_nlink == 0) {
      error = ENOENT;
    }
  }
  if (error == 0) {
    existing.add(*this);
    listed_ = true;
    return 0;
  }
  remove_from_disk();
  close();
  return error == ENOENT ? EEXIST : error;
}

Temporary::~Temporary() {
  // Removed before it is unlocked, so that nobody else does it meanwhile.
  if (listed_) remove();
  if (listed_) {
    const std::lock_guard lock(existing);
    delist();
  }
  close();
}

int Temporary::publish() {
  {
    const std::lock_guard lock(existing);
    if (::rename(path_.c_str(), target_.c_str()) != 0) return errno;
    delist();
  }
  sync_folder(folder_of(target_));
  return 0;
}

int Temporary::exchange() {
  assert(kind_ == Kind::directory);
  {
    const std::lock_guard lock(existing);
    if (::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, target_.c_str(), RENAME_EXCHANGE) != 0) return errno;
    // It is the new directory's, which nobody may empty.
    close();
  }
  sync_folder(folder_of(target_));
  return 0;
}

int Temporary::remove() {
  const std::lock_guard lock(existing);
  const int error = remove_from_disk();
  if (error == 0) delist();  // else it is tried once more at the end
  return error;
}

int Temporary::close() {
  if (descriptor_ < 0) return 0;
  return ::close(std::exchange(descriptor_, -1)) == 0 ? 0 : errno;
}

// By its descriptor first: there may be no other left.
int Temporary::remove_from_disk() const {
  if (kind_ == Kind::directory && descriptor_ >= 0) empty_folder(descriptor_);
  return remove_entry(AT_FDCWD, path_.c_str());
}

void Temporary::delist() {
  existing.remove(*this);
  listed_ = false;
}

void remove_temporaries() {
  existing.lock();  // for good
  for (const Temporary* each = existing.first(); each != nullptr; each = each->next) each->remove_from_disk();
}

HoldTemporaries::HoldTemporaries() { existing.lock(); }
HoldTemporaries::~HoldTemporaries() { existing.unlock(); }

void sync_folder(const fs::path& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  ::fsync(fd);
  ::close(fd);
}

bool is_in_partial_directory(const fs::path& path) {
  std::error_code ignored;  // without a working directory, the path itself is what there is
  const fs::path absolute = fs::absolute(path, ignored);
  for (const fs::path& part : ignored ? path : absolute) {
    const std::string& name = part.native();
    const bool is_hidden = name.starts_with('.') && name.find(infix) != name.npos;
    if (is_hidden && name.ends_with(suffix_of(Temporary::Kind::directory))) return true;
  }
  return false;
}

}  // namespace electra::internal
