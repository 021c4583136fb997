#include "cli/io/signals.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <climits>
#include <cstring>
#include <string_view>

#include "base/mapped_file.h"
#include "base/temporaries.h"
#include "cli/exit_codes.h"
#include "cli/io/messages.h"
#include "cli/io/progress.h"

namespace electra::cli {

using namespace internal;

namespace {

constexpr int ending_signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGXCPU, SIGALRM};

// Set once; then only the handlers on that thread, and what they interrupt there, use the others.
pthread_t main_thread;
constinit std::atomic<bool> is_held = false;
constinit std::atomic<int> received = 0;  // the first signal; 0: none
constinit std::atomic<bool> is_said = false;

// The handlers call nothing but what is async-signal-safe.

void unblock(int signal) {
  sigset_t set;
  ::sigemptyset(&set);
  ::sigaddset(&set, signal);
  ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

void die_of(int signal) {
  ::signal(signal, SIG_DFL);
  ::raise(signal);
  unblock(signal);
}

void end_now() {
  const int signal = received;
  remove_temporaries();
  // A terminal that has been stopped would keep the rest for ever.
  is_said = true;
  ::alarm(1);
  unblock(SIGALRM);
  if (signal == SIGINT) {
    ::signal(SIGINT, SIG_DFL);
    unblock(SIGINT);
  }
  char room[longest_interruption];
  print_last(is_quiet() ? "" : interruption(room));
  die_of(signal);
}

// Always on the thread that writes results, because it alone knows what is whole.
void end(int signal) {
  if (::pthread_equal(::pthread_self(), main_thread) == 0) {
    ::pthread_kill(main_thread, signal);
    return;
  }
  if (is_said) return die_of(received);
  const bool is_first = received == 0;
  if (is_first) received = signal;
  if (is_first && is_held) {
    ::alarm(1);
    return;
  }
  end_now();
}

// print_error() for a handler. The name is escaped already.
void print_lost_file(const char* path) {
  constexpr std::string_view begin = "electra: ";
  constexpr std::string_view fault = ": changed while it was read, or its disk failed: run again\n";
  char line[begin.size() + PATH_MAX + fault.size()];
  char* at = std::ranges::copy(begin, line).out;
  at = std::copy_n(path, std::min(std::strlen(path), size_t{PATH_MAX}), at);
  at = std::ranges::copy(fault, at).out;
  print_last({line, at});
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

// Only handlers on the same thread look at it.
HoldSignals::HoldSignals() {
  is_held.store(true, std::memory_order_relaxed);
  std::atomic_signal_fence(std::memory_order_seq_cst);
}

HoldSignals::~HoldSignals() {
  std::atomic_signal_fence(std::memory_order_seq_cst);
  is_held.store(false, std::memory_order_relaxed);
  std::atomic_signal_fence(std::memory_order_seq_cst);
  if (received.load(std::memory_order_relaxed) != 0) end_now();
}

void handle_signals() {
  main_thread = ::pthread_self();
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
