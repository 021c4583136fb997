// The only writer to stderr. Every message is one line that begins with "electra: ", escaped and bounded
// (base/quote.h).
//
// Thread-safe, but for CountedWarning.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace electra::cli {

// --quiet: warnings and notes are dropped from now on; errors are not.
void set_quiet(bool quiet);
bool is_quiet();

void print_error(std::string_view message);
void print_warning(std::string_view message);  // something the user should look at
void print_note(std::string_view message);     // something the user may want to know

// What --evaluate was asked for: lines for people, escaped. Throws Error(io) if they cannot be written.
void print_table(std::string_view table);

// Shows a line of progress in place of the last one; empty: takes it away. REQUIRES: it fits the terminal that stderr
// is.
void print_progress(std::string_view line);

// For a signal handler of a process that ends: takes the line of progress away and writes `text`, line end and all.
// Nothing is written after it. Async-signal-safe.
void print_last(std::string_view text);

// A warning that would be said again and again: counted, then said once with the place of the first.
class CountedWarning {
 public:
  // What follows the number: "bad record skipped", "bad records skipped".
  CountedWarning(std::string singular, std::string plural)
      : singular_(std::move(singular)), plural_(std::move(plural)) {}

  void add(uint64_t count, std::string_view place);
  uint64_t count() const { return count_; }
  const std::string& first_place() const { return first_place_; }
  // "3 bad records skipped, first at <stdin>:7", and `more` behind it. Nothing if the count is 0.
  void print(std::string_view more = "") const;

 private:
  std::string singular_;
  std::string plural_;
  uint64_t count_ = 0;
  std::string first_place_;
};

}  // namespace electra::cli
