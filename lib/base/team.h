// A fixed team of threads that share loops. The caller is the first member.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <thread>

namespace electra::internal {

// The one way to a thread. Throws Error(io) if the system gives none.
std::thread start_thread(std::function<void()> work);

class Team {
 public:
  // REQUIRES: threads >= 1. Throws Error(io) if the system gives no thread.
  explicit Team(int threads);
  ~Team();
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;

  int size() const;

  // Calls task(index, member) once for every index in [0, count), in any order, on any member (0 <= member < size());
  // returns when all are done. The first exception of a task is thrown again here, after the others have ended.
  // Not reentrant: a task must not call run() of its own team.
  void run(int64_t count, const std::function<void(int64_t index, int member)>& task);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace electra::internal
