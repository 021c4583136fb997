#include "cli/io/byte_stream.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>

#include "base/io_error.h"
#include "cli/io/decoders.h"
#include "cli/io/input_file.h"
#include "electra/error.h"

namespace electra::cli {

using namespace internal;

ByteStream::ByteStream(const std::string& file) : name_(input_name(file)) {
  fd_ = file == "-" ? STDIN_FILENO : ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd_ < 0) throw io_error(name_, "cannot read", errno);
  struct stat status = {};
  is_pipe_ = ::fstat(fd_, &status) != 0 || !S_ISREG(status.st_mode);
  if (!is_pipe_) ::posix_fadvise(fd_, 0, 0, POSIX_FADV_SEQUENTIAL);
}

ByteStream::~ByteStream() {
  if (fd_ > STDERR_FILENO) ::close(fd_);
}

// 0 at the end.
size_t ByteStream::read_file(std::span<char> out) {
  while (true) {
    const ssize_t count = ::read(fd_, out.data(), out.size());
    if (count >= 0) {
      bytes_read_ += static_cast<uint64_t>(count);
      at_end_ = count == 0;
      return static_cast<size_t>(count);
    }
    if (errno == EAGAIN) {
      pollfd ready = {.fd = fd_, .events = POLLIN, .revents = 0};
      ::poll(&ready, 1, -1);
    } else if (errno != EINTR) {
      throw io_error(name_, "cannot read", errno);
    }
  }
}

// Appends to what is left.
void ByteStream::fill() {
  assert(left_.size() < bytes_.size());                   // a decoder takes what it can
  std::copy(left_.begin(), left_.end(), bytes_.begin());  // to the front, or in place
  const size_t count = read_file(std::span(bytes_).subspan(left_.size()));
  left_ = std::span(bytes_).first(left_.size() + count);
}

// Of what is left, unpacked.
size_t ByteStream::take(std::span<char> out) {
  if (decoder_ != nullptr) {
    try {
      return decoder_->decode(left_, out, at_end_);
    } catch (const Error& error) {
      throw Error(error.kind(), fmt::format("{}: {}", name_, error.what()));
    }
  }
  const size_t count = std::min(left_.size(), out.size());
  std::copy_n(left_.begin(), count, out.begin());
  left_ = left_.subspan(count);
  return count;
}

std::optional<size_t> ByteStream::read(std::span<char> out) {
  if (!put_back_.empty()) {
    const size_t count = put_back_.copy(out.data(), out.size());
    put_back_.erase(0, count);
    return count;
  }
  if (!has_more_ && !at_end_) {
    if (is_chosen_ && decoder_ == nullptr) return read_file(out);
    fill();
  }
  if (!is_chosen_) {
    is_chosen_ = find_decoder({left_.data(), left_.size()}, at_end_, decoder_);
    if (!is_chosen_) return std::nullopt;
  }
  const size_t count = take(out);
  has_more_ = decoder_ != nullptr ? count > 0 : !left_.empty();
  if (count == 0 && !at_end_) return std::nullopt;
  return count;
}

bool ByteStream::is_silent(std::chrono::steady_clock::time_point since) const {
  return is_pipe_ && put_back_.empty() && !has_more_ && !at_end_ && stays_silent(fd_, since);
}

}  // namespace electra::cli
