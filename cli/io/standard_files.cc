#include "cli/io/standard_files.h"

#include <fcntl.h>
#include <unistd.h>

namespace electra::cli {

// A mere place in the file system, which nothing can be read from or written to, nor by a second opening of it as
// /dev/stdin or /dev/stderr: a device such as /dev/null would look like an empty input, or swallow results.
void hold_standard_files() {
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
    if (::fcntl(fd, F_GETFD) < 0) static_cast<void>(::open("/", O_PATH));  // is given the lowest free number
  }
}

}  // namespace electra::cli
