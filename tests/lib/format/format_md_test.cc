// lib/format/FORMAT.md says what the code does.
#include <doctest/doctest.h>
#include <fmt/core.h>

#include <sstream>
#include <string>
#include <vector>

#include "electra/config.h"
#include "electra/model.h"
#include "lib/base/error_of.h"
#include "lib/base/temporary_directory.h"

namespace electra {
namespace {

std::string format_md() { return read_file(ELECTRA_GOLDEN "/../../lib/format/FORMAT.md"); }

// The names in back quotes of the first column of a table row.
std::vector<std::string> first_column(const std::string& line) {
  std::vector<std::string> names;
  std::istringstream cell(line.substr(1, line.find('|', 1) - 1));
  for (std::string part; std::getline(cell, part, '`') && std::getline(cell, part, '`');) names.push_back(part);
  return names;
}

TEST_CASE("every key of the table of config.json is read and checked") {
  std::istringstream lines(format_md());
  std::string line;
  while (std::getline(lines, line) && line != "## config.json") continue;
  int keys = 0;
  while (std::getline(lines, line) && line != "## Heads") {
    if (!line.starts_with("| `")) continue;
    for (const std::string& key : first_column(line)) {
      CAPTURE(key);
      const std::string text = fmt::format(R"({{"{}": [["no"]]}})", key);
      const std::string fault = error_of(ErrorKind::model, [&] { parse_config(text, "c.json"); });
      CHECK(fault.starts_with(
          fmt::format("c.json: '{}' {}, expected ", key, key == "architectures" ? "has [\"no\"]" : "is [[\"no\"]]")));
      ++keys;
    }
  }
  CHECK(keys > 25);
}

TEST_CASE("every activation and every head is documented") {
  const std::string text = format_md();
  std::istringstream names(activation_names());
  for (std::string name; std::getline(names >> std::ws, name, ',');) {
    CAPTURE(name);
    CHECK(text.find("`" + name + "`") != std::string::npos);
  }
  for (int i = 0; i <= static_cast<int>(Head::causal_lm); ++i) {
    const std::string name(head_name(static_cast<Head>(i)));
    CAPTURE(name);
    CHECK(text.find("| `" + name + "` |") != std::string::npos);
  }
}

}  // namespace
}  // namespace electra
