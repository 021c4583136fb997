#include "base/team.h"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace electra {

using namespace internal;

namespace {

// How often each index was called; a wrong member counts as an index of its own.
std::vector<int> calls(Team& team, int64_t count) {
  std::vector<std::atomic<int>> called(static_cast<size_t>(count + 1));
  team.run(count, [&](int64_t index, int member) {
    const bool right = 0 <= index && index < count && 0 <= member && member < team.size();
    ++called[static_cast<size_t>(right ? index : count)];
  });
  return {called.begin(), called.end()};
}

std::vector<int> once_each(int64_t count) {
  std::vector<int> expected(static_cast<size_t>(count), 1);
  expected.push_back(0);
  return expected;
}

// What a run throws when the task of `index` does, or "nothing".
std::string failure(Team& team, int64_t count, int64_t bad_index) {
  try {
    team.run(count, [&](int64_t index, int) {
      if (index == bad_index) throw std::runtime_error("task " + std::to_string(index));
    });
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "nothing";
}

TEST_CASE("every index is called once, whatever the size of the team") {
  for (int threads = 1; threads <= 8; ++threads) {
    CAPTURE(threads);
    Team team(threads);
    CHECK(team.size() == threads);
    for (const int64_t count : {0, 1, 2, 7, 8, 9, 1000}) {
      CAPTURE(count);
      CHECK(calls(team, count) == once_each(count));
    }
  }
}

TEST_CASE("many short runs one after the other lose nothing") {
  Team team(4);
  for (int64_t run = 0; run < 2000; ++run) REQUIRE(calls(team, run % 6) == once_each(run % 6));
}

TEST_CASE("an exception reaches the caller, and the team goes on") {
  for (const int threads : {1, 2, 5}) {
    CAPTURE(threads);
    Team team(threads);
    for (const int64_t bad : {0, 1, 50, 99}) {
      CHECK(failure(team, 100, bad) == "task " + std::to_string(bad));
      CHECK(calls(team, 1000) == once_each(1000));
    }
    CHECK(failure(team, 100, 100) == "nothing");
  }
}

TEST_CASE("one of many exceptions reaches the caller") {
  Team team(3);
  CHECK_THROWS_AS(team.run(100, [](int64_t, int) { throw std::logic_error("all fail"); }), std::logic_error);
  CHECK(calls(team, 10) == once_each(10));
}

TEST_CASE("all members have ended when an exception arrives") {
  Team team(4);
  std::atomic<int> running = 0;
  const auto task = [&](int64_t index, int) {
    ++running;
    if (index > 0) std::this_thread::sleep_for(std::chrono::milliseconds(2));
    --running;
    if (index == 0) throw std::runtime_error("first");
  };
  for (int run = 0; run < 20; ++run) {
    CHECK_THROWS_AS(team.run(8, task), std::runtime_error);
    CHECK(running == 0);
  }
}

TEST_CASE("members work at the same time, each under its own number") {
  Team team(3);
  std::atomic<int> arrived = 0;
  std::vector<std::atomic<int>> tasks_of(3);
  // Nobody leaves before all three are there, or a long time has passed.
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  team.run(3, [&](int64_t, int member) {
    ++tasks_of[static_cast<size_t>(member)];
    ++arrived;
    while (arrived < 3 && std::chrono::steady_clock::now() < end) std::this_thread::yield();
  });
  for (const std::atomic<int>& tasks : tasks_of) CHECK(tasks == 1);
}

TEST_CASE("a team of one runs on the caller's thread") {
  Team team(1);
  std::set<std::thread::id> threads;
  team.run(10, [&](int64_t, int) { threads.insert(std::this_thread::get_id()); });
  CHECK(threads == std::set{std::this_thread::get_id()});
}

}  // namespace
}  // namespace electra
