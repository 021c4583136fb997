#include "base/team.h"

#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <system_error>
#include <utility>
#include <vector>

#include "electra/error.h"

namespace electra::internal {

struct Team::Impl {
  std::mutex mutex;
  std::condition_variable work_ready;
  std::condition_variable work_done;
  std::vector<std::thread> threads;
  uint64_t round = 0;  // of run(); members that have seen an older one have work to do
  int busy = 0;
  bool stop = false;

  const std::function<void(int64_t, int)>* task = nullptr;
  int64_t count = 0;
  std::atomic<int64_t> next{0};
  std::exception_ptr failure;

  void work(int member) {
    for (int64_t index = next.fetch_add(1); index < count; index = next.fetch_add(1)) {
      try {
        (*task)(index, member);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!failure) failure = std::current_exception();
        next.store(count);  // what has not begun need not begin
      }
    }
  }

  void serve(int member) {
    uint64_t seen = 0;
    std::unique_lock lock(mutex);
    while (true) {
      work_ready.wait(lock, [&] { return stop || round != seen; });
      if (stop) return;
      seen = round;
      lock.unlock();
      work(member);
      lock.lock();
      if (--busy == 0) work_done.notify_one();
    }
  }

  void join() {
    {
      const std::lock_guard lock(mutex);
      stop = true;
    }
    work_ready.notify_all();
    for (std::thread& thread : threads) thread.join();
  }
};

std::thread start_thread(std::function<void()> work) {
  try {
    return std::thread(std::move(work));
  } catch (const std::system_error&) {  // always the same, whatever the system lacks
    throw Error(ErrorKind::io,
                "cannot start a thread: no memory for it, or the limit of processes (ulimit -u) is reached");
  }
}

Team::Team(int threads) : impl_(std::make_unique<Impl>()) {
  try {
    for (int member = 1; member < threads; ++member) {
      impl_->threads.push_back(start_thread([this, member] { impl_->serve(member); }));
    }
  } catch (const Error& error) {
    impl_->join();
    throw Error(error.kind(), std::to_string(threads) + " threads: " + error.what());
  }
}

Team::~Team() { impl_->join(); }

int Team::size() const { return static_cast<int>(impl_->threads.size()) + 1; }

void Team::run(int64_t count, const std::function<void(int64_t, int)>& task) {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->task = &task;
    impl_->count = count;
    impl_->next.store(0);
    impl_->failure = nullptr;
    impl_->busy = static_cast<int>(impl_->threads.size());
    ++impl_->round;
  }
  impl_->work_ready.notify_all();
  impl_->work(0);
  std::unique_lock lock(impl_->mutex);
  impl_->work_done.wait(lock, [&] { return impl_->busy == 0; });
  if (impl_->failure) std::rethrow_exception(impl_->failure);
}

}  // namespace electra::internal
