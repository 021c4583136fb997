// Pages that commands write.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "cli/harness.h"

namespace electra::test {

inline std::string page_of(const Folder& folder, std::vector<std::string> arguments, std::string_view input = "") {
  arguments.insert(arguments.begin() + 1, {"--quiet", "--output-format", "html"});
  const RunResult result = folder.electra(arguments, input);
  CHECK(result.err == "");
  CHECK(result.code == 0);
  return result.out;
}

}  // namespace electra::test
