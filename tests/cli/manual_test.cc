// The committed manual pages are those that the program prints, and render without complaints.
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "cli/commands_under_test.h"
#include "cli/harness.h"

namespace electra::test {
namespace {

std::string committed(const std::string& page) {
  std::ifstream file(std::string(ELECTRA_SOURCE) + "/man/" + page + ".1", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void check_page(const std::string& page, const std::vector<std::string>& arguments) {
  CAPTURE(page);
  const Folder folder;
  const RunResult printed = folder.electra(arguments);
  CHECK(printed.code == 0);
  CHECK(printed.err == "");
  // If this fails: electra [COMMAND] --generate man > man/PAGE.1
  CHECK(printed.out == committed(page));
  if (folder.shell("command -v groff").code != 0) return;
  const RunResult rendered = folder.shell("groff -man -ww -Tutf8 >/dev/null", printed.out);
  CHECK(rendered.err == "");
  CHECK(rendered.code == 0);
}

TEST_CASE("the manual pages in man/ are up to date") {
  check_page("electra", {"--generate", "man"});
  for (const std::string& command : command_names()) check_page("electra-" + command, {command, "--generate", "man"});
}

}  // namespace
}  // namespace electra::test
