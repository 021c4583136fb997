#include "base/mapped_file.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <chrono>
#include <string>
#include <utility>

#include "lib/base/error_of.h"
#include "lib/base/temporary_directory.h"

namespace electra {

using namespace internal;

namespace {

TEST_CASE("the bytes of a mapped file are those of the file") {
  const TemporaryDirectory folder;
  const MappedFile file(folder.file("a", std::string_view("one\0two", 7)));
  CHECK(file.text() == std::string_view("one\0two", 7));
}

TEST_CASE("an empty file gives empty bytes") {
  const TemporaryDirectory folder;
  CHECK(MappedFile(folder.file("a", "")).bytes().empty());
}

TEST_CASE("bytes that were released can be read again") {
  const TemporaryDirectory folder;
  const std::string contents(50'000, 'x');
  const MappedFile file(folder.file("a", contents));
  file.release(file.bytes().subspan(1, 40'000));
  file.release(file.bytes().subspan(7, 0));
  CHECK(file.text() == contents);
}

TEST_CASE("a mapping moves") {
  const TemporaryDirectory folder;
  MappedFile first(folder.file("a", "first"));
  MappedFile second(folder.file("b", "second"));
  second = std::move(first);
  CHECK(second.text() == "first");
  const MappedFile third(std::move(second));
  CHECK(third.text() == "first");
}

TEST_CASE("an address leads to the file that is mapped there") {
  const TemporaryDirectory folder;
  const auto path_at = [](const void* address) {
    const char* path = mapped_file_at(address);
    return std::filesystem::path(path == nullptr ? "" : path);
  };
  const void* gone = nullptr;
  {
    MappedFile first(folder.file("a", std::string(10'000, 'x')));
    const MappedFile second(folder.file("b", "second"));
    const MappedFile moved(std::move(first));
    CHECK(path_at(moved.text().data()) == folder / "a");
    CHECK(path_at(moved.text().data() + 9'999) == folder / "a");
    CHECK(path_at(second.text().data() + 5) == folder / "b");
    gone = second.text().data();
  }
  CHECK(path_at(gone) == "");
  CHECK(path_at(&gone) == "");
}

TEST_CASE("a file that changes while it is mapped is found; one that was replaced or removed is as it was") {
  const TemporaryDirectory folder;
  const std::string path = folder.file("a", "first").string();
  const auto fault = [] { return error_of(ErrorKind::io, [] { require_unchanged_files(); }); };
  {
    const MappedFile file(path);
    CHECK(fault() == "no error");
    std::filesystem::last_write_time(path, std::filesystem::last_write_time(path) + std::chrono::seconds(1));
    CHECK(fault() == path + ": changed while it was read: run again");
  }
  CHECK(fault() == "no error");
  const MappedFile file(path);
  {
    const MappedFile other(folder.file("b", "other"));
    std::filesystem::resize_file(folder / "b", 1);
    CHECK(fault() == (folder / "b").string() + ": changed while it was read: run again");
  }
  folder.file("new", "second, and longer");
  std::filesystem::rename(folder / "new", path);
  CHECK(fault() == "no error");
  CHECK(file.text() == "first");
  std::filesystem::remove(path);
  CHECK(fault() == "no error");
}

TEST_CASE("what cannot be mapped is named") {
  const TemporaryDirectory folder;
  const auto open = [](const std::filesystem::path& path) { return [path] { const MappedFile file(path); }; };
  CHECK(error_of(ErrorKind::io, open(folder / "none")) ==
        (folder / "none").string() + ": cannot open: no such file or directory");
  CHECK(error_of(ErrorKind::io, open(folder.path())) == folder.path().string() + ": is a directory");
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  CHECK(error_of(ErrorKind::io, open(folder / "pipe")) == (folder / "pipe").string() + ": not a regular file");
}

TEST_CASE("a Git LFS pointer and a page of the web are told from a text that mentions one") {
  const std::string pointer = "a Git LFS pointer, expected the file: run git lfs pull";
  CHECK(placeholder_fault("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n") == pointer);
  CHECK(placeholder_fault("see: version https://git-lfs.github.com/spec/v1").empty());
  CHECK(placeholder_fault("version https://git-lfs." + std::string(5000, 'x')).empty());
  CHECK(placeholder_fault("<!DOCTYPE html><html>").find("HTML") != std::string::npos);
  CHECK(placeholder_fault("").empty());
}

}  // namespace
}  // namespace electra
