#include <doctest/doctest.h>
#include <zip.h>

#include <string>
#include <utility>
#include <vector>

#include "converters/files/file_set.h"
#include "converters/opened.h"
#include "lib/base/error_of.h"
#include "lib/base/temporary_directory.h"

namespace electra::converters {
namespace {

using Members = std::vector<std::pair<std::string, std::string>>;

std::filesystem::path write_zip(const TemporaryDirectory& folder, const Members& members) {
  int code = 0;
  zip_t* archive = zip_open((folder / "a.zip").c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code);
  REQUIRE(archive != nullptr);
  for (const auto& [name, content] : members) {
    zip_source_t* source = zip_source_buffer(archive, content.data(), content.size(), 0);
    REQUIRE(zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8) >= 0);
  }
  REQUIRE(zip_close(archive) == 0);
  return folder / "a.zip";
}

std::unique_ptr<FileSet> open(const std::filesystem::path& zip) {
  return open_zip(zip, ".index", std::filesystem::temp_directory_path());
}

TEST_CASE("the files are those of the folder with the index") {
  const TemporaryDirectory folder;
  const auto files = open(write_zip(folder, {{"small/m.index", "index"},
                                             {"small/vocab.txt", std::string(100'000, 'v')},
                                             {"small/deeper/x", "x"},
                                             {"README", "r"},
                                             {"__MACOSX/small/._m.index", "no"},
                                             {"small/.DS_Store", "no"},
                                             {"small/two\nlines", "no"},
                                             {"small/an-overlong-\xC1\xAC", "no"}}));
  CHECK(files->names() == std::vector<std::string>{"m.index", "vocab.txt"});
  CHECK(files->has("m.index"));
  CHECK_FALSE(files->has("README"));
  CHECK(files->size("vocab.txt") == 100'000);
  CHECK(files->open("m.index").text() == "index");
  CHECK(files->open("vocab.txt").text() == std::string(100'000, 'v'));
  CHECK(files->label("vocab.txt") == (folder / "a.zip").string() + ":small/vocab.txt");
  CHECK(error_of(ErrorKind::io, [&] { files->open("x"); }).ends_with("a.zip:small/x: no such member"));
}

TEST_CASE("a file for memory is refused by its size, in a zip before it is unpacked") {
  const TemporaryDirectory folder;
  const auto files = open(write_zip(folder, {{"small/m.index", "index"}, {"small/v", std::string(1000, 'v')}}));
  CHECK(files->open_small("v", 1000).bytes().size() == 1000);
  CHECK(error_of(ErrorKind::model, [&] {
          files->open_small("v", 999);
        }).ends_with("a.zip:small/v: 1000 bytes, expected at most 999"));
  folder.file("v", "vvv");
  const auto plain = open_folder(folder.path());
  CHECK(plain->open_small("v", 3).text() == "vvv");
  CHECK(error_of(ErrorKind::model, [&] { plain->open_small("v", 2); }).ends_with("v: 3 bytes, expected at most 2"));
  std::filesystem::create_directory(folder / "d");
  CHECK(error_of(ErrorKind::io, [&] { plain->open_small("d", 2); }) ==
        error_of(ErrorKind::io, [&] { plain->open("d"); }));
}

TEST_CASE("a zip without an index, or with several, is refused") {
  const TemporaryDirectory folder;
  const auto fault = [&](const Members& members) {
    return error_of(ErrorKind::model, [&] { open(write_zip(folder, members)); });
  };
  CHECK(fault({{"a.txt", "a"}, {"b/c", "b"}}).ends_with("a.zip: no *.index file inside: it has 'a.txt', 'b/c'"));
  CHECK(fault({{"a/m.index", "a"}, {"b/m.index", "b"}})
            .ends_with("several folders have a *.index file: expected one of 'a/', 'b/'"));
}

TEST_CASE("a zip that is cut short or damaged never reads as something else") {
  const std::string good = read_file(google("pretrain-g-zip/electra_small.zip"));
  const auto expected = contents_of(*open_checkpoint(google("pretrain-g-zip/electra_small.zip")));
  const TemporaryDirectory folder;
  const auto outcome = [&](const std::string& bytes) {
    try {
      return contents_of(*open_checkpoint(folder.file("d.zip", bytes))) == expected ? "same" : "other";
    } catch (const Error&) {
      return "error";
    }
  };
  CHECK(outcome(good) == std::string("same"));
  for (size_t size = 0; size < good.size(); size += 7919) CHECK(outcome(good.substr(0, size)) == std::string("error"));
  for (size_t i = 0; i < good.size(); i += 1999) {
    std::string damaged = good;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
    CHECK(outcome(damaged) != std::string("other"));
  }
}

TEST_CASE("a member that claims more than deflate can hold is refused") {
  const TemporaryDirectory folder;
  std::string bytes = read_file(write_zip(folder, {{"m.index", std::string(1000, 'a')}}));
  // The uncompressed size in the central directory: 24 bytes behind its mark.
  const size_t entry = bytes.find("PK\1\2");
  REQUIRE(entry != bytes.npos);
  bytes.replace(entry + 24, 4, "\xF0\xFF\xFF\x7F");
  CHECK(error_of(ErrorKind::model, [&] { open(folder.file("b.zip", bytes)); }).find("claims to unpack") !=
        std::string::npos);
}

TEST_CASE("a folder for temporary files that is not there is named") {
  const TemporaryDirectory folder;
  const auto files = open_zip(write_zip(folder, {{"m.index", "i"}}), ".index", folder / "none");
  CHECK(error_of(ErrorKind::io, [&] {
          files->open("m.index");
        }).find("none: cannot hold temporary files: no such file or directory") != std::string::npos);
}

TEST_CASE("zips are told by their first bytes") {
  const TemporaryDirectory folder;
  CHECK(is_zip(google("pretrain-g-zip/electra_small.zip")));
  CHECK_FALSE(is_zip(folder.file("x.zip", "not a zip")));
  CHECK_FALSE(is_zip(folder.path()));
  CHECK_FALSE(is_zip(folder / "missing"));
}

}  // namespace
}  // namespace electra::converters
