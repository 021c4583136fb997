#include "converters/write_behind.h"

#include <algorithm>
#include <utility>

namespace electra::converters {
namespace {

// Large enough that the threads seldom wait for each other, small enough to stay in the cache between them.
constexpr size_t block_bytes = size_t{1} << 20;

}  // namespace

WriteBehind::WriteBehind(std::function<void(std::span<const std::byte>)> write) : write_(std::move(write)) {
  filling_.reserve(block_bytes);
  writing_.reserve(block_bytes);
  thread_ = std::thread([this] { run(); });
}

WriteBehind::~WriteBehind() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void WriteBehind::append(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const size_t count = std::min(bytes.size(), block_bytes - filling_.size());
    filling_.insert(filling_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count));
    bytes = bytes.subspan(count);
    if (filling_.size() == block_bytes) hand_over();
  }
}

void WriteBehind::finish() {
  hand_over();
  hand_over();  // nothing, once the last block is written
}

void WriteBehind::hand_over() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return writing_.empty() || failure_; });
  if (failure_) std::rethrow_exception(failure_);
  std::swap(filling_, writing_);
  lock.unlock();
  changed_.notify_all();
}

void WriteBehind::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return !writing_.empty() || stopped_; });
    if (stopped_) return;
    lock.unlock();
    std::exception_ptr failure;
    try {
      write_(writing_);
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    failure_ = failure;
    writing_.clear();
    changed_.notify_all();
    if (failure_) return;
  }
}

}  // namespace electra::converters
