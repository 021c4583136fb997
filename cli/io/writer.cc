#include "cli/io/writer.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "base/io_error.h"
#include "base/mapped_file.h"
#include "base/write_all.h"

namespace electra::cli {

using namespace internal;

namespace {

namespace fs = std::filesystem;

bool is_special_file(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  return !error && fs::exists(status) && !fs::is_regular_file(status);
}

}  // namespace

bool is_stdout(const std::string& output) {
  constexpr std::string_view names[] = {"", "-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"};
  return std::ranges::find(names, output) != std::end(names);
}

bool is_regular_output(const std::string& output) { return !is_stdout(output) && !is_special_file(output); }

Writer::Writer(const std::string& output) : name_(output) {
  if (is_stdout(output)) {
    name_ = "<stdout>";
    fd_ = STDOUT_FILENO;
    is_terminal_ = ::isatty(fd_) == 1;
    return;
  }
  if (!is_special_file(output)) {
    file_ = std::make_unique<AtomicFile>(output);
    return;
  }
  fd_ = ::open(output.c_str(), O_WRONLY | O_CLOEXEC);
  if (fd_ < 0) fail(errno);
  is_terminal_ = ::isatty(fd_) == 1;
}

Writer::Writer(Resumable file) : name_(file.output), unfinished_(std::make_unique<UnfinishedFile>(file.output)) {}

Writer::~Writer() {
  if (fd_ > STDERR_FILENO) ::close(fd_);
}

void Writer::write(std::string_view text) {
  if (file_) {
    file_->write(std::as_bytes(std::span(text)));
    return;
  }
  if (unfinished_) {
    unfinished_->write(std::as_bytes(std::span(text)));
    return;
  }
  const std::string shown = is_terminal_ ? shown_on_terminal(text, has_colours_) : "";
  if (is_terminal_) text = shown;
  if (const int error = write_all(fd_, text)) fail(error);
  wrote_ = wrote_ || !text.empty();
}

void Writer::write_much(std::string& text) {
  constexpr size_t much = size_t{1} << 20;
  if (text.size() < much) return;
  write(text);
  text.clear();
}

void Writer::finish() {
  require_unchanged_files();
  if (file_) {
    file_->commit();
    return;
  }
  if (unfinished_) {
    unfinished_->commit();
    return;
  }
  const int result = ::close(fd_);
  const int error = errno;
  fd_ = -1;
  // A program that had nothing to say may be started without a standard output.
  if (result != 0 && !(error == EBADF && !wrote_)) fail(error);
}

bool Writer::use_colours(Colour when) { return has_colours_ = wants_colour(when, is_terminal_); }

void Writer::fail(int error) const {
  if (error == EPIPE) throw ClosedPipe{};
  throw io_error(name_, "cannot write", error);
}

}  // namespace electra::cli
