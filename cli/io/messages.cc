#include "cli/io/messages.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <mutex>
#include <utility>

#include "base/io_error.h"
#include "base/quote.h"
#include "base/signal_list.h"
#include "base/write_all.h"

namespace electra::cli {

using namespace internal;

namespace {

bool quiet_flag = false;

constexpr std::string_view clear_line = "\r\x1b[K";
// Of stderr, which a thread of its own shows progress on, and of whether a line of progress is there.
constinit SignalLock stderr_lock;
bool progress_shown = false;

// One write for the whole text, so that lines of several processes do not mix. The error of the system, or 0.
int write_to_stderr(std::string_view text) { return write_all(STDERR_FILENO, text); }

// In place of the line of progress. The error of the system, or 0.
int write_message(std::string_view text) {
  const std::lock_guard lock(stderr_lock);
  if (std::exchange(progress_shown, false)) write_to_stderr(clear_line);
  return write_to_stderr(text);
}

// Nothing is made of an error: there is no other place to report it to.
void print_line(std::string_view message) { write_message(fmt::format("electra: {}\n", message_text(message))); }

}  // namespace

void set_quiet(bool quiet) { quiet_flag = quiet; }
bool is_quiet() { return quiet_flag; }

void print_error(std::string_view message) { print_line(message); }

void print_warning(std::string_view message) {
  if (!quiet_flag) print_line(message);
}

void print_note(std::string_view message) {
  if (!quiet_flag) print_line(message);
}

void print_table(std::string_view table) {
  if (const int error = write_message(escaped(table, "\n"))) throw io_error("<stderr>", "cannot write", error);
}

void print_progress(std::string_view line) {
  const std::string text = line.empty() ? std::string(clear_line) : fmt::format("{}electra: {}", clear_line, line);
  const std::lock_guard lock(stderr_lock);
  if (std::exchange(progress_shown, !line.empty()) || !line.empty()) write_to_stderr(text);
}

void print_last(std::string_view text) {
  stderr_lock.keep();
  if (progress_shown) write_to_stderr(clear_line);
  write_to_stderr(text);
}

void CountedWarning::add(uint64_t count, std::string_view place) {
  if (count_ == 0) first_place_ = place;
  count_ += count;
}

void CountedWarning::print(std::string_view more) const {
  if (count_ == 0) return;
  print_warning(fmt::format("{} {}, first at {}{}", count_, count_ == 1 ? singular_ : plural_, first_place_, more));
}

}  // namespace electra::cli
