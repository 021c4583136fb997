// Memory does not grow with the input.
#include <doctest/doctest.h>

#include <string>

#include "cli/harness.h"

namespace electra::test {
namespace {

std::string text_of(size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += "The quick brown fox jumps over the lazy dog, and nobody knows why.\n";
  return text;
}

TEST_CASE("tokenize needs as much memory for 20 MB as for 2 MB") {
  const Folder folder;
  folder.write("small.txt", text_of(2'000'000));
  folder.write("large.txt", text_of(20'000'000));
  const auto peak = [&](const std::string& file) {
    const RunResult result = folder.electra({"tokenize", "--quiet", "--output", "/dev/null", file});
    CHECK(result.code == 0);
    return result.peak_bytes;
  };
  const int64_t small = peak("small.txt");
  CHECK(peak("large.txt") < small + 10'000'000);
}

TEST_CASE("a huge line leaves no huge memory behind for the next ones") {
  Folder folder;
  folder.limits.address_space = uint64_t{2} << 30;
  const RunResult result =
      folder.electra({"tokenize", "--quiet", "--output", "/dev/null"}, std::string(30'000'000, 'x') + "\nthe cat\n");
  CHECK(result.err == "");
  CHECK(result.code == 0);
}

}  // namespace
}  // namespace electra::test
