// Help in terminals of every width, and the pages of `electra help`.
#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

#include "cli/commands_under_test.h"
#include "cli/harness.h"

namespace electra::test {
namespace {

bool is_ascii(const std::string& text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Without the lines that stay as they are: of examples.
std::string prose_of(const std::string& help) { return help.substr(0, help.find("\nExample:")); }

TEST_CASE("help fits the terminal, down to 40 columns, and prose is no longer than 100") {
  Folder folder;
  for (const auto& [columns, longest] : {std::pair{"60", 60}, {"80", 80}, {"200", 100}, {"20", 40}, {"none", 80}}) {
    CAPTURE(columns);
    folder.environment["COLUMNS"] = columns;
    const std::string help = folder.electra({"--help"}).out;
    CHECK(longest_line(help) <= longest);
    CHECK(is_ascii(help));
    for (const std::string& command : command_names()) {
      CAPTURE(command);
      const std::string text = prose_of(folder.electra({command, "--help"}).out);
      CHECK(longest_line(text) <= longest);
      CHECK(longest_line(text) > longest - 10);
      CHECK(is_ascii(text));
    }
  }
}

TEST_CASE("a terminal has its own width") {
  const Folder folder;
  if (folder.shell("command -v script").code != 0) return;
  const std::string narrow = folder.shell("script -qec 'stty cols 50; electra qa --help' /dev/null").out;
  CHECK(longest_line(prose_of(narrow)) <= 51);  // and a CR
  CHECK(longest_line(prose_of(narrow)) > 40);
}

TEST_CASE("electra help shows every page as text") {
  Folder folder;
  std::vector<std::string> names = command_names();
  const std::vector<std::string> topics = topic_names();
  CHECK(topics.size() == 6);
  names.insert(names.end(), topics.begin(), topics.end());
  for (const std::string columns : {"60", "80", "200"}) {
    folder.environment["COLUMNS"] = columns;
    for (const std::string& name : names) {
      CAPTURE(name);
      RunResult page = folder.electra({"help", name});
      const std::string of_parallel = "{}.tsv {} :::";  // words of GNU parallel
      if (const size_t at = page.out.find(of_parallel); at != page.out.npos) page.out.erase(at, of_parallel.size());
      CHECK(page.code == 0);
      CHECK(page.err == "");
      CHECK(is_ascii(page.out));
      CHECK(page.out.find("\nNAME\n    electra-" + name + " - ") != std::string::npos);
      CHECK(page.out.find("\nSEE ALSO\n") != std::string::npos);
      for (const char* left_over : {"\\f", "\n.", "{}"}) CHECK(page.out.find(left_over) == std::string::npos);
    }
  }
}

TEST_CASE("pages have the names of their files, too") {
  const Folder folder;
  const auto page = [&](const std::string& name) { return folder.electra({"help", name}).out; };
  CHECK(page("electra").find("electra - ELECTRA models") != std::string::npos);
  CHECK(page("electra-classify") == page("classify"));
  CHECK(page("electra-formats") == page("formats"));
  CHECK(page("electra-cluster") == page("clusters"));
  CHECK(folder.electra({"help", "electra-nothing"}).code == 2);
}

TEST_CASE("electra help has the words of the manual page") {
  Folder folder;
  if (folder.shell("command -v mandoc").code != 0) return;
  folder.environment["COLUMNS"] = "80";
  for (const std::string name : {"qa", "formats", "models", "exit-codes", "bench"}) {
    CAPTURE(name);
    const std::string words = " | tr -s ' \\t\\n' '\\n' | grep -v '^electra-.*([17])' | sed 1d";
    const std::string command = name == "qa" || name == "bench" ? name : "help " + name;
    folder.shell("electra help " + name + words + " > ours");
    folder.shell("electra " + command + " --generate man | mandoc -T ascii -O width=500 | col -b" + words +
                 " > theirs");
    // Theirs has a line above the page and one below it.
    const RunResult difference = folder.shell("diff ours theirs | grep '^[<>]'");
    CAPTURE(difference.out);
    CHECK(difference.out.find('<') == std::string::npos);
    CHECK(std::ranges::count(difference.out, '\n') < 10);
  }
}

TEST_CASE("the exit codes of the page are those of the program") {
  const Folder folder;
  const std::string page = folder.electra({"help", "exit-codes"}).out;
  for (const std::string code : {"0", "1", "2", "3"})
    CHECK(page.find("\n    " + code + "\n        ") != std::string::npos);
}

TEST_CASE("electra help alone is the help, and unknown names have the nearest") {
  const Folder folder;
  CHECK(folder.electra({"help"}).out == folder.electra({"--help"}).out);
  const RunResult result = folder.electra({"help", "format"});
  CHECK(result.err == "electra: help: no command and no topic is called 'format'; did you mean 'formats'?\n");
  CHECK(result.code == 2);
  CHECK(folder.electra({"help", "zzzzzz"}).err ==
        "electra: help: no command and no topic is called 'zzzzzz'; see `electra --help`\n");
}

TEST_CASE("choices stand in the help as they are given") {
  const Folder folder;
  CHECK(folder.electra({"detect-replaced", "--help"}).out.find("  --output-format text|jsonl|tsv|editor|html\n") !=
        std::string::npos);
  for (const std::string& command : command_names()) {
    CAPTURE(command);
    const std::string help = folder.electra({command, "--help"}).out;
    for (const char* shadow : {"--output-format FORMAT", "--precision NAME", " BOOL", " WHEN"}) {
      CHECK(help.find(shadow) == std::string::npos);
    }
  }
}

}  // namespace
}  // namespace electra::test
