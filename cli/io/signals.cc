#include "cli/io/signals.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <cstring>
#include <string_view>

#include "base/mapped_file.h"
#include "base/temporaries.h"
#include "cli/exit_codes.h"
#include "cli/io/messages.h"

namespace electra::cli {

using namespace internal;

namespace {

constexpr int ending_signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGXCPU};

// The handlers call nothing but what is async-signal-safe.

void die_of(int signal) {
  ::signal(signal, SIG_DFL);
  ::raise(signal);  // it comes when the handler returns
}

void end(int signal) {
  remove_temporaries();
  print_progress("");
  die_of(signal);
}

// print_error() for a handler. The name is escaped already.
void print_lost_file(const char* path) {
  constexpr std::string_view begin = "electra: ";
  constexpr std::string_view fault = ": changed while it was read, or its disk failed: run again\n";
  char line[begin.size() + PATH_MAX + fault.size()];
  char* at = std::ranges::copy(begin, line).out;
  at = std::copy_n(path, std::min(std::strlen(path), size_t{PATH_MAX}), at);
  at = std::ranges::copy(fault, at).out;
  print_progress("");
  static_cast<void>(!::write(STDERR_FILENO, line, static_cast<size_t>(at - line)));
}

void end_without_file(int signal, siginfo_t* info, void* /*context*/) {
  const char* path =
      info->si_code > 0 ? mapped_file_at(info->si_addr) : nullptr;  // not of kill(), which has no address
  if (path == nullptr) return die_of(signal);
  remove_temporaries();  // a second thread that lost a file waits there
  print_lost_file(path);
  ::_exit(static_cast<int>(ExitCode::failed));
}

}  // namespace

void handle_signals() {
  ::signal(SIGPIPE, SIG_IGN);
  ::signal(SIGXFSZ, SIG_IGN);
  struct sigaction action {};
  for (const int signal : ending_signals) ::sigaddset(&action.sa_mask, signal);
  for (const int signal : ending_signals) {
    struct sigaction before {};
    ::sigaction(signal, nullptr, &before);
    if (before.sa_handler == SIG_IGN) continue;
    action.sa_handler = end;
    ::sigaction(signal, &action, nullptr);
  }
  action.sa_flags = SA_SIGINFO;
  action.sa_sigaction = end_without_file;
  ::sigaction(SIGBUS, &action, nullptr);
}

}  // namespace electra::cli
