// What one huge record costs: the limits that electra(1) states.
#include <doctest/doctest.h>

#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "cli/harness.h"

namespace electra::test {
namespace {

constexpr int64_t megabyte = 1'000'000;
constexpr int64_t constant = 80 * megabyte;  // the program with a small model, and the test before it becomes that

// A file of `before`, the unit again and again, and `behind`; nothing of it stays in memory.
void write_long(const Folder& folder, const std::string& name, std::string_view before, std::string_view unit,
                int64_t bytes, std::string_view behind) {
  std::string piece;
  while (piece.size() < 60'000) piece += unit;
  std::ofstream file(folder.path() / name);
  file << before;
  for (int64_t written = 0; written < bytes; written += std::ssize(piece)) file << piece;
  file << behind;
}

int64_t peak_of(const Folder& folder, std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--quiet", "--output", "/dev/null", "--threads", "1"});
  const RunResult result = folder.electra(arguments);
  CHECK(result.err == "");
  CHECK(result.code == 0);
  return result.peak_bytes;
}

TEST_CASE("a record that is cut costs at most eight times its bytes, whatever it is made of") {
  constexpr int64_t bytes = 20 * megabyte;
  const std::vector<std::vector<std::string>> commands = {
      {"classify", "--model", golden("hf/seqcls-3")},
      {"embed", "--model", golden("hf/model")},
      {"fill-mask", "--model", golden("hf/maskedlm")},
      {"tokenize", "--model", golden("hf/model"), "--max-length", "64"},
  };
  for (const std::string unit : {"a,", " ", "a", "東", "[MASK] "}) {
    const Folder folder;
    write_long(folder, "x.txt", "", unit, bytes, "\n");
    for (std::vector<std::string> command : commands) {
      CAPTURE(unit);
      CAPTURE(command.front());
      command.push_back("x.txt");
      CHECK(peak_of(folder, command) < 8 * bytes + constant);
    }
  }
}

TEST_CASE("whatever file it stands in") {
  constexpr int64_t bytes = 20 * megabyte;
  const Folder folder;
  write_long(folder, "x.csv", "\"", "a,", bytes, "\"\n");
  write_long(folder, "x.tsv", "", "a,", bytes, "\n");
  write_long(folder, "pair.tsv", "b\t", "a,", bytes, "\n");
  write_long(folder, "x.jsonl", R"({"text": ")", "a,", bytes, "\"}\n");
  write_long(folder, "choices.jsonl", R"({"prompt": ")", "a,", bytes,
             R"(", "choices": ["b", "c"]})"
             "\n");
  const std::string model = golden("hf/seqcls-3");
  CHECK(peak_of(folder, {"classify", "--model", model, "x.csv"}) < 8 * bytes + constant);
  CHECK(peak_of(folder, {"classify", "--model", model, "x.tsv"}) < 8 * bytes + constant);
  CHECK(peak_of(folder, {"embed", "--model", golden("hf/model"), "--pair", "pair.tsv"}) < 8 * bytes + constant);
  CHECK(peak_of(folder, {"classify", "--model", model, "x.jsonl"}) < 8 * bytes + constant);
  CHECK(peak_of(folder, {"choose", "--model", golden("hf/multiplechoice-first"), "choices.jsonl"}) <
        8 * bytes + constant);
}

TEST_CASE("what tokenize makes of a record costs at most sixteen times its bytes, rows of tokens of one byte more") {
  constexpr int64_t bytes = 20 * megabyte;
  const Folder folder;
  write_long(folder, "x.txt", "", "a,", bytes, "\n");
  write_long(folder, "english.txt", "", "the quick brown foxes jumped over it. ", bytes, "\n");
  for (const std::string format : {"tsv", "jsonl"}) {
    CAPTURE(format);
    CHECK(peak_of(folder, {"tokenize", "--output-format", format, "english.txt"}) < 16 * bytes);
    CHECK(peak_of(folder, {"tokenize", "--output-format", format, "x.txt"}) < 24 * bytes);
  }
  for (const char* flag : {"--no-special-tokens", "--ids", "--count"}) {
    CAPTURE(flag);
    CHECK(peak_of(folder, {"tokenize", flag, "--model", golden("hf/model"), "x.txt"}) < 16 * bytes);
  }
}

}  // namespace
}  // namespace electra::test
