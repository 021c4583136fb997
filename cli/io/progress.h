// A line on the terminal that says how far a long run is.
#pragma once

#include <chrono>

#include "cli/io/item_source.h"

namespace electra::cli {

class Progress {
 public:
  // Results that scroll over the same terminal show progress enough.
  explicit Progress(bool results_on_terminal);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // Shows it once the work has taken 2 s, then at most twice a second.
  void update(const ReadProgress& progress);
  void finish();

 private:
  using Clock = std::chrono::steady_clock;

  bool enabled_;
  Clock::time_point next_;
};

}  // namespace electra::cli
