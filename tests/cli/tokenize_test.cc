// electra tokenize: each output format, decoding, and vocabularies without a model.
#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

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
  CHECK(tokenize("Zoë's café!\n", {"--ids"}) == "2 68 5584 11 61 4154 5194 5 3\n");
  CHECK(tokenize("Zoë's café!\n", {"--no-special-tokens"}) == "z ##oe ' s ca ##fe !\n");
}

TEST_CASE("jsonl: tokens, ids, offsets and words, as lists of equal length") {
  CHECK(tokenize("Zoë ran\n", {"--output-format", "jsonl"}) ==
        R"({"ids":[2,68,5584,1000,3],"tokens":["[CLS]","z","##oe","ran","[SEP]"],)"
        R"("offsets":[[0,0],[0,1],[1,4],[5,8],[0,0]],"word_ids":[null,0,0,1,null],)"
        R"("token_type_ids":[0,0,0,0,0],"special_tokens_mask":[1,0,0,0,1]})"
        "\n");
  CHECK(tokenize("Zoë ran\n", {"--output-format", "jsonl", "--offsets", "chars", "--no-special-tokens"}) ==
        R"({"ids":[68,5584,1000],"tokens":["z","##oe","ran"],"offsets":[[0,1],[1,3],[4,7]],"word_ids":[0,0,1],)"
        R"("token_type_ids":[0,0,0],"special_tokens_mask":[0,0,0]})"
        "\n");
}

TEST_CASE("--count and tsv") {
  CHECK(tokenize("the cat\n\nx\n", {"--count"}) == "4\n2\n3\n");
  CHECK(tokenize("Zoë ran\nx\n", {"--output-format", "tsv", "--offsets", "chars", "--no-special-tokens"}) ==
        "1\t0\t1\t68\tz\t0\n1\t1\t3\t5584\t##oe\t0\n1\t4\t7\t1000\tran\t0\n2\t0\t1\t66\tx\t0\n");
}

TEST_CASE("pairs: two columns, or two keys of an object") {
  CHECK(tokenize("a b\tc\n", {"--pair"}) == "[CLS] a b [SEP] c [SEP]\n");
  CHECK(tokenize("a b\t\n", {"--pair"}) == "[CLS] a b [SEP]\n");
  CHECK(tokenize("a\tb\n", {}) == "[CLS] a b [SEP]\n");  // a TAB is white space otherwise
  CHECK(tokenize("{\"text\":\"a\\nb\",\"pair\":\"c\"}\n{\"text\":\"a\",\"pair\":null}\n", {"--format", "jsonl"}) ==
        "[CLS] a b [SEP] c [SEP]\n[CLS] a [SEP]\n");
  CHECK(
      tokenize("é x\té\n", {"--pair", "--output-format", "jsonl", "--offsets", "chars"})
          .find(
              R"("offsets":[[0,0],[0,1],[2,3],[0,0],[0,1],[0,0]],"word_ids":[null,0,1,null,0,null],"token_type_ids":[0,0,0,0,1,1])") !=
      std::string::npos);
  const Folder folder;
  folder.write("in.jsonl", "{\"text\":\"a\"}\n");
  CHECK(folder.electra({"tokenize", "--quiet", "in.jsonl"}).out == "[CLS] a [SEP]\n");
  folder.write("pairs.jsonl", "the\tcat\n");  // the flag means text, whatever the file is called
  CHECK(folder.electra({"tokenize", "--quiet", "--pair", "pairs.jsonl"}).out == "[CLS] the [SEP] cat [SEP]\n");
}

TEST_CASE("texts that are too long are cut, from either side, or go in windows") {
  const std::string line = "a b c d e f g\n";
  CHECK(tokenize(line, {"--max-length", "5"}) == "[CLS] a b c [SEP]\n");
  CHECK(tokenize(line, {"--max-length", "5", "--truncation-side", "left"}) == "[CLS] e f g [SEP]\n");
  CHECK(tokenize(line, {"--max-length", "5", "--stride", "1"}) ==
        "[CLS] a b c [SEP]\n[CLS] c d e [SEP]\n[CLS] e f g [SEP]\n");
  CHECK(tokenize(line, {"--max-length", "4", "--stride", "0", "--count"}) == "4\n4\n4\n3\n");
  const std::string pair = "a b c d\tw x y z\n";
  CHECK(tokenize(pair, {"--pair", "--max-length", "7"}) == "[CLS] a b [SEP] w x [SEP]\n");
  CHECK(tokenize(pair, {"--pair", "--max-length", "8", "--truncation", "only_first"}) ==
        "[CLS] a [SEP] w x y z [SEP]\n");
  CHECK(tokenize(pair, {"--pair", "--max-length", "8", "--truncation", "only_second"}) ==
        "[CLS] a b c d [SEP] w [SEP]\n");
}

