// The page of promises names tests that there are.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace electra::test {
namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST_CASE("every test that .github/SECURITY.md names is there") {
  const fs::path source = ELECTRA_SOURCE;
  std::string tests;
  for (const auto& entry : fs::recursive_directory_iterator(source / "tests")) {
    if (entry.path().extension() == ".cc") tests += content(entry.path());
  }
  const std::string page = content(source / ".github/SECURITY.md");
  int names = 0;
  // In the rows of its tables, whose second cell is a list of names in quotes.
  for (size_t row = page.find("\n| "); row != page.npos; row = page.find("\n| ", row + 1)) {
    const size_t end = page.find('\n', row + 1);
    for (size_t open = page.find('"', row); open < end; ++names) {
      const size_t close = page.find('"', open + 1);
      const std::string name = page.substr(open, close + 1 - open);
      CHECK_MESSAGE(tests.find("TEST_CASE(" + name + ")") != tests.npos, name);
      open = page.find('"', close + 1);
    }
  }
  CHECK(names > 15);
}

}  // namespace
}  // namespace electra::test
