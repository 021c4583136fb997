// The commands as the program itself lists them, so that no test keeps a list of its own.
#pragma once

#include <algorithm>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "cli/harness.h"

namespace electra::test {

// The first words of the indented lines of `electra --help` between these lines.
inline std::vector<std::string> names_in_help(const std::string& from, const std::string& to) {
  const Folder folder;
  const std::string help = folder.electra({"--help"}).out;
  std::vector<std::string> names;
  for (size_t at = help.find("\n  ", help.find(from)); at < help.find(to); at = help.find("\n  ", at + 1)) {
    const std::string name = help.substr(at + 3, help.find(' ', at + 3) - at - 3);
    if (!name.empty()) names.push_back(name);
  }
  return names;
}

inline std::vector<std::string> command_names() { return names_in_help("Usage:", "\nOptions:"); }
inline std::vector<std::string> topic_names() { return names_in_help("\nTopics:", "\n`electra"); }

// The values that the last of these arguments, a flag, can have, as the program lists them to who gives another; none:
// it is no flag of the command, or takes anything.
inline std::vector<std::string> choices_in(const std::string& fault) {
  constexpr std::string_view mark = "expected one of ";
  const size_t at = fault.find(mark);
  std::vector<std::string> choices;
  if (at == fault.npos) return choices;
  std::istringstream names(fault.substr(at + mark.size(), fault.find_first_of(";\n", at) - at - mark.size()));
  for (std::string name; names >> name;) choices.push_back(name.substr(0, name.find(',')));
  return choices;
}
inline std::vector<std::string> choices_of(std::vector<std::string> arguments) {
  const Folder folder;
  arguments.emplace_back("?");
  return choices_in(folder.electra(arguments).err);
}

inline size_t longest_line(const std::string& text) {
  size_t longest = 0;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    longest = std::max(longest, end - begin);
    begin = end + 1;
  }
  return longest;
}

}  // namespace electra::test