TEST_CASE("words that are split already") {
  CHECK(tokenize("U.S. don't\n", {"--split-words", "--output-format", "jsonl", "--no-special-tokens"}) ==
        R"({"ids":[63,18,61,18,381,11,62],"tokens":["u",".","s",".","don","'","t"],)"
        R"("offsets":[[0,1],[1,2],[2,3],[3,4],[0,3],[3,4],[4,5]],"word_ids":[0,0,0,0,1,1,1],)"
        R"("token_type_ids":[0,0,0,0,0,0,0],"special_tokens_mask":[0,0,0,0,0,0,0]})"
        "\n");
  CHECK(tokenize("{\"text\":[\"a b\",\"\",\"c\"]}\n", {"--format", "jsonl", "--output-format", "jsonl"})
            .find(R"("word_ids":[null,0,0,2,null])") != std::string::npos);
}

TEST_CASE("records that are no text or pair, and lengths that cannot work") {
  const Folder folder;
  const auto fault = [&](std::vector<std::string> arguments, std::string_view input, int code) {
    arguments.insert(arguments.begin(), {"tokenize", "--quiet"});
    const RunResult result = folder.electra(arguments, input);
    CHECK(result.code == code);
    CHECK(result.out == "");
    return result.err;
  };
  CHECK(fault({"--pair"}, "a\n", 1) == "electra: <stdin>:1: 1 column, expected 2 with a TAB between\n");
  CHECK(fault({"--pair"}, "a\tb\tc\n", 1) == "electra: <stdin>:1: 3 columns, expected 2 with a TAB between\n");
  CHECK(fault({"--format", "jsonl"}, "[1\n", 1).starts_with("electra: <stdin>:1: not JSON at byte "));
  CHECK(fault({"--format", "jsonl"}, "[7]\n", 1) == "electra: <stdin>:1: [7], expected an object\n");
  CHECK(fault({"--format", "jsonl"}, "{}\n", 1) == "electra: <stdin>:1: no \"text\": --columns names another member\n");
  CHECK(fault({"--format", "jsonl"}, "{\"text\":5}\n", 1) ==
        "electra: <stdin>:1: 'text' is 5, expected a string or a list of words\n");
  CHECK(fault({"--format", "jsonl"}, "{\"text\":[\"a\",1]}\n", 1) ==
        "electra: <stdin>:1: 'text' has 1, expected a word\n");
  CHECK(fault({"--pair", "--max-length", "7", "--truncation", "only_first"}, "a\tb c d e f\n", 1) ==
        "electra: <stdin>:1: the first text has 1 tokens: 2 too many for the 4 that fit cannot be cut from it alone\n");
  CHECK(fault({"--max-length", "5", "--truncation", "only_second"}, "", 2) ==
        "electra: tokenize: only the second text may be cut, but there is none\n");
  CHECK(fault({"--max-length", "1"}, "", 2) ==
        "electra: tokenize: a length of 1 tokens: expected at least 2, for the special ones\n");
  CHECK(fault({"--max-length", "6", "--stride", "3", "--pair"}, "", 2) ==
        "electra: tokenize: a stride of 3 tokens: expected less than 3, the length without the special ones\n");
  CHECK(fault({"--stride", "1"}, "", 2) ==
        "electra: tokenize: --truncation, --truncation-side and --stride need --max-length\n");
  CHECK(fault({"--pair", "--format", "jsonl"}, "", 2).find("--pair is for text") != std::string::npos);
  CHECK(folder
            .electra({"tokenize", "--quiet", "--format", "jsonl", "--output-format", "jsonl", "--on-error", "skip"},
                     "x\n")
            .out == "null\n");
}

