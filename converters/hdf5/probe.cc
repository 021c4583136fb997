#include "converters/hdf5/probe.h"

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <iterator>

#include "electra/error.h"

namespace electra::converters {

namespace {

// What a library that breaks down ends by.
constexpr int faults[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL};

[[noreturn]] void run_child(const std::function<void()>& call) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // it does not outlive who waits for it
  const rlimit no_core = {0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  ::close(STDERR_FILENO);  // the C library has something to say of damaged memory
  for (const int fault : faults) ::signal(fault, SIG_DFL);
  try {
    call();
  } catch (...) {  // the parent gets it, too
  }
  ::_exit(0);
}

// Whether it broke down; not, if others ended it.
bool breaks_down(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return false;
  }
  if (WIFEXITED(status)) return WEXITSTATUS(status) != 0;
  return std::ranges::find(faults, WTERMSIG(status)) != std::end(faults);
}

}  // namespace

void try_in_child(const std::string& label, const std::function<void()>& call) {
  // Where it is ignored, as a parent may have left it, nobody learns how a child ended.
  const auto before = ::signal(SIGCHLD, SIG_DFL);
  const pid_t child = ::fork();
  if (child == 0) run_child(call);
  const bool is_damaged = child > 0 && breaks_down(child);
  ::signal(SIGCHLD, before);
  if (is_damaged) throw Error(ErrorKind::model, fmt::format("{}: damaged: HDF5's library breaks down on it", label));
}

}  // namespace electra::converters
