// electra tokenize: each output format, decoding, and vocabularies without a model.
#include <doctest/doctest.h>

#include <string>

#include "cli/harness.h"

namespace electra::test {
namespace {

std::string tokenize(std::string_view input, std::vector<std::string> arguments) {
  const Folder folder;
  arguments.insert(arguments.begin(), {"tokenize", "--quiet"});
  const RunResult result = folder.electra(arguments, input);
  CHECK(result.err == "");
  CHECK(result.code == 0);
  return result.out;
}

TEST_CASE("pieces, ids, and text as another word for pieces") {
  CHECK(tokenize("Zoë's café!\n", {}) == "[CLS] z ##oe ' s ca ##fe ! [SEP]\n");
  CHECK(tokenize("Zoë's café!\n", {"--output-format", "text"}) == "[CLS] z ##oe ' s ca ##fe ! [SEP]\n");
  CHECK(tokenize("Zoë's café!\n", {"--output-format", "ids"}) == "2 68 5411 11 61 4081 5051 5 3\n");
  CHECK(tokenize("Zoë's café!\n", {"--no-special-tokens"}) == "z ##oe ' s ca ##fe !\n");
}

TEST_CASE("jsonl: tokens, ids, offsets and words, as lists of equal length") {
  CHECK(tokenize("Zoë ran\n", {"--output-format", "jsonl"}) ==
        R"({"tokens":["[CLS]","z","##oe","ran","[SEP]"],"ids":[2,68,5411,996,3],)"
        R"("offsets":[[0,0],[0,1],[1,4],[5,8],[0,0]],"word_ids":[null,0,0,1,null]})"
        "\n");
  CHECK(tokenize("Zoë ran\n", {"--output-format", "jsonl", "--offsets", "chars", "--no-special-tokens"}) ==
        R"({"tokens":["z","##oe","ran"],"ids":[68,5411,996],"offsets":[[0,1],[1,3],[4,7]],"word_ids":[0,0,1]})"
        "\n");
}

TEST_CASE("--decode makes text of ids") {
  CHECK(tokenize("2 68 5411 996 18 3\n\n68\t5411 \n", {"--decode"}) == "[CLS] zoe ran. [SEP]\n\nzoe\n");
  CHECK(tokenize("2 68 5411 996 18 3 0 0\n", {"--decode", "--skip-special-tokens"}) == "zoe ran.\n");
}

TEST_CASE("--decode names what is no id") {
  const Folder folder;
  const std::vector<std::pair<std::string, std::string>> faults = {
      {"5 x", "'x' is not a token id"},
      {"5 3x", "'3x' is not a token id"},
      {"7168", "token id 7168: the vocabulary has ids 0 to 7167"},
      {"-1", "token id -1: the vocabulary has ids 0 to 7167"},
      {"99999999999999999999", "token id 99999999999999999999: the vocabulary has ids 0 to 7167"},
  };
  for (const auto& [line, fault] : faults) {
    folder.write("ids.txt", "5\n" + line + "\n");
    const RunResult result = folder.electra({"tokenize", "--quiet", "--decode", "ids.txt"});
    CHECK(result.err == "electra: ids.txt:2: " + fault + "\n");
    CHECK(result.code == 1);
  }
}

TEST_CASE("--vocab needs no model, and takes the settings of the tokenizer") {
  const Folder folder;
  folder.write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\ncafe\nCafé\ncafé\n漢\n漢字\n");
  const auto run = [&](std::vector<std::string> settings) {
    settings.insert(settings.begin(), {"tokenize", "--no-special-tokens", "--vocab", "vocab.txt"});
    const RunResult result = folder.electra(settings, "Café 漢字\n");
    CHECK(result.err == "");
    return result.out;
  };
  CHECK(run({}) == "cafe 漢 [UNK]\n");
  CHECK(run({"--lower-case", "false"}) == "Café 漢 [UNK]\n");
  CHECK(run({"--strip-accents", "false"}) == "café 漢 [UNK]\n");
  CHECK(run({"--tokenize-chinese-chars", "false"}) == "cafe 漢字\n");
}

TEST_CASE("a missing vocabulary is named") {
  const Folder folder;
  const RunResult result = folder.electra({"tokenize", "--vocab", "none.txt"}, "x\n");
  CHECK(result.err == "electra: none.txt: cannot open: no such file or directory\n");
  CHECK(result.code == 1);
}

}  // namespace
}  // namespace electra::test
