#include "base/lookup.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>

#include "lib/base/error_of.h"
#include "lib/base/temporary_directory.h"

namespace electra {

using namespace internal;

namespace {

namespace fs = std::filesystem;

TEST_CASE("what is not there is no error") {
  const TemporaryDirectory folder;
  folder.file("file", "x");
  for (const char* name : {"none", "none/below", "file/below"}) {
    CAPTURE(name);
    CHECK_FALSE(is_there(folder / name));
    CHECK_FALSE(fs::exists(status_of(folder / name)));
  }
  CHECK(is_there(folder / "file"));
  CHECK(fs::is_regular_file(status_of(folder / "file")));
  CHECK(fs::is_directory(status_of(folder.path())));
}

TEST_CASE("a link is there wherever it leads, and one to itself leads nowhere that can be told") {
  const TemporaryDirectory folder;
  fs::create_symlink("nowhere", folder / "dangling");
  fs::create_symlink("self", folder / "self");
  CHECK(is_there(folder / "dangling"));
  CHECK(is_there(folder / "self"));
  CHECK_FALSE(fs::exists(status_of(folder / "dangling")));
  const std::string fault = error_of(ErrorKind::io, [&] { status_of(folder / "self"); });
  CHECK(fault == (folder / "self").string() + ": cannot open: too many levels of symbolic links");
  CHECK(error_of(ErrorKind::io, [&] { is_there(folder / "self/below"); }).ends_with("symbolic links"));
}

TEST_CASE("nothing has a name that is too long") {
  const TemporaryDirectory folder;
  CHECK_FALSE(is_there(folder / std::string(300, 'a')));
}

TEST_CASE("links are followed to where nothing is yet") {
  const TemporaryDirectory folder;
  std::filesystem::create_symlink("second", folder / "first");
  std::filesystem::create_symlink("file", folder / "second");
  CHECK(without_links(folder / "first") == folder / "file");
  CHECK(without_links(folder / "new/../file") == folder / "file");
  std::filesystem::create_symlink("file", folder / "file");
  CHECK(error_of(ErrorKind::io, [&] { static_cast<void>(without_links(folder / "first")); }).find("cannot write") !=
        std::string::npos);
}

TEST_CASE("a folder that may not be searched is an error, not an absence") {
  if (::geteuid() == 0) return;  // to whom nothing is forbidden
  const TemporaryDirectory folder;
  fs::create_directory(folder / "closed");
  fs::permissions(folder / "closed", fs::perms::none);
  const std::string fault = error_of(ErrorKind::io, [&] { is_there(folder / "closed/file"); });
  CHECK(fault == (folder / "closed/file").string() + ": cannot open: permission denied");
  fs::permissions(folder / "closed", fs::perms::owner_all);
}

}  // namespace
}  // namespace electra
