#include "converters/hdf5/probe.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "electra/error.h"

namespace electra::converters {

void try_in_child(const std::string& label, const std::function<void()>& call) {
  const pid_t child = ::fork();
  if (child < 0) return;
  if (child == 0) {
    const rlimit no_core = {0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    ::close(STDERR_FILENO);  // the C library has something to say of damaged memory
    for (const int fault : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL}) ::signal(fault, SIG_DFL);
    try {
      call();
    } catch (...) {  // the parent gets it, too
    }
    ::_exit(0);
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return;
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return;
  throw Error(ErrorKind::model, fmt::format("{}: damaged: HDF5's library breaks down on it", label));
}

}  // namespace electra::converters
