#include "cli/io/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cstring>
#include <span>

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

Progress::Progress(ProgressUnit unit, bool results_on_terminal) : unit_(unit) {
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
  updated_after_ = (Clock::now() - begin_).count();
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

std::string_view Progress::count(char (&room)[longest_count]) const {
  Text text(room);
  const uint64_t done = bytes_;
  const uint64_t total = total_bytes_;
  if (unit_.is_megabytes) {
    text.add_megabytes(done);
    if (total > 0) text.add(" of ");
    if (total > 0) text.add_megabytes(total);
  } else {
    text.add(records_.load());
  }
  text.add(" ");
  text.add(unit_.name.substr(0, unit_.name.size() - (unit_.name.ends_with('s') && records_ == 1 ? 1 : 0)));
  if (total == 0) return text.text();
  text.add(", ");
  text.add(
      std::min<uint64_t>(100, static_cast<uint64_t>(100.0 * static_cast<double>(done) / static_cast<double>(total))));
  text.add(" %");
  return text.text();
}

std::string Progress::line(size_t columns) const {
  char room[longest_count];
  std::string line(count(room));
  const double seconds = seconds_of(Clock::duration(updated_after_.load()));
  const auto add = [&](const std::string& part) {
    if (line.size() + 2 + part.size() <= columns) line += ", " + part;
  };
  const auto rate = [&](uint64_t now, uint64_t before) { return static_cast<double>(now - before) / seconds; };
  const auto whole_rate = [&](uint64_t now, uint64_t before) {
    return with_commas(static_cast<uint64_t>(rate(now, before)));
  };
  const bool is_moving = seconds > 0 && bytes_ > before_.bytes;
  const uint64_t total = total_bytes_;
  if (is_moving && total > 0) {
    // From the last update on it counts down, so that a slow batch is no standstill.
    const double left = static_cast<double>(total - std::min<uint64_t>(total, bytes_)) / rate(bytes_, before_.bytes);
    add(time_text(left + seconds - seconds_of(Clock::now() - begin_)) + " left");
  } else {
    add(time_text(seconds_of(Clock::now() - begin_)));
  }
  if (is_moving && !unit_.is_megabytes) {
    add(fmt::format("{} {}/s", whole_rate(records_, before_.records), unit_.name));
  }
  if (is_moving && tokens_ > before_.tokens) add(whole_rate(tokens_, before_.tokens) + " tokens/s");
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
