#include "base/temporaries.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "base/atomic_directory.h"
#include "base/atomic_file.h"
#include "lib/base/error_of.h"
#include "lib/base/temporary_directory.h"

namespace electra {

using namespace internal;

namespace {

namespace fs = std::filesystem;

using Names = std::vector<std::string>;

Names names(const fs::path& folder) {
  Names found;
  for (const auto& entry : fs::directory_iterator(folder)) found.push_back(entry.path().filename().string());
  std::ranges::sort(found);
  return found;
}

// As a handler does: without destructors, which would wait for ever.
[[noreturn]] void end_process() {
  remove_temporaries();
  ::_exit(0);
}

// In a process of its own.
void run_and_end(const std::function<void()>& call) {
  const pid_t child = ::fork();
  if (child == 0) {
    call();
    ::_exit(1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK(status == 0);
}

TEST_CASE("all temporaries go at one call, with what is in them; results stay") {
  const TemporaryDirectory folder;
  run_and_end([&] {
    AtomicFile(folder / "result").commit();
    const AtomicFile file(folder / "file");
    const AtomicDirectory directory(folder / "directory", false);
    AtomicFile(directory.path() / "weights").commit();
    const AtomicFile inside(directory.path() / "unfinished");
    fs::create_directories(directory.path() / "a" / "b");
    for (int i = 0; i < 300; ++i) std::ofstream(directory.path() / "a" / ("file " + std::to_string(i))) << i;
    fs::create_directory_symlink(folder.path(), directory.path() / "link");
    end_process();
  });
  CHECK(names(folder.path()) == Names{"result"});
}

TEST_CASE("a directory that was replaced goes, what replaced it stays") {
  const TemporaryDirectory folder;
  run_and_end([&] {
    fs::create_directory(folder / "out");
    std::ofstream(folder / "out/old") << "old";
    Temporary directory(folder / "out", Temporary::Kind::directory);
    std::ofstream(directory.path() / "new") << "new";
    REQUIRE(directory.exchange() == 0);
    end_process();
  });
  CHECK(names(folder.path()) == Names{"out"});
  CHECK(names(folder / "out") == Names{"new"});
}

TEST_CASE("what other threads make, rename and remove meanwhile leaves nothing behind") {
  const TemporaryDirectory folder;
  for (int run = 0; run < 20; ++run) {
    run_and_end([&] {
      std::signal(SIGUSR1, [](int) { end_process(); });
      const AtomicDirectory directory(folder / "directory", false);
      const auto work = [&](const std::string& name) {
        for (;;) {
          const AtomicFile given_up(folder / name);
          AtomicFile(directory.path() / name).commit();
        }
      };
      std::thread(work, "a").detach();
      std::thread(work, "b").detach();
      ::usleep(static_cast<useconds_t>(run * 300));
      std::raise(SIGUSR1);
    });
    REQUIRE(names(folder.path()).empty());
  }
}

TEST_CASE("too few descriptors leave nothing behind") {
  const TemporaryDirectory folder;
  rlimit old{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &old) == 0);
  const int free = ::open("/dev/null", O_RDONLY);
  ::close(free);
  for (rlim_t more = 0; more < 4; ++more) {
    const rlimit few = {static_cast<rlim_t>(free) + more, old.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &few) == 0);
    const std::string fault = error_of(ErrorKind::io, [&] {
      const AtomicDirectory directory(folder / "out", false);
      const AtomicFile first(directory.path() / "first");
      const AtomicFile second(directory.path() / "second");
      const AtomicFile third(directory.path() / "third");
    });
    ::setrlimit(RLIMIT_NOFILE, &old);
    CHECK(fault.ends_with("cannot write: too many open files"));
    CHECK(names(folder.path()).empty());
  }
}

}  // namespace
}  // namespace electra
