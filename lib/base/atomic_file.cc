#include "base/atomic_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cassert>
#include <cerrno>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/io_error.h"

namespace electra::internal {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t flush_bytes = 8 << 20;

std::string temporary_prefix(const fs::path& target) { return fmt::format(".{}.electra-", target.filename().string()); }

fs::path folder_of(const fs::path& target) { return target.has_parent_path() ? target.parent_path() : fs::path("."); }

// Removes the temporary files that killed runs left beside the target. A living run holds a lock on its own.
void remove_leftovers(const fs::path& target) {
  const std::string prefix = temporary_prefix(target);
  std::error_code ignored;
  for (fs::directory_iterator entry(folder_of(target), ignored), end; !ignored && entry != end;
       entry.increment(ignored)) {
    const std::string name = entry->path().filename().string();
    if (!name.starts_with(prefix) || !name.ends_with(".tmp")) continue;
    const int fd = ::open(entry->path().c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0) continue;
    if (::flock(fd, LOCK_EX | LOCK_NB) == 0) ::unlink(entry->path().c_str());
    ::close(fd);
  }
}

// The N of /dev/fd/N and its like. Such a path is a link, to be written through, not to be followed: what the file
// held before, and what its other owners write, must stay.
std::optional<int> named_descriptor(const fs::path& target) {
  const std::string_view path = target.native();
  if (path == "/dev/stdout") return STDOUT_FILENO;
  if (path == "/dev/stderr") return STDERR_FILENO;
  for (const std::string_view folder : {"/dev/fd/", "/proc/self/fd/"}) {
    if (!path.starts_with(folder)) continue;
    int number = 0;
    const auto [stop, error] = std::from_chars(path.data() + folder.size(), path.data() + path.size(), number);
    if (error == std::errc() && stop == path.data() + path.size() && number >= 0) return number;
  }
  return std::nullopt;
}

// The rename itself must survive a power cut too.
void sync_folder(const fs::path& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  ::fsync(fd);  // some file systems cannot; the data themselves are synced already
  ::close(fd);
}

}  // namespace

AtomicFile::AtomicFile(fs::path target) : target_(std::move(target)) {
  if (const std::optional<int> descriptor = named_descriptor(target_)) {
    fd_ = ::fcntl(*descriptor, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (fd_ < 0) throw io_error(target_, "cannot write", errno);
    return;
  }
  std::error_code ignored;
  if (fs::is_symlink(target_, ignored)) {
    const fs::path destination = fs::weakly_canonical(target_, ignored);
    if (!ignored) target_ = destination;
  }
  struct stat status {};
  const bool exists = ::stat(target_.c_str(), &status) == 0;
  if (exists && S_ISDIR(status.st_mode)) {
    throw Error(ErrorKind::io, fmt::format("{}: is a directory", target_.string()));
  }
  if (exists && !S_ISREG(status.st_mode)) {
    fd_ = ::open(target_.c_str(), O_WRONLY | O_CLOEXEC);
    if (fd_ < 0) throw io_error(target_, "cannot write", errno);
    return;
  }
  remove_leftovers(target_);
  open_temporary();
  // A private file stays private when it is replaced.
  if (exists) ::fchmod(fd_, status.st_mode & 07777);
}

void AtomicFile::open_temporary() {
  static std::atomic<unsigned> counter = 0;
  for (int attempt = 0; attempt < 1000; ++attempt) {
    temporary_ =
        folder_of(target_) / fmt::format("{}{}-{}.tmp", temporary_prefix(target_), ::getpid(), counter.fetch_add(1));
    fd_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd_ < 0 && errno == EEXIST) continue;
    if (fd_ < 0) throw io_error(target_, "cannot write", errno);
    ::flock(fd_, LOCK_EX | LOCK_NB);
    // Another run may have taken the new file for a leftover before it was locked.
    struct stat status {};
    if (::fstat(fd_, &status) == 0 && status.st_nlink > 0) return;
    ::close(std::exchange(fd_, -1));
  }
  throw Error(ErrorKind::io, fmt::format("{}: cannot write: no free temporary name", target_.string()));
}

AtomicFile::~AtomicFile() {
  if (fd_ < 0) return;
  // Unlinked before it is unlocked, so that nobody else can take the name meanwhile.
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
  ::close(fd_);
}

void AtomicFile::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw io_error(target_, "cannot write", errno);
    bytes = bytes.subspan(static_cast<size_t>(written));
    written_ += static_cast<uint64_t>(written);
  }
  // The disk begins while we go on, so that the sync at the end has less to wait for. Only a hint: its result is
  // nothing to us.
  if (written_ - flushed_ < flush_bytes || temporary_.empty()) return;
  ::sync_file_range(fd_, static_cast<off64_t>(flushed_), static_cast<off64_t>(written_ - flushed_),
                    SYNC_FILE_RANGE_WRITE);
  flushed_ = written_;
}

void AtomicFile::rewrite_front(std::span<const std::byte> bytes) {
  assert(is_regular() && bytes.size() <= written_);
  for (off_t offset = 0; !bytes.empty();) {
    const ssize_t written = ::pwrite(fd_, bytes.data(), bytes.size(), offset);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw io_error(target_, "cannot write", errno);
    bytes = bytes.subspan(static_cast<size_t>(written));
    offset += written;
  }
}

void AtomicFile::commit() {
  assert(fd_ >= 0);
  const bool in_place = temporary_.empty();
  if (!in_place && ::fsync(fd_) != 0) throw io_error(target_, "cannot write", errno);
  if (!in_place && ::rename(temporary_.c_str(), target_.c_str()) != 0) throw io_error(target_, "cannot write", errno);
  // From here on nothing must be unlinked, whatever close() says.
  if (::close(std::exchange(fd_, -1)) != 0) throw io_error(target_, "cannot write", errno);
  if (!in_place) sync_folder(folder_of(target_));
}

}  // namespace electra::internal
