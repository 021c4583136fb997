// Signals, files that change while they are read, and limits: nothing is left behind, and what happened can be seen.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <csignal>
#include <string>
#include <vector>

#include "cli/harness.h"

namespace electra::test {
namespace {

namespace fs = std::filesystem;

using Names = std::vector<std::string>;

// A run that waits for its second record, and what is done as soon as it has answered the first.
RunResult run_meanwhile(const Folder& folder, const std::string& action, const std::string& arguments,
                        const std::string& before = ":") {
  return folder.shell(fmt::format(
      "mkfifo in; {}; "
      "{{ echo the cat; i=0; until [ -s .out.electra-* ] || [ $i = 2000 ]; do sleep 0.01; i=$((i + 1)); done; "
      "{}; echo the dog; }} > in & "
      "exec electra {} --quiet --output out in",
      before, action, arguments));
}

// A model that may be changed, in m.
void copy_model(const Folder& folder) {
  fs::copy(golden("hf/pretraining"), folder.path() / "m");
  for (const auto& entry : fs::directory_iterator(folder.path() / "m")) {
    fs::permissions(entry.path(), fs::perms::owner_write, fs::perm_options::add);
  }
}

TEST_CASE("a signal removes the temporary file and ends the program as signals do") {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGXCPU, SIGALRM}) {
    CAPTURE(signal);
    const Folder folder;
    folder.write("out", "old\n");
    const RunResult result = run_meanwhile(folder, fmt::format("kill -{} $$; exit", signal), "tokenize", "ulimit -c 0");
    CHECK(result.code == -signal);
    CHECK(result.err == "");
    CHECK(folder.read("out") == "old\n");
    CHECK(folder.files() == Names{"in", "out"});
  }
}

TEST_CASE("signals that are ignored at the start stay ignored") {
  const Folder folder;
  const RunResult result = run_meanwhile(folder, "kill -HUP $$; kill -INT $$", "tokenize", "trap '' HUP INT");
  CHECK(result.code == 0);
  CHECK(folder.read("out") == "[CLS] the cat [SEP]\n[CLS] the dog [SEP]\n");
}

TEST_CASE("a conversion that is stopped at any moment leaves the old directory or the new one, and nothing else") {
  const std::string source = std::string(ELECTRA_SOURCE) + "/data/models/electra-mini-discriminator";
  for (const int turns : {0, 30, 100, 300, 1000, 3000, 10000, 30000}) {
    CAPTURE(turns);
    const Folder folder;
    fs::create_directory(folder.path() / "out");
    folder.write("out/old", "old\n");
    // Without a new process for each turn, which would come too late.
    const RunResult result =
        folder.shell(fmt::format("{{ i=0; until [ -e .out.electra-* ] || [ $i = 300000 ]; do i=$((i + 1)); done; i=0; "
                                 "until [ $i = {} ]; do i=$((i + 1)); done; kill -TERM $$; "
                                 "kill -HUP $$; }} 2> kill & exec electra convert {} out --force --quiet",
                                 turns, source));
    const bool is_new = fs::exists(folder.path() / "out/config.json");
    CHECK((result.code == 0 || result.code == -SIGTERM || result.code == -SIGHUP));
    CHECK(result.err == "");
    CHECK(fs::exists(folder.path() / "out/old") == !is_new);
    CHECK(folder.files() == Names{"kill", "out"});
  }
}

TEST_CASE("a model that is cut short while it is in use is named, and nothing is left behind") {
  const Folder folder;
  copy_model(folder);
  const RunResult result = run_meanwhile(folder, ": > m/model.safetensors", "detect-replaced --model m");
  CHECK(result.err == "electra: m/model.safetensors: changed while it was read, or its disk failed: run again\n");
  CHECK(result.code == 1);
  CHECK(folder.files() == Names{"in", "m"});
}

TEST_CASE("a model that is overwritten in place while it is in use fails the run") {
  const Folder folder;
  copy_model(folder);
  const RunResult result =
      run_meanwhile(folder, "printf x | dd of=m/model.safetensors conv=notrunc 2> dd", "detect-replaced --model m");
  CHECK(result.err == "electra: m/model.safetensors: changed while it was read: run again\n");
  CHECK(result.code == 1);
  CHECK(folder.files() == Names{"dd", "in", "m"});
}

TEST_CASE("a model that is replaced or removed while it is in use is used as it was") {
  for (const std::string action : {"cp m/config.json m/new; mv m/new m/model.safetensors", "rm -r m"}) {
    CAPTURE(action);
    const Folder folder;
    copy_model(folder);
    const RunResult result = run_meanwhile(folder, action, "detect-replaced --model m");
    CHECK(result.err == "");
    CHECK(result.code == 0);
    CHECK(folder.read("out") ==
          folder.electra({"detect-replaced", "--model", golden("hf/pretraining")}, "the cat\nthe dog\n").out);
  }
}

TEST_CASE("limits of descriptors and of the size of files leave nothing behind") {
  for (const std::string limit : {"ulimit -n 4", "ulimit -n 5", "ulimit -n 6", "ulimit -n 7", "ulimit -f 1"}) {
    CAPTURE(limit);
    const Folder folder;
    const RunResult result =
        folder.shell(fmt::format("{}; exec electra convert {} out --part both --vocab {} --quiet", limit,
                                 golden("google/pretrain-b-large/ckpt"), golden("google/vocab.txt")));
    CHECK(result.code == (result.err.empty() ? 0 : 1));
    CHECK(folder.files() == (result.err.empty() ? Names{"out"} : Names{}));
    if (limit == "ulimit -f 1") CHECK(result.err.find("file too large") != std::string::npos);
  }
}

}  // namespace
}  // namespace electra::test
