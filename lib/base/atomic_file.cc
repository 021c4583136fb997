#include "base/atomic_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/io_error.h"
#include "base/lookup.h"
#include "base/write_all.h"

namespace electra::internal {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t flush_bytes = 8 << 20;

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

}  // namespace

AtomicFile::AtomicFile(fs::path target) : target_(std::move(target)), fd_(open_target()) {
  if (fd_ < 0) throw io_error(target_, "cannot write", errno);
}

int AtomicFile::open_target() {
  if (const std::optional<int> descriptor = named_descriptor(target_)) {
    // One that would be closed on exec was not open when the program began: it is a file of our own.
    const int flags = ::fcntl(*descriptor, F_GETFD);
    const bool is_ours = flags >= 0 && (flags & FD_CLOEXEC) != 0;
    if (is_ours) throw io_error(target_, "cannot write", EBADF);
    return ::fcntl(*descriptor, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  }
  std::error_code ignored;
  if (fs::is_symlink(target_, ignored)) target_ = without_links(target_);
  struct stat status {};
  const bool exists = ::stat(target_.c_str(), &status) == 0;
  if (exists && S_ISDIR(status.st_mode)) {
    throw Error(ErrorKind::io, fmt::format("{}: is a directory", target_.string()));
  }
  if (exists && !S_ISREG(status.st_mode)) return ::open(target_.c_str(), O_WRONLY | O_CLOEXEC);
  temporary_.emplace(target_, Temporary::Kind::file);
  // A private file stays private when it is replaced.
  if (exists) ::fchmod(temporary_->descriptor(), status.st_mode & 07777);
  return temporary_->descriptor();
}

AtomicFile::~AtomicFile() {
  if (!temporary_ && fd_ >= 0) ::close(fd_);
}

void AtomicFile::write(std::span<const std::byte> bytes) {
  if (const int error = write_all(fd_, bytes)) throw io_error(target_, "cannot write", error);
  written_ += bytes.size();
  // The disk begins while we go on, so that the sync at the end has less to wait for. Only a hint: its result is
  // nothing to us.
  if (written_ - flushed_ < flush_bytes || !temporary_) return;
  ::sync_file_range(fd_, static_cast<off64_t>(flushed_), static_cast<off64_t>(written_ - flushed_),
                    SYNC_FILE_RANGE_WRITE);
  flushed_ = written_;
}

void AtomicFile::rewrite_front(std::span<const std::byte> bytes) {
  assert(is_regular() && bytes.size() <= written_);
  ::lseek(fd_, 0, SEEK_SET);
  const int error = write_all(fd_, bytes);
  ::lseek(fd_, 0, SEEK_END);
  if (error != 0) throw io_error(target_, "cannot write", error);
}

void AtomicFile::commit() {
  assert(fd_ >= 0);
  const int fd = std::exchange(fd_, -1);
  int error = 0;
  if (!temporary_) {
    error = ::close(fd) == 0 ? 0 : errno;
  } else {
    error = ::fsync(fd) == 0 ? temporary_->publish() : errno;
    if (error == 0) error = temporary_->close();
  }
  if (error != 0) throw io_error(target_, "cannot write", error);
}

}  // namespace electra::internal
