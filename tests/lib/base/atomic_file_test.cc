#include "base/atomic_file.h"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <iterator>
#include <span>
#include <string>
#include <string_view>

#include "lib/base/error_of.h"
#include "lib/base/temporary_directory.h"

namespace electra {

using namespace internal;

namespace {

std::span<const std::byte> bytes(std::string_view text) { return std::as_bytes(std::span(text)); }

size_t entries(const TemporaryDirectory& folder) {
  return static_cast<size_t>(std::distance(std::filesystem::directory_iterator(folder.path()), {}));
}

TEST_CASE("a file appears when it is committed, with the bytes in order") {
  const TemporaryDirectory folder;
  AtomicFile file(folder / "out");
  file.write(bytes("one "));
  file.write(bytes("two"));
  CHECK_FALSE(std::filesystem::exists(folder / "out"));
  file.commit();
  CHECK(read_file(folder / "out") == "one two");
  CHECK(entries(folder) == 1);
}

TEST_CASE("without commit the old file stays and nothing else does") {
  const TemporaryDirectory folder;
  folder.file("out", "old");
  {
    AtomicFile file(folder / "out");
    file.write(bytes("new"));
    CHECK(entries(folder) == 2);
  }
  CHECK(read_file(folder / "out") == "old");
  CHECK(entries(folder) == 1);
}

TEST_CASE("two writers of one target do not disturb each other") {
  const TemporaryDirectory folder;
  AtomicFile first(folder / "out");
  AtomicFile second(folder / "out");
  first.write(bytes("first"));
  second.write(bytes("second"));
  first.commit();
  CHECK(read_file(folder / "out") == "first");
  second.commit();
  CHECK(read_file(folder / "out") == "second");
}

TEST_CASE("the leftover of a killed run goes, other hidden files stay") {
  const TemporaryDirectory folder;
  folder.file(".out.electra-1-0.tmp", "leftover");
  folder.file(".other.electra-1-0.tmp", "of another target");
  folder.file(".out", "mine");
  AtomicFile(folder / "out").commit();
  CHECK_FALSE(std::filesystem::exists(folder / ".out.electra-1-0.tmp"));
  CHECK(entries(folder) == 3);
}

TEST_CASE("a replaced file keeps its permissions") {
  const TemporaryDirectory folder;
  REQUIRE(::chmod(folder.file("out", "old").c_str(), 0600) == 0);
  AtomicFile(folder / "out").commit();
  struct stat status {};
  REQUIRE(::stat((folder / "out").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
}

TEST_CASE("a symbolic link stays one") {
  const TemporaryDirectory folder;
  folder.file("real", "old");
  std::filesystem::create_symlink("real", folder / "link");
  AtomicFile file(folder / "link");
  file.write(bytes("new"));
  file.commit();
  CHECK(std::filesystem::is_symlink(folder / "link"));
  CHECK(read_file(folder / "real") == "new");
}

TEST_CASE("what a link leads to is made if it is not there") {
  const TemporaryDirectory folder;
  std::filesystem::create_symlink("new", folder / "link");
  AtomicFile file(folder / "link");
  file.write(bytes("text"));
  file.commit();
  CHECK(std::filesystem::is_symlink(folder / "link"));
  CHECK(read_file(folder / "new") == "text");
}

TEST_CASE("a device is written to, not replaced") {
  AtomicFile file("/dev/null");
  file.write(bytes("gone"));
  file.commit();
  CHECK(std::filesystem::is_character_file("/dev/null"));
}

TEST_CASE("what cannot be written is named") {
  const TemporaryDirectory folder;
  const auto open = [](const std::filesystem::path& path) { return [path] { const AtomicFile file(path); }; };
  CHECK(error_of(ErrorKind::io, open(folder / "none/out")) ==
        (folder / "none/out").string() + ": cannot write: no such file or directory");
  CHECK(error_of(ErrorKind::io, open(folder.path())) == folder.path().string() + ": is a directory");
}

TEST_CASE("a full disk is an error that names the target") {
  // A limit on the size of files stands in for the disk.
  struct rlimit old {};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &old) == 0);
  const TemporaryDirectory folder;
  AtomicFile file(folder / "out");
  auto* const handler = std::signal(SIGXFSZ, SIG_IGN);
  const struct rlimit small { 1000, old.rlim_max };
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  const std::string text(5000, 'x');
  const std::string message = error_of(ErrorKind::io, [&] { file.write(bytes(text)); });
  ::setrlimit(RLIMIT_FSIZE, &old);
  std::signal(SIGXFSZ, handler);
  CHECK(message == (folder / "out").string() + ": cannot write: file too large");
}

}  // namespace
}  // namespace electra
