#include "converters/write_behind.h"

#include <algorithm>
#include <utility>

#include "base/team.h"

namespace electra::converters {

using namespace internal;

namespace {

// Small enough that a block stays in the cache between being filled and written.
constexpr size_t block_bytes = size_t{1} << 20;
// Enough that neither thread waits when the other is late.
constexpr size_t blocks = 4;

}  // namespace

WriteBehind::WriteBehind(std::function<void(std::span<const std::byte>)> write)
    : write_(std::move(write)), free_(blocks - 1) {
  filling_.reserve(block_bytes);
  free_.reserve(blocks);  // the other thread, which gives blocks back, shall not need memory
  for (std::vector<std::byte>& block : free_) block.reserve(block_bytes);
  thread_ = start_thread([this] { run(); });
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
  if (!filling_.empty()) hand_over();
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return full_.empty() || failure_; });
  if (failure_) std::rethrow_exception(failure_);
}

void WriteBehind::hand_over() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !free_.empty() || failure_; });
  if (failure_) std::rethrow_exception(failure_);
  full_.push_back(std::move(filling_));
  filling_ = std::move(free_.back());
  free_.pop_back();
  lock.unlock();
  changed_.notify_all();
}

void WriteBehind::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return !full_.empty() || stopped_; });
    if (stopped_) return;
    const std::span<const std::byte> next = full_.front();
    lock.unlock();
    std::exception_ptr failure;
    try {
      write_(next);
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    failure_ = failure;
    full_.front().clear();
    free_.push_back(std::move(full_.front()));
    full_.pop_front();
    changed_.notify_all();
    if (failure_) return;
  }
}

}  // namespace electra::converters
