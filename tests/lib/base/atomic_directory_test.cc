#include "base/atomic_directory.h"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <memory>
#include <string>
#include <vector>

#include "lib/base/error_of.h"
#include "lib/base/temporary_directory.h"

namespace electra {

using namespace internal;

namespace {

namespace fs = std::filesystem;

std::vector<std::string> names(const fs::path& folder) {
  std::vector<std::string> found;
  for (const auto& entry : fs::directory_iterator(folder)) found.push_back(entry.path().filename().string());
  std::ranges::sort(found);
  return found;
}

void write(const fs::path& path, const std::string& text) { std::ofstream(path) << text; }

std::string fault_of(const fs::path& target, bool replace = false) {
  return error_of(ErrorKind::io, [&] { AtomicDirectory directory(target, replace); });
}

TEST_CASE("a directory appears when it is committed, and nothing else does") {
  const TemporaryDirectory folder;
  for (const std::string target : {"out", "empty", "slash/"}) {
    if (target == "empty") fs::create_directory(folder / target);
    AtomicDirectory directory(folder / target, false);
    write(directory.path() / "file", target);
    fs::create_directory(directory.path() / "inner");
    CHECK_FALSE(fs::exists(folder / target / "file"));
    directory.commit();
    CHECK(read_file(folder / target / "file") == target);
    CHECK(fs::is_directory(folder / target / "inner"));
  }
  CHECK(names(folder.path()) == std::vector<std::string>{"empty", "out", "slash"});
}

TEST_CASE("without commit nothing stays") {
  const TemporaryDirectory folder;
  {
    AtomicDirectory directory(folder / "out", false);
    write(directory.path() / "file", "x");
    CHECK(names(folder.path()).size() == 1);
  }
  CHECK(names(folder.path()).empty());
}

TEST_CASE("what is there stays unless it shall be replaced") {
  const TemporaryDirectory folder;
  fs::create_directory(folder / "out");
  folder.file("out/mine", "mine");
  folder.file("file", "x");
  CHECK(fault_of(folder / "out").ends_with("out: exists: expected a new or an empty directory"));
  CHECK(fault_of(folder / "file", true).ends_with("file: is a file: expected a new or an empty directory"));
  CHECK(fault_of(folder / "none/out").ends_with("none/out: cannot write: its folder does not exist"));
  { const AtomicDirectory abandoned(folder / "out", true); }
  CHECK(read_file(folder / "out/mine") == "mine");
  AtomicDirectory directory(folder / "out", true);
  write(directory.path() / "new", "new");
  CHECK(read_file(folder / "out/mine") == "mine");
  directory.commit();
  CHECK(names(folder / "out") == std::vector<std::string>{"new"});
  CHECK(names(folder.path()) == std::vector<std::string>{"file", "out"});
}

TEST_CASE("a link stays one, and its destination is written") {
  const TemporaryDirectory folder;
  fs::create_directory(folder / "real");
  fs::create_directory_symlink(folder / "real", folder / "link");
  AtomicDirectory directory(folder / "link", false);
  write(directory.path() / "file", "x");
  directory.commit();
  CHECK(fs::is_symlink(folder / "link"));
  CHECK(read_file(folder / "real/file") == "x");
}

TEST_CASE("the leftover of a killed run goes with the next one; that of a living run stays") {
  const TemporaryDirectory folder;
  int ready[2];
  REQUIRE(::pipe(ready) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    AtomicDirectory directory(folder / "out", false);
    write(directory.path() / "file", "x");
    static_cast<void>(!::write(ready[1], "r", 1));
    ::pause();
  }
  char byte = 0;
  REQUIRE(::read(ready[0], &byte, 1) == 1);
  const std::vector<std::string> left = names(folder.path());
  REQUIRE(left.size() == 1);
  CHECK(is_in_partial_directory(folder / left[0]));
  {
    const AtomicDirectory other(folder / "out", false);
    CHECK(names(folder.path()).size() == 2);
  }
  CHECK(names(folder.path()) == left);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  fs::create_directory(folder / ".other.electra-1-0.partial");  // of another target
  AtomicDirectory next(folder / "out", false);
  next.commit();
  CHECK(names(folder.path()) == std::vector<std::string>{".other.electra-1-0.partial", "out"});
}

TEST_CASE("partial directories are known by their name") {
  CHECK(is_in_partial_directory("a/.out.electra-12-0.partial"));
  CHECK(is_in_partial_directory(".out.electra-12-0.partial/discriminator/"));
  CHECK_FALSE(is_in_partial_directory("a/out.electra"));
  CHECK_FALSE(is_in_partial_directory("a/.hidden"));
}

}  // namespace
}  // namespace electra
