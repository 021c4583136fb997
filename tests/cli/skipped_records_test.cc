// --on-error skip: what a bad record leaves behind in the output of every command and format.
#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

#include "cli/harness.h"

namespace electra::test {
namespace {

struct Skipping {
  std::string command;
  std::string model;                        // of tests/golden
  std::vector<std::string> arguments;       // that name the format of the input
  std::string good, bad;                    // a record each
  std::string fault;                        // what is said of the bad one
  std::map<std::string, std::string> left;  // by output format: what stands in place of the bad one's result
};

// Formats of rows and pages have nothing to say of it; those with a line for every record keep its line.
TEST_CASE("a skipped record is an empty result in every output, two lines on stderr, and exit code 3") {
  const std::string text = R"({"text": "my school"})";
  const std::string no_text = "no \"text\"";
  const std::vector<std::string> objects = {"--format", "jsonl"};
  const Skipping all[] = {
      {"classify", "hf/seqcls-3", objects, text, "{}", no_text, {{"tsv", "\n"}, {"jsonl", "null\n"}}},
      {"choose",
       "hf/multiplechoice-first",
       objects,
       R"({"prompt": "my", "choices": ["school", "way"]})",
       R"({"prompt": "my"})",
       "no \"choices\"",
       {{"tsv", "\n"}, {"jsonl", "null\n"}}},
      {"detect-replaced",
       "hf/pretraining",
       {"--format", "jsonl", "--threshold", "0"},
       text,
       "{}",
       no_text,
       {{"text", "\n"}, {"jsonl", "null\n"}, {"tsv", ""}, {"html", ""}}},
      {"embed", "hf/model", objects, text, "{}", no_text, {{"tsv", "\n"}, {"jsonl", "null\n"}}},
      {"fill-mask",
       "hf/maskedlm",
       objects,
       R"({"text": "my [MASK]"})",
       "{}",
       no_text,
       {{"text", "\n"}, {"jsonl", "null\n"}, {"tsv", ""}}},
      {"qa",
       "hf/qa",
       objects,
       R"({"question": "my school", "context": "is down the long way"})",
       R"({"question": "my school"})",
       "no \"context\"",
       {{"tsv", "\n"}, {"jsonl", "null\n"}}},
      {"tag",
       "hf/tokencls",
       {"--format", "conll"},
       "my O",
       "my",
       "1 columns, expected 2 as in the lines before",
       {{"conll", "\n"}}},
      {"tokenize", "hf/model", objects, text, "{}", no_text, {{"pieces", "\n"}, {"jsonl", "null\n"}}},
  };
  for (const Skipping& one : all) {
    for (const auto& [format, left] : one.left) {
      CAPTURE(one.command);
      CAPTURE(format);
      const Folder folder;
      std::vector<std::string> arguments = {one.command,       "--model", golden(one.model), "--on-error", "skip",
                                            "--output-format", format};
      arguments.insert(arguments.end(), one.arguments.begin(), one.arguments.end());
      const RunResult alone = folder.electra(arguments, one.good + "\n");
      CHECK(alone.out != "");
      CHECK(alone.err == "");
      CHECK(alone.code == 0);
      const RunResult both = folder.electra(arguments, one.good + "\n" + one.bad + "\n");
      CHECK(both.out == alone.out + left);
      CHECK(both.err == "electra: <stdin>:2: " + one.fault + "\nelectra: 1 bad record skipped, first at <stdin>:2\n");
      CHECK(both.code == 3);
    }
  }
}

}  // namespace
}  // namespace electra::test
