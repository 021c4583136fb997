#include "cli/io/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include "cli/io/messages.h"
#include "cli/io/terminal.h"

namespace electra::cli {

Progress::Progress(bool results_on_terminal)
    : enabled_(!results_on_terminal && !is_quiet() && is_capable_terminal(STDERR_FILENO)),
      next_(Clock::now() + std::chrono::seconds(2)) {}

Progress::~Progress() { finish(); }

void Progress::update(const ReadProgress& progress) {
  if (!enabled_ || Clock::now() < next_) return;
  next_ = Clock::now() + std::chrono::milliseconds(500);
  const double megabytes = static_cast<double>(progress.bytes) / 1e6;
  std::string line = progress.records > 0 ? fmt::format("{} lines, ", progress.records) : "";
  line += fmt::format("{:.1f} MB", megabytes);
  if (progress.total_bytes > 0) line += fmt::format(" of {:.1f} MB", static_cast<double>(progress.total_bytes) / 1e6);
  print_progress(line);
}

void Progress::finish() { print_progress(""); }

}  // namespace electra::cli
