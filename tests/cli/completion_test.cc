// The scripts that complete command lines, in the shells that they are for.
#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "cli/commands_under_test.h"
#include "cli/harness.h"

namespace electra::test {
namespace {

namespace fs = std::filesystem;

// What is typed up to the TAB, and what becomes of the words.
using Cases = std::vector<std::pair<std::string, std::string>>;

// Each has one candidate.
const Cases one_candidate = {
    {"electra det", "detect-replaced"},
    {"electra bench --thr", "bench --threads"},
    {"electra tokenize --output-f", "tokenize --output-format"},
    {"electra detect-replaced --output-format ht", "detect-replaced --output-format html"},
    {"electra fill-mask --precision=b", "fill-mask --precision=bf16"},
    {"electra score detect-replaced --offsets ch", "score detect-replaced --offsets chars"},
    {"electra classify --model electra-mini-ss", "classify --model electra-mini-sst2"},
    {"electra classify -m electra-mini-ss", "classify -m electra-mini-sst2"},
    {"electra classify --model electra-mini-", "classify --model electra-mini-sst2"},
    {"electra detect-replaced --suggest electra-mini-", "detect-replaced --suggest electra-mini-generator"},
    {"electra fill-mask --model=ow", "fill-mask --model=own-model"},
    {"electra qa --model ow", "qa --model ow"},  // its head is another one
    {"electra inspect own-", "inspect own-model"},
    {"electra embed --model some-owner/", "embed --model some-owner/some-name"},
    {"electra choose two", "choose two.jsonl"},
    {"electra convert --dtype int8 electra-mini-c", "convert --dtype int8 electra-mini-choice"},
    {"electra score cho", "score choose"},
    {"electra score choose two.j", "score choose two.jsonl"},
    {"electra help form", "help formats"},
    {"electra embed --layer tw", "embed --layer tw"},  // a number
    {"electra --gen", "--generate"},
    {"electra --generate fi", "--generate fish"},
};

// A folder with models of the user's own and in the cache, and two files, one of which choose can read.
void fill(Folder& folder) {
  fs::create_directories(folder.path() / "models");
  fs::create_directory_symlink(golden("hf/maskedlm"), folder.path() / "models/own-model");
  // A name that a shell must not run.
  fs::create_directory_symlink(golden("hf/maskedlm"), folder.path() / "models/$(touch ran)");
  const fs::path snapshots = folder.path() / ".cache/huggingface/hub/models--some-owner--some-name/snapshots";
  fs::create_directories(snapshots);
  fs::create_directory_symlink(golden("hf/maskedlm"), snapshots / "0123456789");
  folder.environment["ELECTRA_MODEL_PATH"] = (folder.path() / "models").string();
  folder.write("two.jsonl", "");
  folder.write("two.zip", "");
}

// What an interactive shell makes of the cases: its command `electra` prints the words that it is given.
void check_typed(const Folder& folder, const std::string& shell) {
  std::string typed;
  for (const auto& [line, words] : one_candidate) typed += line + "\t\n";
  const RunResult run = folder.shell("TERM=dumb timeout 100 script -qec '" + shell + "' /dev/null", typed + "exit\n");
  std::istringstream lines(run.out);
  std::vector<std::string> got;
  for (std::string line; std::getline(lines, line);) {
    const size_t at = line.find("GOT:");
    if (at != line.npos) got.push_back(line.substr(at + 4, line.find(';', at) - at - 4));
  }
  CAPTURE(run.out);
  REQUIRE(got.size() == one_candidate.size());
  for (size_t i = 0; i < got.size(); ++i) {
    CAPTURE(one_candidate[i].first);
    CHECK(got[i] == one_candidate[i].second);
  }
  const std::vector<std::string> files = folder.files();
  CHECK(std::ranges::find(files, "ran") == files.end());
}

bool has_shell(const Folder& folder, const std::string& shell) {
  return folder.shell("command -v script && command -v " + shell).code == 0;
}

TEST_CASE("bash completes commands, flags, choices, models and files") {
  Folder folder;
  if (!has_shell(folder, "bash")) return;
  fill(folder);
  CHECK(folder.shell("electra --generate bash > completion").code == 0);
  folder.write("rc", ". ./completion\nelectra() { printf 'GO''T:%s;\\n' \"$*\"; }\nPS1=\nset +o history\n");
  check_typed(folder, "bash --noprofile --rcfile rc -i");
}

TEST_CASE("zsh completes commands, flags, choices, models and files") {
  Folder folder;
  if (!has_shell(folder, "zsh")) return;
  fill(folder);
  fs::create_directory(folder.path() / "functions");
  CHECK(folder.shell("electra --generate zsh > functions/_electra").code == 0);
  folder.write(
      ".zshrc",
      "fpath=($HOME/functions $fpath)\nautoload -Uz compinit\ncompinit -u -D\n"
      "electra() { print -r -- 'GO''T:'\"$*;\" }\nPS1=\nunsetopt PROMPT_SP\nsetopt NO_LIST_BEEP NO_AUTO_MENU\n");
  check_typed(folder, "zsh -d -i");
}

// fish tells its candidates without a terminal, with what it says of them behind a TAB.
std::vector<std::string> fish_candidates(const Folder& folder, const std::string& line) {
  const RunResult run = folder.shell("fish --no-config -c 'source ./completion; complete -C \"" + line + "\"'");
  CHECK(run.err == "");
  std::istringstream lines(run.out);
  std::vector<std::string> candidates;
  for (std::string one; std::getline(lines, one);) candidates.push_back(one.substr(0, one.find('\t')));
  return candidates;
}

TEST_CASE("fish completes commands, flags, choices, models and files") {
  Folder folder;
  if (!has_shell(folder, "fish")) return;
  fill(folder);
  CHECK(folder.shell("electra --generate fish > completion").code == 0);
  for (const auto& [line, words] : one_candidate) {
    CAPTURE(line);
    const size_t last = words.rfind(' ');
    const std::string wanted = words.substr(last == words.npos ? 0 : last + 1);
    const bool is_completed = !line.ends_with(wanted);
    const std::vector<std::string> candidates = fish_candidates(folder, line);
    CHECK((std::ranges::find(candidates, wanted) != candidates.end()) == is_completed);
    if (is_completed) CHECK(candidates.size() == 1);
  }
}

TEST_CASE("fish offers files for flags of files alone") {
  Folder folder;
  if (!has_shell(folder, "fish")) return;
  fill(folder);
  folder.write("drawn.svg", "");
  CHECK(folder.shell("electra --generate fish > completion").code == 0);
  const auto offered = [&](const std::string& line) {
    std::vector<std::string> candidates = fish_candidates(folder, line);
    std::ranges::sort(candidates);
    return candidates;
  };
  using Names = std::vector<std::string>;
  CHECK(offered("electra detect-replaced --output-format ") == Names{"editor", "html", "jsonl", "text", "tsv"});
  CHECK(offered("electra embed --layer ").empty());
  CHECK(std::ranges::count(offered("electra qa -m "), "two.jsonl") == 0);
  CHECK(std::ranges::count(offered("electra qa -m "), "electra-mini-qa") == 1);
  CHECK(std::ranges::count(offered("electra qa --plot "), "drawn.svg") == 1);
  CHECK(std::ranges::count(offered("electra qa --plot "), "two.jsonl") == 0);
  CHECK(std::ranges::count(offered("electra qa --rejects "), "two.jsonl") == 1);
}

TEST_CASE("the scripts know every command, flag and choice") {
  const Folder folder;
  for (const std::string shell : {"bash", "zsh", "fish"}) {
    CAPTURE(shell);
    const RunResult script = folder.electra({"--generate", shell});
    CHECK(script.code == 0);
    CHECK(script.err == "");
    if (folder.shell("command -v " + shell).code == 0) CHECK(folder.shell(shell + " -n", script.out).err == "");
    for (const std::string& command : command_names()) {
      CAPTURE(command);
      CHECK(script.out.find(command) != std::string::npos);
      for (const std::string& format : choices_of({command, "--output-format"})) {
        CHECK(script.out.find(format) != std::string::npos);
      }
    }
  }
}

TEST_CASE("a script is of the whole program") {
  const Folder folder;
  const RunResult result = folder.electra({"qa", "--generate", "bash"});
  CHECK(result.err == "electra: qa: --generate bash is for electra as a whole: electra --generate bash\n");
  CHECK(result.code == 2);
}

TEST_CASE("the Markdown reference has a table with every flag") {
  const Folder folder;
  const std::string all = folder.electra({"--generate", "markdown"}).out;
  for (const std::string& command : command_names()) {
    CAPTURE(command);
    const std::string one = folder.electra({command, "--generate", "markdown"}).out;
    CHECK(one.starts_with("## electra " + command + "\n"));
    CHECK(all.find(one) != std::string::npos);
    std::istringstream help(folder.electra({command, "--help"}).out);
    for (std::string line; std::getline(help, line);) {
      const size_t at = line.find("--");
      if (!line.starts_with("  -") || at > 6) continue;
      CAPTURE(line);
      const std::string flag = line.substr(at, line.find_first_of(" ,", at) - at);
      CHECK(one.find(flag) != std::string::npos);
    }
  }
  CHECK(all.find("| `--output-format text\\|jsonl\\|tsv\\|editor\\|html` |") != std::string::npos);
}

}  // namespace
}  // namespace electra::test
