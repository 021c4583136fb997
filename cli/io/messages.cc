#include "cli/io/messages.h"

#include <fmt/format.h>
#include <unistd.h>

namespace electra::cli {
namespace {

bool quiet_flag = false;
bool progress_shown = false;

// One write for the whole line, so that lines of several processes do not mix. Errors are ignored: there is no other
// place to report them to.
void write_to_stderr(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
    if (written <= 0) return;
    text.remove_prefix(static_cast<size_t>(written));
  }
}

void print_line(std::string_view message) {
  print_progress("");
  write_to_stderr(fmt::format("electra: {}\n", message));
}

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

void print_progress(std::string_view line) {
  if (line.empty() && !progress_shown) return;
  constexpr std::string_view clear_line = "\r\x1b[K";
  write_to_stderr(line.empty() ? std::string(clear_line) : fmt::format("{}electra: {}", clear_line, line));
  progress_shown = !line.empty();
}

void CountedWarning::add(uint64_t count, std::string_view place) {
  if (count_ == 0) first_place_ = place;
  count_ += count;
}

void CountedWarning::print() const {
  if (count_ == 0) return;
  print_warning(fmt::format("{} {}, first at {}", count_, count_ == 1 ? singular_ : plural_, first_place_));
}

}  // namespace electra::cli
