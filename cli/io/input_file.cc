#include "cli/io/input_file.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/io_error.h"
#include "electra/error.h"

namespace electra::cli {

using namespace internal;

std::string input_name(const std::string& file) { return file == "-" ? "<stdin>" : file; }

uint64_t check_readable(const std::string& file) {
  const auto refuse = [&](int error) { throw io_error(file, "cannot read", error); };
  if (file == "-") return 0;
  if (file.empty()) throw Error(ErrorKind::io, "file name is empty");
  struct stat status = {};
  if (::stat(file.c_str(), &status) != 0) refuse(errno);
  if (S_ISDIR(status.st_mode)) refuse(EISDIR);
  if (::access(file.c_str(), R_OK) != 0) refuse(errno);
  return S_ISREG(status.st_mode) ? static_cast<uint64_t>(status.st_size) : 0;
}

namespace {

// A pipe cannot be looked into without taking from it.
void check_regular(const std::string& file, const ReadAs& read_as) {
  std::array<char, longest_beginning> bytes;
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) throw io_error(file, "cannot read", errno);
  const ssize_t count = ::pread(fd, bytes.data(), bytes.size(), 0);
  ::close(fd);
  // What cannot be read shows again when it is to be.
  if (count > 0) check_beginning({bytes.data(), static_cast<size_t>(count)}, true, read_as, file);
}

}  // namespace

InputFiles::InputFiles(std::vector<std::string> given, const ReadAs& read_as) : files(std::move(given)) {
  if (files.empty()) files = {"-"};
  for (const std::string& file : files) {
    const uint64_t bytes = check_readable(file);
    if (bytes > 0) check_regular(file, read_as);
    total_bytes += bytes;
    names.push_back(input_name(file));
  }
  // One file of unknown size makes the whole unknown.
  if (std::ranges::find(files, "-") != files.end()) total_bytes = 0;
}

bool stays_silent(int pipe, std::chrono::steady_clock::time_point since) {
  constexpr auto patience = std::chrono::milliseconds(200);
  const auto waited = std::chrono::steady_clock::now() - since;
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(patience - waited);
  pollfd ready = {.fd = pipe, .events = POLLIN, .revents = 0};
  // An interrupted wait counts as silence: giving out early does no harm.
  return ::poll(&ready, 1, static_cast<int>(std::max<int64_t>(left.count(), 0))) <= 0;
}

InputFile::Buffer::Buffer(const std::string& file) : name(input_name(file)) {
  check_readable(file);
  fd = file == "-" ? STDIN_FILENO : ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) throw io_error(name, "cannot read", errno);
  struct stat status = {};
  is_pipe = ::fstat(fd, &status) == 0 && !S_ISREG(status.st_mode);
}

InputFile::Buffer::~Buffer() {
  if (fd > STDERR_FILENO) ::close(fd);
}

std::streambuf::int_type InputFile::Buffer::underflow() {
  if (is_pipe && when_silent && stays_silent(fd, since)) {
    when_silent();
    since = std::chrono::steady_clock::now();
  }
  while (true) {
    const ssize_t count = ::read(fd, bytes.data(), bytes.size());
    if (count >= 0) {
      if (bytes_read == 0)
        check_beginning({bytes.data(), static_cast<size_t>(count)}, true, {.format = Format::json}, name);
      bytes_read += static_cast<uint64_t>(count);
      setg(bytes.data(), bytes.data(), bytes.data() + count);
      return count == 0 ? traits_type::eof() : traits_type::to_int_type(bytes.front());
    }
    if (errno == EAGAIN) {
      pollfd ready = {.fd = fd, .events = POLLIN, .revents = 0};
      ::poll(&ready, 1, -1);
    } else if (errno != EINTR) {
      throw io_error(name, "cannot read", errno);
    }
  }
}

InputFile::InputFile(const std::string& file) : buffer_(file), stream_(&buffer_) {}

}  // namespace electra::cli
