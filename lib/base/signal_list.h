// A lock that a signal handler may take, and a list that it may walk under it, and change what it lists.
//
// Whoever holds the lock (std::lock_guard) has all signals blocked on its thread, so a handler waits for other threads
// only, never for what it interrupted itself. Under the lock: a few system calls, no memory from the heap, whose lock
// an interrupted thread may have, and no reading of mapped files.
#pragma once

#include <poll.h>
#include <signal.h>

#include <atomic>

namespace electra::internal {

// All members are async-signal-safe.
class SignalLock {
 public:
  // REQUIRES: the thread does not hold it already.
  void lock() {
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    while (held_.exchange(true, std::memory_order_acquire)) ::poll(nullptr, 0, 1);
    before_ = before;
  }
  void unlock() {
    const sigset_t before = before_;
    held_.store(false, std::memory_order_release);
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }
  // Takes it for good, in a process that ends. Signals stay as they are.
  void keep() {
    while (held_.exchange(true, std::memory_order_acquire)) ::poll(nullptr, 0, 1);
  }

 private:
  std::atomic<bool> held_ = false;
  sigset_t before_ = {};  // the signals that the holder had blocked
};

// Base of what is listed.
template <class T>
struct Listed {
  T* next = nullptr;
  T* previous = nullptr;
};

// All members are async-signal-safe.
template <class T>
class SignalList : public SignalLock {
 public:
  // REQUIRES: the thread holds the lock.

  T* first() const { return first_; }
  void add(T& item) {
    item.next = first_;
    if (first_ != nullptr) first_->previous = &item;
    first_ = &item;
  }
  // REQUIRES: it is in the list.
  void remove(T& item) {
    (item.previous == nullptr ? first_ : item.previous->next) = item.next;
    if (item.next != nullptr) item.next->previous = item.previous;
  }

 private:
  T* first_ = nullptr;
};

}  // namespace electra::internal
