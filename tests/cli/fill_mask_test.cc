// electra fill-mask: each output format, whole.
#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "cli/harness.h"

namespace electra::test {
namespace {

using Json = nlohmann::json;

RunResult fill(std::string_view input, std::vector<std::string> arguments) {
  const Folder folder;
  arguments.insert(arguments.begin(), {"fill-mask", "--quiet"});
  return folder.electra(arguments, input);
}

TEST_CASE("text: masks are filled, other lines pass through") {
  const RunResult result = fill("He opened the [MASK] and walked  in.\nno mask\t here\n\n", {});
  CHECK(result.out == "He opened the door and walked  in.\nno mask\t here\n\n");
  CHECK(result.err == "");
  CHECK(result.code == 0);
}

TEST_CASE("text: a continuation is joined to the word before it") {
  CHECK(fill("un [MASK] .\n[MASK]\n", {"--targets", "##ing"}).out == "uning .\ning\n");
  CHECK(fill("un\t[MASK] .\nun \t [MASK] .\n", {"--targets", "##ing"}).out == "uning .\nuning .\n");
}

TEST_CASE("--top-k gives rows of tsv: line, start, end, rank, token, probability") {
  const RunResult result = fill("no mask\nZoë opened the [MASK].\n", {"--top-k", "2"});
  CHECK(result.out.starts_with("2\t16\t22\t1\tdoor\t0."));
  CHECK(result.out.find("\n2\t16\t22\t2\t") != std::string::npos);
  CHECK(std::ranges::count(result.out, '\n') == 2);
}

TEST_CASE("--offsets chars counts code points") {
  CHECK(fill("Zoë [MASK].\n", {"--top-k", "2", "--offsets", "chars"}).out.starts_with("1\t4\t10\t1\t"));
}

TEST_CASE("jsonl: an object per line, five predictions per mask, best first") {
  const RunResult result = fill("[MASK] and [MASK]\nno mask\n", {"--output-format", "jsonl"});
  const size_t second = result.out.find('\n') + 1;
  const Json first = Json::parse(result.out.substr(0, second));
  CHECK(result.out.substr(second) == "{\"masks\":[]}\n");
  REQUIRE(first["masks"].size() == 2);
  CHECK(first["masks"][1]["start"] == 11);
  CHECK(first["masks"][1]["end"] == 17);
  const Json& predictions = first["masks"][1]["predictions"];
  REQUIRE(predictions.size() == 5);
  for (size_t i = 1; i < 5; ++i) CHECK(predictions[i]["score"] <= predictions[i - 1]["score"]);
  CHECK(predictions[0]["token"].is_string());
  CHECK(predictions[0]["id"].is_number_integer());
}

TEST_CASE("--targets ranks these words only, all of them") {
  const RunResult result =
      fill("The dog [MASK] at him.\n", {"--targets", "sat,was,looked,sat", "--output-format", "tsv"});
  CHECK(std::ranges::count(result.out, '\n') == 3);
  for (const char* word : {"\tsat\t", "\twas\t", "\tlooked\t"}) CHECK(result.out.find(word) != std::string::npos);
}

TEST_CASE("more --targets than are shown by default are shown all the same, unless --top-k says how many") {
  const std::set<std::string> words = {"sat", "was", "looked", "is", "the", "a"};
  const std::vector<std::string> arguments = {"--targets", "sat,was,looked,is,the,a", "--output-format", "tsv"};
  const auto shown = [](const std::string& rows) {
    std::set<std::string> tokens;
    std::istringstream lines(rows);
    size_t rank = 0;
    for (std::string line, cell; std::getline(lines, line);) {
      std::istringstream cells(line);
      for (int i = 0; i < 4; ++i) std::getline(cells, cell, '\t');
      CHECK(cell == std::to_string(++rank));
      std::getline(cells, cell, '\t');
      tokens.insert(cell);
    }
    return tokens;
  };
  CHECK(shown(fill("The dog [MASK] at him.\n", arguments).out) == words);
  std::vector<std::string> fewer = arguments;
  fewer.insert(fewer.end(), {"--top-k", "2"});
  CHECK(shown(fill("The dog [MASK] at him.\n", fewer).out).size() == 2);
}

TEST_CASE("a target that is not in the vocabulary counts as its first piece, and one warning says so") {
  const std::vector<std::string> tsv = {"--output-format", "tsv"};
  const auto targets = [&](const std::string& words) {
    std::vector<std::string> arguments = tsv;
    arguments.insert(arguments.end(), {"--targets", words});
    return fill("The dog [MASK].\n", arguments);
  };
  CHECK(targets("sat,barked,barks").out == targets("sat,bark").out);
  const Folder folder;
  const RunResult pieces = folder.electra(
      {"fill-mask", "--model", "electra-mini-generator", "--targets", "sat,barked,barks"}, "The dog [MASK].\n");
  CHECK(pieces.err.find("not in the vocabulary, so replaced by their first pieces: 'barked' by 'bark', 'barks' by "
                        "'bark'\n") != std::string::npos);
  CHECK(std::ranges::count(pieces.err, '\n') == 1);
  CHECK(targets("Sat").out == targets("sat").out);  // spelled otherwise
  CHECK(targets("\u2603").out == targets("[UNK]").out);
  CHECK(targets("sat, ").out == targets("sat").out);  // no piece at all
  CHECK(targets(" ").err == "electra: fill-mask: --targets: no piece of the vocabulary is in these words\n");
}

TEST_CASE("lines that are too long are cut, with one warning that counts them") {
  std::string line;
  for (int i = 0; i < 600; ++i) line += "the ";
  const Folder folder;
  const std::string input = "The [MASK] door.\n" + line + "\n" + line + "[MASK]\n[MASK] " + line + "\n";
  const RunResult result = folder.electra({"fill-mask", "--model", "electra-mini-generator"}, input);
  CHECK(result.err == "electra: 2 lines longer than 512 tokens cut, first at <stdin>:3\n");
  CHECK(result.code == 0);
  CHECK(result.out.find(line + "[MASK]\n") != std::string::npos);
  CHECK(result.out.find("\n[MASK] ") == std::string::npos);
}

TEST_CASE("a skipped record is an empty line of text, null in jsonl, and no row of tsv") {
  const Folder folder;
  for (const auto& [format, placeholder] : {std::pair("text", "\n"), {"jsonl", "null\n"}, {"tsv", ""}}) {
    CAPTURE(format);
    const auto run = [&](const std::string& input) {
      return folder.electra({"fill-mask", "--quiet", "--on-error", "skip", "--format", "jsonl", "--model",
                             golden("hf/maskedlm"), "--output-format", format},
                            input);
    };
    const std::string good = "{\"text\": \"my [MASK]\"}\n";
    const std::string whole = run(good).out;
    const RunResult skipped = run(good + "{}\n");
    CHECK(skipped.out == whole + placeholder);
    CHECK(skipped.err == "");
    CHECK(skipped.code == 3);
  }
}

TEST_CASE("a model of another kind is refused by name") {
  const Folder folder;
  const RunResult result = folder.electra({"fill-mask", "--model", golden("hf/pretraining")}, "[MASK]\n");
  CHECK(result.err == "electra: " + golden("hf/pretraining") +
                          ": has a replaced-token head; fill-mask needs a masked-LM head; it serves "
                          "detect-replaced, embed, attend, tokenize, forward\n");
  CHECK(result.code == 1);
}

TEST_CASE("--whole-words ranks words by all of their pieces, in every format") {
  const Folder folder;
  const auto run = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"fill-mask", "--quiet"});
    return folder.electra(arguments, "He opened the [MASK] .\n");
  };
  const std::vector<std::string> words = {"--targets", "door,unbelievable,door", "--whole-words"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), words.begin(), words.end());
    return run(more);
  };
  // "door" is one piece, with the score of a target.
  const std::string tsv = with({"--output-format", "tsv"}).out;
  CHECK(tsv.starts_with(run({"--targets", "door", "--output-format", "tsv"}).out));
  CHECK(tsv.find("\n1\t14\t20\t2\tunbelievable\t") != std::string::npos);
  CHECK(std::ranges::count(tsv, '\n') == 2);
  CHECK(with({}).out == "He opened the door .\n");
  CHECK(run({"--targets", "unbelievable", "--whole-words"}).out == "He opened the unbelievable .\n");
  const std::string jsonl = with({"--output-format", "jsonl"}).out;
  CHECK(jsonl.find(R"({"token":"door","ids":[598],"score":)") != std::string::npos);
  CHECK(jsonl.find(R"({"token":"unbelievable","ids":[3090,2988,5521,6403],"score":)") != std::string::npos);
}

TEST_CASE("--whole-words needs words that can be spelled, and has no evaluation") {
  const Folder folder;
  const auto fault = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"fill-mask", "--quiet", "--whole-words"});
    const RunResult result = folder.electra(arguments, "a [MASK]\n");
    CHECK(result.code == 2);
    return result.err;
  };
  const std::string name = "electra: fill-mask: ";
  CHECK(fault({}) == name + "--whole-words needs --targets, the words to rank\n");
  CHECK(fault({"--targets", "door,\u4e00"}) ==
        name + "--targets: the vocabulary cannot spell '\u4e00', which --whole-words needs\n");
  CHECK(fault({"--targets", "door, "}) ==
        name + "--targets: the vocabulary cannot spell ' ', which --whole-words needs\n");
  CHECK(fault({"--targets", "unbelievable", "--max-length", "5"}) ==
        name + "words: a word of 4 pieces, expected 1 to 3 (max_length)\n");
  CHECK(fault({"--targets", "door", "--evaluate", "--format", "jsonl"}) ==
        name + "--whole-words has no evaluation: a gold word is one piece behind one mask\n");
}

}  // namespace
}  // namespace electra::test
