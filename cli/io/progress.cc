#include "cli/io/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cstring>
#include <span>
#include <utility>

#include "base/team.h"
#include "cli/io/messages.h"
#include "cli/io/numbers.h"
#include "cli/io/terminal.h"
#include "electra/error.h"

namespace electra::cli {

using namespace internal;

namespace {

constexpr auto patience = std::chrono::seconds(2);
constexpr auto interval = std::chrono::milliseconds(500);

constinit std::atomic<const Progress*> at_hand = nullptr;

// Texts of a signal handler: no memory but what it is given, which is more than enough.
class Text {
 public:
  explicit Text(std::span<char> room) : room_(room) {}
  void add(std::string_view text) {
    const size_t count = std::min(text.size(), room_.size() - size_);
    std::memcpy(room_.data() + size_, text.data(), count);
    size_ += count;
  }
  // With commas between thousands.
  void add(uint64_t number) {
    char room[longest_number];
    add(with_commas(number, room));
  }
  void add_megabytes(uint64_t bytes) {
    const uint64_t tenths = bytes / 100'000;
    add(tenths / 10);
    add(".");
    add(tenths % 10);
  }
  std::string_view text() const { return {room_.data(), size_}; }

 private:
  std::span<char> room_;
  size_t size_ = 0;
};

// "4:05", "1:02:03".
std::string time_text(double seconds) {
  const auto whole = static_cast<uint64_t>(std::clamp(seconds, 0.0, 1e9));
  if (whole < 3600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

}  // namespace

Progress::Progress(ProgressUnit unit, bool results_on_terminal, TokensNow tokens_now)
    : unit_(unit), tokens_now_(std::move(tokens_now)) {
  assert(at_hand.load() == nullptr);
  at_hand = this;
  if (results_on_terminal || is_quiet() || !is_capable_terminal(STDERR_FILENO)) return;
  try {
    thread_ = start_thread([this] { show_until_stopped(); });
  } catch (const Error&) {  // no run fails for a line of progress
  }
}

Progress::~Progress() { finish(); }

void Progress::begin_at(const Done& done) {
  const std::lock_guard lock(mutex_);
  before_ = done;
  begin_ = Clock::now();
  update(done);
}

void Progress::update(const Done& done) {
  records_ = done.records;
  tokens_ = done.tokens;
  bytes_ = done.bytes;
  total_bytes_ = done.total_bytes;
  if (tokens_now_) tokens_at_update_ = tokens_now_();
  updated_after_ = (Clock::now() - begin_).count();
}

void Progress::expect(const Done& next) {
  expected_records_ = next.records;
  expected_bytes_ = next.bytes;
}

Progress::DoneAt Progress::by_now() const {
  DoneAt at = {written(), seconds_of(Clock::duration(updated_after_.load()))};
  Done& done = at.done;
  if (!tokens_now_) return at;
  const uint64_t tokens_before = tokens_at_update_;
  const uint64_t tokens = std::max(tokens_now_(), tokens_before) - tokens_before;
  if (tokens == 0) return at;
  at.seconds = seconds_of(Clock::now() - begin_);
  const auto part_of = [](uint64_t whole, double share) {
    return static_cast<uint64_t>(share * static_cast<double>(whole));
  };
  // What is expected is not there yet, or what is done no longer at hand, where the other thread is between two calls.
  const uint64_t records = std::max(expected_records_.load(), done.records) - done.records;
  const uint64_t bytes = std::max(expected_bytes_.load(), done.bytes) - done.bytes;
  if (done.tokens > before_.tokens && done.bytes > before_.bytes && bytes > 0) {
    const double tokens_of_byte =
        static_cast<double>(done.tokens - before_.tokens) / static_cast<double>(done.bytes - before_.bytes);
    const double share = std::min(1.0, static_cast<double>(tokens) / (tokens_of_byte * static_cast<double>(bytes)));
    done.records += part_of(records, share);
    done.bytes += part_of(bytes, share);
  }
  done.tokens += tokens;
  return at;
}

void Progress::finish() {
  at_hand = nullptr;  // what an interruption would say of the output is not true any more
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stops_ = true;
  }
  stopped_.notify_one();
  thread_.join();
  print_progress("");
}

void Progress::show_until_stopped() {
  std::unique_lock lock(mutex_);
  for (auto next = Clock::now() + patience; !stopped_.wait_until(lock, next, [&] { return stops_; });
       next += interval) {
    // The last column stays free: some terminals go on to the next row behind it.
    constexpr size_t around = std::string_view("electra: ").size() + 1;
    const size_t columns = terminal_columns(STDERR_FILENO);
    print_progress(line(columns - std::min(columns, around)));
    next = std::max(next, Clock::now() - interval);  // a terminal that was stopped does not get all that it missed
  }
}

std::string_view Progress::count(char (&room)[longest_count]) const { return count(written(), room); }

std::string_view Progress::count(const Done& done, char (&room)[longest_count]) const {
  Text text(room);
  if (unit_.is_megabytes) {
    text.add_megabytes(done.bytes);
    if (done.total_bytes > 0) text.add(" of ");
    if (done.total_bytes > 0) text.add_megabytes(done.total_bytes);
  } else {
    text.add(done.records);
  }
  text.add(" ");
  text.add(unit_.name.substr(0, unit_.name.size() - (unit_.name.ends_with('s') && done.records == 1 ? 1 : 0)));
  if (done.total_bytes == 0) return text.text();
  text.add(", ");
  const double share = static_cast<double>(done.bytes) / static_cast<double>(done.total_bytes);
  text.add(std::min<uint64_t>(100, static_cast<uint64_t>(100.0 * share)));
  text.add(" %");
  return text.text();
}

std::string Progress::line(size_t columns) const {
  char room[longest_count];
  const auto [done, seconds] = by_now();
  std::string line(count(done, room));
  const auto add = [&](const std::string& part) {
    if (line.size() + 2 + part.size() <= columns) line += ", " + part;
  };
  const auto rate = [seconds = seconds](uint64_t now, uint64_t before) {
    return static_cast<double>(now - before) / seconds;
  };
  const auto whole_rate = [&](uint64_t now, uint64_t before) {
    return with_commas(static_cast<uint64_t>(rate(now, before)));
  };
  const bool is_moving = seconds > 0 && done.bytes > before_.bytes;
  if (is_moving && done.total_bytes > 0) {
    // From the last news on it counts down, so that a slow batch is no standstill.
    const double left = static_cast<double>(done.total_bytes - std::min(done.total_bytes, done.bytes)) /
                        rate(done.bytes, before_.bytes);
    add(time_text(left + seconds - seconds_of(Clock::now() - begin_)) + " left");
  } else {
    add(time_text(seconds_of(Clock::now() - begin_)));
  }
  if (is_moving && !unit_.is_megabytes)
    add(fmt::format("{} {}/s", whole_rate(done.records, before_.records), unit_.name));
  if (seconds > 0 && done.tokens > before_.tokens) add(whole_rate(done.tokens, before_.tokens) + " tokens/s");
  if (line.size() > columns) line.resize(std::min(columns, line.find(", ")));
  return line;
}

std::string_view interruption(char (&room)[longest_interruption]) {
  Text text(room);
  text.add("electra: interrupted");
  if (const Progress* progress = at_hand) {
    char count[Progress::longest_count];
    text.add(" after ");
    text.add(progress->count(count));
    text.add(progress->outlook());
  }
  text.add("\n");
  return text.text();
}

}  // namespace electra::cli