TEST_CASE("any number of threads writes the same lines, and stops at the same bad one") {
  std::string input;
  std::string broken;
  for (int i = 0; i < 20'000; ++i) {
    input += "line " + std::to_string(i) + std::string(static_cast<size_t>(i % 90), 'x') + " café\n";
    broken += i % 7001 == 7000 ? "no pair\n" : "a\tb" + std::to_string(i) + "\n";
  }
  const Folder folder;
  const auto run = [&](const std::string& threads, std::vector<std::string> more, const std::string& text) {
    more.insert(more.begin(), {"tokenize", "--quiet", "--threads", threads});
    return folder.electra(more, text);
  };
  const std::string expected = run("1", {"--output-format", "jsonl"}, input).out;
  CHECK(std::count(expected.begin(), expected.end(), '\n') == 20'000);
  const RunResult stopped = run("1", {"--pair"}, broken);
  CHECK(stopped.err == "electra: <stdin>:7001: 1 column, expected 2 with a TAB between\n");
  CHECK(std::count(stopped.out.begin(), stopped.out.end(), '\n') == 7000);
  const std::string skipped = run("1", {"--pair", "--on-error", "skip"}, broken).out;
  for (const std::string threads : {"2", "3", "7"}) {
    CHECK((run(threads, {"--output-format", "jsonl"}, input).out == expected));
    CHECK((run(threads, {"--pair"}, broken).out == stopped.out));
    CHECK(run(threads, {"--pair"}, broken).err == stopped.err);
    CHECK((run(threads, {"--pair", "--on-error", "skip"}, broken).out == skipped));
  }
}

TEST_CASE("--decode makes text of ids") {
  CHECK(tokenize("2 68 5584 1000 18 3\n\n68\t5584 \n", {"--decode"}) == "[CLS] zoe ran. [SEP]\n\nzoe\n");
  CHECK(tokenize("2 68 5584 1000 18 3 0 0\n", {"--decode", "--skip-special-tokens"}) == "zoe ran.\n");
  CHECK(tokenize("68 11 61\n", {"--decode"}) == "z's\n");
  CHECK(tokenize("68 11 61\n", {"--decode", "--clean-up-spaces", "false"}) == "z ' s\n");
}

TEST_CASE("--decode names what is no id") {
  const Folder folder;
  const std::vector<std::pair<std::string, std::string>> faults = {
      {"5 x", "'x' is not a token id"},
      {"5 3x", "'3x' is not a token id"},
      {"7168", "token id '7168': the vocabulary has ids 0 to 7167"},
      {"-1", "token id '-1': the vocabulary has ids 0 to 7167"},
      {"99999999999999999999", "token id '99999999999999999999': the vocabulary has ids 0 to 7167"},
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

TEST_CASE("--tokenizer: the kinds differ on rare characters") {
  const Folder folder;
  folder.write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n[\n]\nmask\nσ\nς\nx\n");
  const auto run = [&](const char* kind) {
    const RunResult result = folder.electra(
        {"tokenize", "--no-special-tokens", "--vocab", "vocab.txt", "--tokenizer", kind}, "[MASK] Σ x\u0378\n");
    CHECK(result.err == "");
    return result.out;
  };
  CHECK(run("fast") == "[MASK] σ [UNK]\n");  // an unassigned code point stays
  CHECK(run("slow") == "[MASK] σ x\n");
  CHECK(run("google") == "[ mask ] σ x\n");
}

TEST_CASE("--vocab takes a tokenizer.json and a SentencePiece model, by their names") {
  const Folder folder;
  const std::string model = ELECTRA_GOLDEN "/tokenizer/spm_unigram/spiece.model";
  const auto run = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"tokenize", "--vocab", model});
    return folder.electra(arguments, "Hello world.\n");
  };
  CHECK(run({}).out == "[CLS] ▁H ell o ▁world . [SEP]\n");
  CHECK(run({"--output-format", "tsv"}).out.find("1\t5\t11\t685\t▁world\t0\n") != std::string::npos);
  CHECK(folder.electra({"tokenize", "--vocab", model, "--decode", "--skip-special-tokens"}, "2 162 409 16 685 13 3\n")
            .out == "Hello world.\n");
  const RunResult refused = run({"--lower-case", "true"});
  CHECK(refused.code == 2);
  CHECK(refused.err.find("a SentencePiece model has rules of its own") != std::string::npos);
  CHECK(run({"--tokenizer", "slow"}).code == 2);
  folder.write("none.json", "{}");
  const RunResult bad = folder.electra({"tokenize", "--vocab", "none.json"}, "x\n");
  CHECK(bad.err == "electra: none.json: no \"model\"\n");
  CHECK(bad.code == 1);
}

TEST_CASE("a huge text, which goes out by pieces, gives what its beginning and its end give") {
  constexpr size_t times = 200'000;
  std::string text;
  for (size_t i = 0; i < times; ++i) text += "the cat ";
  const auto lines_of = [&](std::vector<std::string> arguments) {
    std::vector<std::string> lines;
    std::istringstream out(tokenize(text + "\nthe cat\n", std::move(arguments)));
    for (std::string line; std::getline(out, line);) lines.push_back(line);
    return lines;
  };
  const std::vector<std::string> ids = lines_of({"--ids", "--no-special-tokens"});
  REQUIRE(ids.size() == 2);
  CHECK(ids[0].size() == times * (ids[1].size() + 1) - 1);
  CHECK(ids[0].starts_with(ids[1] + " " + ids[1]));
  CHECK(ids[0].ends_with(ids[1] + " " + ids[1]));
  CHECK(lines_of({"--count"})[0] == std::to_string(2 * times + 2));
  const std::vector<std::string> rows = lines_of({"--output-format", "tsv", "--offsets", "chars"});
  REQUIRE(rows.size() == 2 * times + 2 + 4);
  CHECK(rows[2 * times].starts_with("1\t1599996\t1599999\t"));
  CHECK(rows[2 * times + 2].starts_with("2\t0\t0\t"));
  const std::vector<std::string> objects = lines_of({"--output-format", "jsonl"});
  const nlohmann::json object = nlohmann::json::parse(objects.at(0));
  for (const char* key : {"ids", "tokens", "offsets", "word_ids", "token_type_ids", "special_tokens_mask"}) {
    CHECK(object.at(key).size() == 2 * times + 2);
  }
  CHECK(object["offsets"][2 * times] == nlohmann::json{1'599'996, 1'599'999});
}

TEST_CASE("a missing vocabulary is named") {
  const Folder folder;
  const RunResult result = folder.electra({"tokenize", "--vocab", "none.txt"}, "x\n");
  CHECK(result.err == "electra: none.txt: cannot open: no such file or directory\n");
  CHECK(result.code == 1);
}

}  // namespace
}  // namespace electra::test
