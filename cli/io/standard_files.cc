#include "cli/io/standard_files.h"

#include <fcntl.h>
#include <unistd.h>

namespace electra::cli {
namespace {

bool held[STDERR_FILENO + 1] = {};

}  // namespace

// A mere place in the file system, which nothing can be read from or written to, nor by a second opening of it as
// /dev/stdin or /dev/stderr: a device such as /dev/null would look like an empty input, or swallow results.
void hold_standard_files() {
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
    held[fd] = ::fcntl(fd, F_GETFD) < 0;
    if (held[fd]) static_cast<void>(::open("/", O_PATH));  // is given the lowest free number
  }
}

bool is_held(int descriptor) { return held[descriptor]; }

}  // namespace electra::cli
