#include "cli/io/input_file.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/io_error.h"
#include "cli/io/decoders.h"
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

// A pipe cannot be looked into without taking from it, and nothing is unpacked here: this runs before the sandbox.
void check_regular(const std::string& file, const ReadAs& read_as) {
  std::array<char, longest_beginning> bytes;
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) throw io_error(file, "cannot read", errno);
  const ssize_t count = ::pread(fd, bytes.data(), bytes.size(), 0);
  ::close(fd);
  if (count <= 0) return;  // what cannot be read shows again when it is to be
  const std::string_view beginning(bytes.data(), static_cast<size_t>(count));
  if (!has_decoder(beginning)) check_beginning(beginning, true, read_as, file);
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

InputFile::Buffer::Buffer(const std::string& file) : name(input_name(file)), file_bytes(file) {}

std::streambuf::int_type InputFile::Buffer::underflow() {
  std::optional<size_t> read;
  while (!read) {
    if (when_silent && file_bytes.is_silent(since)) {
      when_silent();
      since = std::chrono::steady_clock::now();
    }
    read = file_bytes.read(bytes);
  }
  const size_t count = *read;
  if (is_first) check_beginning({bytes.data(), count}, true, {.format = Format::json}, name);
  is_first = false;
  setg(bytes.data(), bytes.data(), bytes.data() + count);
  return count == 0 ? traits_type::eof() : traits_type::to_int_type(bytes.front());
}

InputFile::InputFile(const std::string& file) : buffer_((check_readable(file), file)), stream_(&buffer_) {}

}  // namespace electra::cli
