// electra detect-replaced: each output format, whole.
#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/harness.h"

namespace electra::test {
namespace {

using Json = nlohmann::json;

std::string detect(std::string_view input, std::vector<std::string> arguments) {
  const Folder folder;
  arguments.insert(arguments.begin(), {"detect-replaced", "--quiet"});
  const RunResult result = folder.electra(arguments, input);
  CHECK(result.err == "");
  CHECK(result.code == 0);
  return result.out;
}

size_t count(const std::string& text, const std::string& part) {
  size_t found = 0;
  for (size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++found;
  return found;
}

std::vector<std::string> columns(const std::string& row) {
  std::vector<std::string> list;
  std::istringstream stream(row);
  for (std::string column; std::getline(stream, column, '\t');) list.push_back(column);
  return list;
}

TEST_CASE("text: the line with its flagged words in brackets, otherwise unchanged") {
  CHECK(detect("We drove to the city by moon.\n\n  The chef\tcooked  the meal.\n", {}) ==
        "We drove to the city by [[moon]].\n\n  The chef\tcooked  the meal.\n");
}

TEST_CASE("--threshold 0 flags every word, punctuation by itself, and 1 none") {
  CHECK(detect("Zoë's café, 漢字!", {"--threshold", "0"}) == "[[Zoë]][[']][[s]] [[café]][[,]] [[漢]][[字]][[!]]\n");
  CHECK(detect("Zoë's café, 漢字!", {"--threshold", "1"}) == "Zoë's café, 漢字!\n");
}

TEST_CASE("jsonl: all words of a line, with spans and scores") {
  const std::string line = "Zoë drove by moon.";
  const Json result = Json::parse(detect(line + "\n", {"--output-format", "jsonl"}));
  std::vector<std::string> words;
  for (const Json& word : result["words"]) {
    words.push_back(word["text"]);
    const size_t start = word["start"];
    CHECK(line.substr(start, word["end"].get<size_t>() - start) == words.back());
    CHECK(word["replaced"].get<bool>() == (word["score"].get<double>() >= 0.5));
    CHECK(word.size() == 5);
  }
  CHECK(words == std::vector<std::string>{"Zoë", "drove", "by", "moon", "."});
}

TEST_CASE("--offsets chars counts code points") {
  const Json bytes = Json::parse(detect("Zoë ate.", {"--output-format", "jsonl"}));
  const Json chars = Json::parse(detect("Zoë ate.", {"--output-format", "jsonl", "--offsets", "chars"}));
  CHECK(bytes["words"][0]["end"] == 4);
  CHECK(chars["words"][0]["end"] == 3);
  CHECK(chars["words"][1]["start"] == 4);
}

TEST_CASE("tsv: a row for every flagged word; lines are counted over all files") {
  const Folder folder;
  folder.write("a.txt", "The chef cooked the meal.\n");
  folder.write("b.txt", "We drove to the city by moon.\n");
  const RunResult result =
      folder.electra({"detect-replaced", "--quiet", "--output-format", "tsv", "--no-filename", "a.txt", "b.txt"});
  const std::vector<std::string> row = columns(result.out.substr(0, result.out.find('\n')));
  REQUIRE(row.size() == 5);
  CHECK(std::vector<std::string>(row.begin(), row.end() - 1) == std::vector<std::string>{"2", "24", "28", "moon"});
  CHECK(std::stod(row.back()) == doctest::Approx(0.7824).epsilon(0.01));
  CHECK(count(result.out, "\n") == 1);
}

TEST_CASE("tsv --all: a row for every word") {
  const std::string out = detect("The chef cooked.\n\nHe ate.\n", {"--output-format", "tsv", "--all"});
  CHECK(count(out, "\n") == 7);
  CHECK(count("\n" + out, "\n3\t") == 3);
}

TEST_CASE("a skipped record is an empty line of text, null in jsonl, and no row of tsv") {
  const Folder folder;
  for (const auto& [format, placeholder] : {std::pair("text", "\n"), {"jsonl", "null\n"}, {"tsv", ""}}) {
    CAPTURE(format);
    const auto run = [&](const std::string& input) {
      return folder.electra({"detect-replaced", "--quiet", "--on-error", "skip", "--format", "jsonl", "--model",
                             golden("hf/pretraining"), "--threshold", "0", "--output-format", format},
                            input);
    };
    const std::string good = "{\"text\": \"my school\"}\n";
    const std::string whole = run(good).out;
    const RunResult skipped = run(good + "{}\n");
    CHECK(skipped.out == whole + placeholder);
    CHECK(skipped.err == "");
    CHECK(skipped.code == 3);
  }
}

TEST_CASE("html: an empty input is a valid page") {
  const std::string page = detect("", {"--output-format", "html"});
  CHECK(page.starts_with("<!DOCTYPE html>\n"));
  CHECK(page.ends_with("</body>\n</html>\n"));
  CHECK(count(page, "<p id=") == 0);
}

TEST_CASE("html: text is escaped, and no control character gets through") {
  const std::string input = "<script>alert(1)</script> & \"x\" \x1b[31m red \x07 \xc2\x9b\n";
  const std::string page = detect(input, {"--output-format", "html", "--threshold", "1"});
  CHECK(count(page, "<script") == 0);
  CHECK(count(page, "&amp;") == 1);
  CHECK(count(page, "\u241b") == 1);
  CHECK(std::ranges::none_of(page, [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; }));
  CHECK(count(page, "\xc2\x9b") == 0);
}

TEST_CASE("html: a page needs nothing from outside, and pages can be joined") {
  const std::string page = detect("We drove by moon.\n", {"--output-format", "html"});
  for (const char* outside : {"http:", "https:", "url(", "@import", "<link", "<img", "src=", "<script"}) {
    CAPTURE(outside);
    CHECK(count(page, outside) == 0);
  }
  CHECK(count(page, "name=\"viewport\"") == 1);
  CHECK(count(page, "prefers-color-scheme:dark") == 2);
  CHECK(count(page, "\">moon</b>") == 1);
}

TEST_CASE("a text longer than the model's positions has a score for every word") {
  std::string line;
  for (int i = 0; i < 900; ++i) line += "word ";
  const std::string out = detect(line, {"--output-format", "tsv", "--all", "--max-length", "100"});
  CHECK(count(out, "\n") == 900);
}

TEST_CASE("the smallest window works") {
  const std::string out = detect("unbelievable weather", {"--output-format", "tsv", "--all", "--max-length", "3"});
  CHECK(count(out, "\n") == 2);
}

}  // namespace
}  // namespace electra::test
