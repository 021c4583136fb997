// electra detect-replaced --suggest: each output, the generator that is meant, and what is refused.
#include <doctest/doctest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/harness.h"

namespace electra::test {
namespace {

using Json = nlohmann::json;
using Strings = std::vector<std::string>;

constexpr const char* text = "We drove to the city by moon .\nThe plane landed safely at the SOUP .\n";

Strings lines_of(const std::string& output) {
  Strings lines;
  std::istringstream stream(output);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string suggest(Strings arguments, std::string_view input = text) {
  const Folder folder;
  arguments.insert(arguments.begin(), {"detect-replaced", "--quiet", "--suggest"});
  const RunResult result = folder.electra(arguments, input);
  CHECK(result.err == "");
  CHECK(result.code == 0);
  return result.out;
}

// By line, the flagged words with their suggestions.
struct Flagged {
  std::string word;
  size_t start;
  Strings suggestions;
  Json best;
};

std::vector<std::vector<Flagged>> flagged(const std::string& jsonl) {
  std::vector<std::vector<Flagged>> lines;
  for (const std::string& line : lines_of(jsonl)) {
    std::vector<Flagged>& words = lines.emplace_back();
    const Json object = Json::parse(line);
    for (const Json& word : object["words"]) {
      CHECK(word.contains("suggestions") == word["replaced"].get<bool>());
      if (!word["replaced"]) continue;
      Flagged& one = words.emplace_back(Flagged{word["text"], word["start"], {}, word["suggestions"][0]});
      for (const Json& suggestion : word["suggestions"]) {
        CHECK(suggestion.size() == 4);
        CHECK(std::abs(word["score"].get<double>() - suggestion["score"].get<double>() -
                       suggestion["gain"].get<double>()) < 2e-6);
        one.suggestions.push_back(suggestion["text"]);
      }
      CHECK(one.suggestions.size() == 3);
    }
    CHECK(!words.empty());
  }
  return lines;
}

// A line with something in place of its flagged words.
template <class Replacement>
std::string line_with(std::string line, const std::vector<Flagged>& words, Replacement replacement) {
  for (auto word = words.rbegin(); word != words.rend(); ++word) {
    line.replace(word->start, word->word.size(), replacement(*word));
  }
  return line;
}

TEST_CASE("all formats say the same of the flagged words") {
  const auto words = flagged(suggest({"--output-format", "jsonl"}));
  const Strings input = lines_of(text), marked = lines_of(suggest({}));
  const Strings corrected = lines_of(suggest({"--apply", "--min-gain", "0.6"}));
  const Strings rows = lines_of(suggest({"--output-format", "tsv"}));
  const Strings places = lines_of(suggest({"--output-format", "editor"}));
  size_t row = 0;
  for (size_t line = 0; line < input.size(); ++line) {
    CHECK(marked[line] == line_with(input[line], words[line], [](const Flagged& one) {
            return "[[" + one.word + "|" + one.suggestions[0] + "]]";
          }));
    CHECK(corrected[line] == line_with(input[line], words[line], [](const Flagged& one) {
            return one.best["gain"].get<double>() > 0.6 ? one.suggestions[0] : one.word;
          }));
    for (const Flagged& one : words[line]) {
      const std::string all = one.suggestions[0] + " " + one.suggestions[1] + " " + one.suggestions[2];
      CHECK(rows[row].ends_with("\t" + one.suggestions[0] + "\t" + one.best["gain"].dump() + "\t" + all));
      CHECK(places[row] == "<stdin>:" + std::to_string(line + 1) + ":" + std::to_string(one.start + 1) + ": '" +
                               one.word + "': did you mean '" + one.suggestions[0] + "', '" + one.suggestions[1] +
                               "' or '" + one.suggestions[2] + "'?");
      ++row;
    }
  }
  CHECK(rows.size() == row);
  CHECK(places.size() == row);
}

TEST_CASE("the best suggestion that gains enough is applied, and one that gains nothing is none") {
  const std::string line = "He opened the door with a cloud.\n";
  const Json object = Json::parse(suggest({"--output-format", "jsonl"}, line));
  Json suggestions;
  for (const Json& word : object["words"]) {
    if (word["text"] == "cloud") suggestions = word["suggestions"];
  }
  REQUIRE(suggestions.size() == 3);
  REQUIRE(suggestions[0]["gain"] < suggestions[1]["gain"]);
  const double between = (suggestions[0]["gain"].get<double>() + suggestions[1]["gain"].get<double>()) / 2;
  CHECK(suggest({"--apply", "--min-gain", std::to_string(between)}, line) ==
        "He opened the door with a " + suggestions[1]["text"].get<std::string>() + ".\n");
  for (const Json& word : Json::parse(suggest({"--threshold", "0", "--output-format", "jsonl"}, line))["words"]) {
    for (const Json& suggestion : word["suggestions"]) CHECK(suggestion["gain"] > 0.0);
  }
}

TEST_CASE("a word ends with the marks that stand on its last letter") {
  const std::string line = "The plane landed safely at the soupe\u0301.\n";
  const std::string applied = suggest({"--apply", "--min-gain", "0"}, line);
  CHECK(applied.find("\u0301") == std::string::npos);
  CHECK(applied.ends_with(".\n"));
  const Json words = Json::parse(suggest({"--output-format", "jsonl"}, line))["words"];
  CHECK(words[6]["text"] == "soupe\u0301");
  CHECK(words[7]["text"] == ".");
  CHECK(suggest({}, line).find("[[soupe\u0301|") != std::string::npos);
}

TEST_CASE("what is applied has less of a gain the more is asked for, and 1 applies nothing") {
  CHECK(suggest({"--apply", "--min-gain", "1"}) == text);
  CHECK(suggest({"--apply", "--min-gain", "0"}) != text);
  CHECK(suggest({"--apply"}) == suggest({"--apply", "--min-gain", "0.5"}));
}

TEST_CASE("--text-marks escaped keeps the bar of the mark apart from bars of the text") {
  const std::string out = suggest({"--text-marks", "escaped", "--threshold", "0"}, "a|b\n");
  CHECK(out.find("[[\\||") != std::string::npos);
}

TEST_CASE("in colour the suggestion stands behind its word") {
  const auto words = flagged(suggest({"--output-format", "jsonl"}));
  const Strings lines = lines_of(suggest({"--color", "always"}));
  for (size_t line = 0; line < lines.size(); ++line) {
    for (const Flagged& one : words[line]) {
      CHECK(lines[line].find(one.word + "\x1b[0m\x1b[2m|" + one.suggestions[0] + "\x1b[0m") != std::string::npos);
    }
  }
}

TEST_CASE("editor names the file of each line, and counts code points where --offsets says so") {
  const Folder folder;
  folder.write("a.txt", "Zoë drove by moon.\n");
  folder.write("b.txt", "\n\nZoë drove by moon.\n");
  const auto places = [&](Strings arguments) {
    arguments.insert(arguments.begin(),
                     {"detect-replaced", "--quiet", "--threshold", "0", "--output-format", "editor"});
    return lines_of(folder.electra(arguments).out);
  };
  const Strings bytes = places({"a.txt", "b.txt"}), chars = places({"--offsets", "chars", "a.txt"});
  CHECK(bytes[1].starts_with("a.txt:1:6: 'drove' looks replaced (0."));
  CHECK(bytes[6].starts_with("b.txt:3:6: 'drove' looks replaced (0."));
  CHECK(chars[1].starts_with("a.txt:1:5: 'drove' looks replaced (0."));
  const RunResult table = folder.electra({"detect-replaced", "--output-format", "editor", "--format", "csv", "a.txt"});
  CHECK(table.code == 2);
  CHECK(table.err.find("--output-format editor is for lines of text") != std::string::npos);
}

TEST_CASE("the generator is the one that the discriminator's name tells, or that is named") {
  const Folder folder;
  const std::string models = ELECTRA_SOURCE "/data/models";
  std::filesystem::create_directory_symlink(models + "/electra-mini-discriminator", folder.path() / "discriminator-x");
  std::filesystem::create_directory_symlink(models + "/electra-mini-generator", folder.path() / "generator-x");
  std::filesystem::create_directory_symlink(models + "/electra-mini-discriminator", folder.path() / "other");
  folder.write("in.txt", text);
  const std::string expected = suggest({});
  const auto out = [&](Strings arguments) {
    arguments.insert(arguments.begin(), {"detect-replaced", "--quiet"});
    const RunResult result = folder.electra(arguments, text);
    return result.code == 0 ? result.out : result.err;
  };
  CHECK(out({"--model", "./discriminator-x", "--suggest"}) == expected);
  CHECK(out({"--model", "discriminator-x/", "--suggest", "in.txt"}) == expected);
  CHECK(out({"in.txt", "--model", "./discriminator-x", "--suggest", "--threshold", "0.5"}) == expected);
  CHECK(out({"--model", "./other", "--suggest", "./generator-x", "in.txt"}) == expected);
  CHECK(out({"--model", "./other", "--suggest=generator-x", "in.txt"}) == expected);
  CHECK(out({"--suggest", "-"}) == expected);
  CHECK(out({"--model", "./other", "--suggest", "in.txt"}) ==
        "electra: detect-replaced: --suggest: the name of --model does not tell its generator ('./other' has no "
        "\"discriminator\" in it): --suggest GENERATOR names one\n");
}

TEST_CASE("what cannot be suggested is refused in one line") {
  const Folder folder;
  folder.write("in.txt", text);
  const auto refused = [&](Strings arguments, int code) {
    arguments.insert(arguments.begin(), {"detect-replaced", "--quiet"});
    const RunResult result = folder.electra(arguments, text);
    CHECK(result.code == code);
    CHECK(result.out == "");
    CHECK(lines_of(result.err).size() == 1);
    return result.err;
  };
  const auto has = [](const std::string& message, const char* part) { return message.find(part) != std::string::npos; };
  CHECK(has(refused({"--apply"}, 2), "--apply needs --suggest"));
  CHECK(has(refused({"--suggest", "--min-gain", "0.5"}, 2), "--min-gain needs --apply"));
  CHECK(has(refused({"--suggest", "--apply", "--output-format", "jsonl"}, 2), "--apply writes text"));
  CHECK(has(refused({"--suggest", "no-such-model"}, 1), "no-such-model"));
  CHECK(has(refused({"--suggest", "missing.txt", "in.txt"}, 1), "missing.txt"));
  CHECK(has(refused({"--suggest", golden("hf/seqcls-3")}, 1), "needs a masked-LM head"));
  CHECK(has(refused({"--suggest", golden("hf/pretraining")}, 1), "needs a masked-LM head; it serves detect-replaced,"));
}

TEST_CASE("results do not depend on threads and batches, and bad records are skipped as ever") {
  const std::string expected = suggest({});
  CHECK(suggest({"--threads", "1", "--batch-tokens", "16"}) == expected);
  CHECK(suggest({"--threads", "2"}) == expected);
  const Folder folder;
  const RunResult result = folder.electra({"detect-replaced", "--quiet", "--suggest", "--format", "jsonl", "--on-error",
                                           "skip", "--output-format", "jsonl"},
                                          "{\"text\": \"We drove to the city by moon .\"}\n{}\n{\"text\": \"\"}\n");
  CHECK(result.code == 3);
  CHECK(lines_of(result.out).size() == 3);
  CHECK(lines_of(result.out)[1] == "null");
}

}  // namespace
}  // namespace electra::test
