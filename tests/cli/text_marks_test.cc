// --text-marks: marks in texts that hold the same brackets, in every command that marks words.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "cli/harness.h"

namespace electra::test {
namespace {

// The text behind --text-marks escaped, as the manual says to have it again.
std::string unmarked(const std::string& line) {
  std::string text;
  bool in_label = false;
  for (size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '\\' && i + 1 < line.size()) {
      ++i;
      if (!in_label) text += line[i] == 'n' ? '\n' : line[i] == 'r' ? '\r' : line[i];
    } else if (c == '|') {
      in_label = true;
    } else if (c == '[' || c == ']') {
      in_label = in_label && c != ']';
    } else if (!in_label) {
      text += c;
    }
  }
  return text;
}

const std::vector<std::string> texts = {
    "a [[b]] c",    "\\[[]] \\\\ ]x[ [[[d]]",    "[[a|b]", "plain", "\\n [\\]", "Angela [[Merkel|PER]] | in Hamburg\\",
    "|]]\\[[Paris", "Angela Merkel|Paris|[X|Y]]"};

TEST_CASE("escaped marks give the text back, whatever brackets it has") {
  const Folder folder;
  const std::vector<std::vector<std::string>> commands = {
      {"detect-replaced", "--threshold", "0"}, {"detect-replaced", "--threshold", "0.5"},
      {"detect-replaced", "--threshold", "1"}, {"tag"},
      {"tag", "--aggregate", "simple"},        {"tag", "--aggregate", "none"}};
  for (std::vector<std::string> command : commands) {
    command.insert(command.end(), {"--quiet", "--text-marks", "escaped"});
    std::string input;
    for (const std::string& text : texts) input += text + "\n";
    CAPTURE(command.front());
    CHECK(unmarked(folder.electra(command, input).out) == input);
    command.insert(command.end(), {"--format", "jsonl"});
    const std::string line = folder.electra(command, "{\"text\": \"Angela\\n]\\rHamburg\"}\n").out;
    CHECK(unmarked(line.substr(0, line.size() - 1)) == "Angela\n]\rHamburg");
  }
}

TEST_CASE("what stands bare is of a mark; plain marks leave the text as it is") {
  const Folder folder;
  CHECK(folder.electra({"detect-replaced", "--quiet", "--text-marks", "escaped", "--threshold", "0"}, "a [\n").out ==
        "[[a]] [[\\[]]\n");
  const std::string text = "[Angela Merkel] | Hamburg\n";
  CHECK(folder.electra({"tag", "--quiet"}, text).out == "[[[Angela Merkel|PER]]] | [[Hamburg|LOC]]\n");
  CHECK(folder.electra({"tag", "--quiet", "--text-marks", "plain"}, text).out ==
        folder.electra({"tag", "--quiet"}, text).out);
  CHECK(folder.electra({"tag", "--quiet", "--text-marks", "escaped"}, text).out ==
        "\\[[[Angela Merkel|PER]]\\] \\| [[Hamburg|LOC]]\n");
}

TEST_CASE("colours need no escapes") {
  const Folder folder;
  for (const char* command : {"tag", "detect-replaced"}) {
    const std::vector<std::string> plain = {command, "--quiet", "--color", "always"};
    std::vector<std::string> escaped = plain;
    escaped.insert(escaped.end(), {"--text-marks", "escaped"});
    CHECK(folder.electra(escaped, "[[Angela|\n").out == folder.electra(plain, "[[Angela|\n").out);
  }
}

TEST_CASE("other formats have no marks") {
  const Folder folder;
  folder.write("x.conll", "Angela O\n");
  const std::vector<std::vector<std::string>> wrong = {{"detect-replaced", "--output-format", "tsv"},
                                                       {"tag", "--output-format", "jsonl"},
                                                       {"tag", "--output", "x.html"},
                                                       {"tag", "x.conll"}};
  for (std::vector<std::string> command : wrong) {
    command.insert(command.end(), {"--text-marks", "escaped"});
    const RunResult result = folder.electra(command, "a\n");
    CHECK(result.code == 2);
    CHECK(result.err.ends_with(": --text-marks is for --output-format text\n"));
  }
}

}  // namespace
}  // namespace electra::test
