#include "cli/io/byte_stream.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>

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
  std::memmove(bytes_.data(), left_.data(), left_.size());
  const size_t count = read_file(std::span(bytes_).subspan(left_.size()));
  left_ = std::span(bytes_).first(left_.size() + count);
}

void ByteStream::choose_decoder() {
  while (!is_chosen_) {
    const std::string_view beginning(left_.data(), left_.size());
    is_chosen_ = find_decoder(beginning, at_end_, decoder_);
    if (!is_chosen_) fill();
  }
}

size_t ByteStream::read(std::span<char> out) {
  choose_decoder();
  if (decoder_ == nullptr) {
    if (left_.empty()) return read_file(out);
    const size_t count = std::min(left_.size(), out.size());
    std::memcpy(out.data(), left_.data(), count);
    left_ = left_.subspan(count);
    return count;
  }
  while (true) {
    try {
      const size_t count = decoder_->decode(left_, out, at_end_);
      if (count > 0 || at_end_) return count;
    } catch (const Error& error) {
      throw Error(error.kind(), fmt::format("{}: {}", name_, error.what()));
    }
    fill();
  }
}

bool ByteStream::is_silent(std::chrono::steady_clock::time_point since) const {
  return is_pipe_ && left_.empty() && stays_silent(fd_, since);
}

}  // namespace electra::cli
