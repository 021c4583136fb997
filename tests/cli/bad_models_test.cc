// Malformed model directories: refused with a message that names file and fault, quickly and in little memory.
#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/harness.h"

namespace electra::test {
namespace {

struct BadCase {
  std::string path;
  std::string expect;
};

// The directories with safetensors weights.
std::vector<BadCase> bad_cases() {
  std::ifstream file(golden("bad/cases.json"));
  std::vector<BadCase> cases;
  for (const auto& entry : nlohmann::json::parse(file)) {
    const std::string path = entry["path"];
    if (path.starts_with("st-") && !path.starts_with("st-bin-")) cases.push_back({path, entry["expect"]});
  }
  return cases;
}

// "where: what": a file of the directory, there or missed, and a reason.
bool names_file_and_fault(const std::string& message, const std::string& directory) {
  if (message.starts_with("electra: " + directory + ": no ")) return true;
  const size_t at = message.find(directory + "/");
  if (!message.starts_with("electra: ") || at == std::string::npos) return false;
  const size_t colon = message.find(": ", at);
  return colon != std::string::npos && message.size() > colon + 6;
}

TEST_CASE("malformed model directories") {
  Folder folder;
  folder.limits = {.address_space = uint64_t{4} << 30, .seconds = 10};
  const std::vector<BadCase> cases = bad_cases();
  CHECK(cases.size() > 60);
  for (const BadCase& bad : cases) {
    CAPTURE(bad.path);
    const std::string directory = golden("bad/" + bad.path);
    const RunResult result =
        folder.electra({"detect-replaced", "--threads", "2", "--model", directory}, "a dog, the cat!\n");
    CAPTURE(result.err);
    if (bad.expect == "error") CHECK(result.code == 1);
    if (bad.expect == "ok") CHECK(result.code == 0);
    if (result.code == 0) {
      CHECK(!result.out.empty());
      if (bad.expect.starts_with("warning")) CHECK(!result.err.empty());
    } else {
      CHECK(result.code == 1);
      CHECK(result.out == "");
      CHECK(names_file_and_fault(result.err, directory));
    }
  }
}

}  // namespace
}  // namespace electra::test
