// Writes on a thread of its own, so that the next block is made while the last one goes to the disk.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

namespace electra::converters {

// Holds a few blocks: one that is filled, and those that are or will be written. Used by one thread.
class WriteBehind {
 public:
  // `write` is called on the other thread, with the bytes in order.
  explicit WriteBehind(std::function<void(std::span<const std::byte>)> write);
  // Drops what is not written yet.
  ~WriteBehind();
  WriteBehind(const WriteBehind&) = delete;
  WriteBehind& operator=(const WriteBehind&) = delete;

  // Copies the bytes. Throws what `write` threw for earlier ones.
  void append(std::span<const std::byte> bytes);
  // Returns when all is written. Throws what `write` threw.
  void finish();

 private:
  void hand_over();
  void run();

  std::function<void(std::span<const std::byte>)> write_;
  std::vector<std::byte> filling_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::vector<std::byte>> full_;  // in the order of the file; the first is being written
  std::vector<std::vector<std::byte>> free_;
  bool stopped_ = false;
  std::exception_ptr failure_;
  std::thread thread_;  // last: it uses the others
};

}  // namespace electra::converters
