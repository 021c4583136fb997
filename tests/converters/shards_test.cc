#include "converters/shards.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "converters/counted.h"
#include "converters/names_source.h"
#include "lib/base/error_of.h"
#include "lib/base/temporary_directory.h"

namespace electra::converters {
namespace {

namespace fs = std::filesystem;

// The source of an index that maps tensors to files; every file has the variable that it is named for, and "shared" has
// "a", too.
std::unique_ptr<Source> opened(const TemporaryDirectory& folder, const std::string& weight_map) {
  folder.file("x.bin.index.json", R"({"metadata": {}, "weight_map": )" + weight_map + "}");
  return open_shards(folder / "x.bin.index.json", [&](const fs::path& file) {
    CHECK(file.parent_path() == folder.path());
    const std::string name = file.filename();
    return std::make_unique<NamesSource>(std::vector<NamesSource::Shaped>{{name == "shared" ? "a" : name, {2}}});
  });
}

std::string fault_of(const std::string& weight_map) {
  const TemporaryDirectory folder;
  const std::string fault = error_of(ErrorKind::model, [&] { opened(folder, weight_map); });
  return fault.substr(fault.find("index.json") == std::string::npos ? 0 : fault.find("index.json"));
}

TEST_CASE("the files of an index are one source, each opened once") {
  const TemporaryDirectory folder;
  const auto source = opened(folder, R"({"t": "b", "u": "a", "v": "b"})");
  CHECK(listing(*source) == "a float32 [2]\nb float32 [2]\n");
  CHECK(source->label() == (folder / "x.bin.index.json").string());
}

TEST_CASE("files hold what they hold, whatever the index says") {
  CHECK(fault_of(R"({"t": "a", "u": "shared"})") == "names: 'a': in names, too");
}

TEST_CASE("an index that names no files, or files elsewhere, is refused") {
  CHECK(fault_of("{}") == "index.json: lists no files");
  for (const char* name : {"../a", "/a", "d/a", "", "..", "."}) {
    CAPTURE(name);
    CHECK(fault_of(std::string(R"({"t": ")") + name + "\"}").find("expected the name of a file in the directory") !=
          std::string::npos);
  }
  CHECK(fault_of("[]").find("weight_map") != std::string::npos);
  CHECK(fault_of(R"({"t": 3})").find("shard 3, expected the name of a file") != std::string::npos);
}

}  // namespace
}  // namespace electra::converters
