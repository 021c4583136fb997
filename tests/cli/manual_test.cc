// The committed manual pages are those that the program prints, and render without complaints.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "cli/commands_under_test.h"
#include "cli/harness.h"

namespace electra::test {
namespace {

std::string committed(const std::string& page) {
  std::ifstream file(std::string(ELECTRA_SOURCE) + "/man/" + page, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void check_rendering(const Folder& folder, const std::string& text) {
  if (folder.shell("command -v mandoc").code == 0) CHECK(folder.shell("mandoc -T lint", text).out == "");
  if (folder.shell("command -v groff").code != 0) return;
  const RunResult rendered = folder.shell("groff -man -ww -Tutf8 >/dev/null", text);
  CHECK(rendered.err == "");
  CHECK(rendered.code == 0);
}

void check_page(const std::string& page, const std::vector<std::string>& arguments) {  // page: "electra-qa.1"
  CAPTURE(page);
  const Folder folder;
  const RunResult printed = folder.electra(arguments);
  CHECK(printed.code == 0);
  CHECK(printed.err == "");
  // If this fails: electra [COMMAND | help TOPIC] --generate man > man/PAGE
  CHECK(printed.out == committed(page));
  check_rendering(folder, printed.out);
}

TEST_CASE("the manual pages in man/ are up to date") {
  check_page("electra.1", {"--generate", "man"});
  for (const std::string& command : command_names()) {
    check_page("electra-" + command + ".1", {command, "--generate", "man"});
  }
  for (const std::string& topic : topic_names()) {
    check_page("electra-" + topic + ".7", {"help", topic, "--generate", "man"});
  }
}

// Of a page, by their headings: "INPUT FORMATS/csv (SWAG)".
std::vector<std::pair<std::string, std::string>> sections_of(const std::string& page) {
  std::vector<std::pair<std::string, std::string>> sections;
  std::istringstream lines(page);
  std::string chapter;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(".SH ")) {
      chapter = line.substr(4);
      sections.emplace_back(chapter, "");
    } else if (line.starts_with(".SS ")) {
      sections.emplace_back(chapter + "/" + line.substr(4), "");
    } else if (!sections.empty()) {
      sections.back().second += line + " ";
    }
  }
  return sections;
}

// Whether a section about the format says that the command serves it.
bool names_format(const std::string& page, const std::string& heading, std::string command) {
  command.insert(std::min(command.find('-'), command.size()), command.find('-') == command.npos ? "" : "\\");
  const std::string all_commands = page.substr(page.find("The commands that read texts are"));
  const bool reads_texts = all_commands.substr(0, all_commands.find(".SH")).find(command) != std::string::npos;
  const bool reads_records = reads_texts || command == "qa" || command == "choose";
  return std::ranges::any_of(sections_of(page), [&](const auto& section) {
    const auto& [name, text] = section;
    if (name != heading && !name.starts_with(heading + " (")) return false;
    const std::string prose = text.substr(0, text.find(".EX"));
    const bool names_all =
        (reads_texts && prose.find("commands for texts") != std::string::npos) ||
        (reads_records && prose.find("all commands that read texts or questions") != std::string::npos);
    return names_all || prose.find(command) != std::string::npos;
  });
}

TEST_CASE("the page of formats has every format of every command") {
  const std::string page = committed("electra-formats.7");
  CHECK(page.find("score reads its gold in the formats of the command that") != page.npos);
  const std::vector<std::string> commands = command_names();
  for (const std::string& command : commands) {
    for (const std::string& format : choices_of({command, "--format"})) {
      CAPTURE(command + " reads " + format);
      const auto is_read_by = [&](const std::string& one) {
        return names_format(page, "INPUT FORMATS/" + format, one);
      };
      // As the page says at its beginning, score reads what the commands do.
      CHECK((command == "score" ? std::ranges::any_of(commands, is_read_by) : is_read_by(command)));
    }
    for (const std::string& format : choices_of({command, "--output-format"})) {
      CAPTURE(command + " writes " + format);
      CHECK(names_format(page, "OUTPUT FORMATS/" + format, command));
    }
  }
}

}  // namespace
}  // namespace electra::test
