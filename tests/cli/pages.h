// Pages that commands write, and a browser to open them in.
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

// A page of the folder as headless Chromium has it in the end, and what it says.
inline RunResult browse(const Folder& folder, const std::string& page, const std::string& flags = "") {
  return folder.shell(
      "timeout 60 chromium --headless --no-sandbox --disable-gpu --disable-background-networking "
      "--disable-dev-shm-usage --user-data-dir=\"$PWD/profile\" --window-size=1000,600 --enable-logging=stderr " +
      flags + " --dump-dom \"file://$PWD/" + page + "\"");
}

inline bool has_browser(const Folder& folder) {
  if (folder.shell("command -v chromium").code != 0) {
    MESSAGE("skipped: no program called chromium");
    return false;
  }
  folder.write("empty.html", "<!DOCTYPE html>\n");
  if (browse(folder, "empty.html").code == 0) return true;
  MESSAGE("skipped: chromium does not start here");
  return false;
}

}  // namespace electra::test
