// How far a long run is: a line on the terminal, and what a run that is interrupted says.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace electra::cli {

// What is done.
struct Done {
  uint64_t records = 0;
  uint64_t tokens = 0;       // that went through the model; 0: there is none
  uint64_t bytes = 0;        // of the input, or of what is to be written
  uint64_t total_bytes = 0;  // 0: not known
};

// What is counted: "records" of an input, or megabytes, "MB written".
struct ProgressUnit {
  std::string_view name;
  bool is_megabytes = false;
};

// How many tokens have gone through the model by now. Asked by another thread than the one that updates the progress.
using TokensNow = std::function<uint64_t()>;

// One at a time. Used by one thread.
class Progress {
 public:
  // Once the work has taken 2 s, a thread of its own shows the line twice a second. Results that scroll over the same
  // terminal show progress enough: then, and with --quiet, there is none. Without `tokens_now` the line knows what it
  // was told last. REQUIRES: what that asks lives until finish().
  Progress(ProgressUnit unit, bool results_on_terminal, TokensNow tokens_now = nullptr);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // What was done before this run, which its rates leave out.
  void begin_at(const Done& done);
  // Their results are written.
  void update(const Done& done);
  // What will be done when the work at hand is: its records, and bytes of the input. Until then the line tells the part
  // of it that is done by its tokens: as many to a byte as there were before.
  void expect(const Done& next);
  // What becomes of the output if the run is interrupted: "; nothing was written". REQUIRES: it lives for ever.
  void set_outlook(const char* outlook) { outlook_.store(outlook); }
  // Takes the line away; an interrupted run has nothing more to say. The work is done.
  void finish();

  // What the line says, in that many columns at most: of its parts those that fit. All of them are ASCII.
  std::string line(size_t columns) const;
  // "1,234 records, 41 %", those that are written. Async-signal-safe; thread-safe.
  static constexpr size_t longest_count = 128;
  std::string_view count(char (&room)[longest_count]) const;
  const char* outlook() const { return outlook_.load(); }

 private:
  using Clock = std::chrono::steady_clock;

  // At a time, in seconds from the beginning.
  struct DoneAt {
    Done done;
    double seconds = 0.0;
  };

  void show_until_stopped();
  Done written() const { return {records_, tokens_, bytes_, total_bytes_}; }
  DoneAt by_now() const;
  std::string_view count(const Done& done, char (&room)[longest_count]) const;
  static double seconds_of(Clock::duration time) { return std::chrono::duration<double>(time).count(); }

  ProgressUnit unit_;
  TokensNow tokens_now_;
  std::atomic<uint64_t> records_ = 0, tokens_ = 0, bytes_ = 0, total_bytes_ = 0;
  std::atomic<uint64_t> expected_records_ = 0, expected_bytes_ = 0;
  std::atomic<uint64_t> tokens_at_update_ = 0;  // by tokens_now_
  std::atomic<const char*> outlook_ = "";
  Done before_;                                // the beginning of what is shown
  Clock::time_point begin_ = Clock::now();     // its time
  std::atomic<Clock::rep> updated_after_ = 0;  // from there to the last update
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stops_ = false;
  std::thread thread_;  // none: nothing is shown
};

// What a run that is interrupted has to say, with its line end: "electra: interrupted after 1,234 records, 41 %". For a
// signal handler.
constexpr size_t longest_interruption = 2 * Progress::longest_count;
std::string_view interruption(char (&room)[longest_interruption]);

}  // namespace electra::cli
