// --resume: a run that was killed at any moment, and gone on with, gives the bytes of a run that was not.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "cli/harness.h"
#include "electra/precision.h"

namespace electra::test {
namespace {

namespace fs = std::filesystem;

using Names = std::vector<std::string>;

// Texts of many lengths, so that windows end at many places.
std::string lines(size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i) {
    text += fmt::format("The chef {} cooked meal {}", i % 7 == 0 ? "quickly" : "slowly", i);
    for (size_t k = 0; k < i % 7; ++k) text += " with a fork, a cloud and a spoon of soup";
    text += '\n';
  }
  return text;
}

std::string masked(size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i) {
    text += fmt::format("{} {} ate the [MASK].\n", i, std::string(i % 40, 'x'));
  }
  return text;
}

std::string questions(size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i) {
    text += fmt::format(R"({{"id": "q{}", "question": "Who cooked?", "context": "Cook {} cooked{}."}})", i, i,
                        std::string(i % 30, '!')) +
            "\n";
  }
  return text;
}

std::string choices(size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i) {
    text +=
        fmt::format(R"({{"prompt": "Stop {} {}", "choices": ["red", "green {}"]}})", i, std::string(i % 50, '.'), i) +
        "\n";
  }
  return text;
}

// A run that ends where its files have reached so many bytes: at the same place on every machine.
RunResult run_cut(const Folder& folder, const std::string& command, size_t bytes) {
  constexpr size_t block = 512;  // POSIX
  return folder.shell(fmt::format("ulimit -f {}; electra {}", bytes / block, command));
}

// Sends the signal as soon as the run has noted a point to go on from. The run needs enough to do to be there still.
RunResult run_signalled(const Folder& folder, const std::string& command, const char* signal) {
  return folder.shell(fmt::format(
      "electra {} & run=$!; n=0; while kill -0 $run 2> /dev/null && [ $n -le 1 ]; do n=0; "
      "while read -r line; do n=$((n + 1)); done 2> /dev/null < out.resume; sleep 0.005; done 2> /dev/null; "
      "kill -{} $run 2> /dev/null; wait $run 2> /dev/null",
      command, signal));
}

void check_resumes(const std::string& command, const std::string& input) {
  CAPTURE(command);
  const Folder folder;
  folder.write("in", input);
  const std::string whole = fmt::format("{} --quiet in", command);
  REQUIRE(folder.shell("electra " + whole + " --output whole").code == 0);
  const size_t bytes = folder.read("whole").size();
  const std::string resumed = whole + " --resume --output out";
  for (const size_t percent : {35, 80}) {
    CAPTURE(percent);
    CHECK(run_cut(folder, resumed, bytes * percent / 100).code == 1);
  }
  CHECK(fs::exists(folder.path() / "out.part"));
  const RunResult result = folder.shell("electra " + resumed);
  CHECK(result.err == "");
  CHECK(result.code == 0);
  CHECK(folder.read("out") == folder.read("whole"));
  CHECK(folder.files() == Names{"in", "out", "whole"});
}

TEST_CASE("an output of any command and format is gone on with wherever its run was cut, twice") {
  for (const char* format : {"text", "jsonl", "tsv"}) {
    check_resumes(fmt::format("detect-replaced --output-format {}", format), lines(200));
  }
  check_resumes("fill-mask --output-format jsonl", masked(300));
  check_resumes("tag --output-format text", lines(200));
  check_resumes("classify --with-filename --output-format tsv", lines(300));
  check_resumes("embed --output-format jsonl", lines(100));
  check_resumes("qa --output-format jsonl", questions(300));
  check_resumes("choose --format jsonl --output-format tsv", choices(300));
}

TEST_CASE("an output of tokenize is gone on with") {
  for (const char* format : {"pieces", "jsonl", "tsv"}) {
    check_resumes(fmt::format("tokenize --output-format {}", format), lines(2000));
  }
}

TEST_CASE("an output is gone on with whose run was killed") {
  const Folder folder;
  folder.write("in", lines(2000));
  const std::string command = "classify --quiet --resume --output out in";
  for (int kills = 0; kills < 2; ++kills) {
    CAPTURE(kills);
    REQUIRE(run_signalled(folder, command, "KILL").code == 128 + SIGKILL);
    REQUIRE(folder.files() == Names{"in", "out.part", "out.resume"});
  }
  CHECK(folder.shell("electra " + command).code == 0);
  REQUIRE(folder.shell("electra classify --quiet --output whole in").code == 0);
  CHECK(folder.read("out") == folder.read("whole"));
}

// What a run has left that was cut when it had written some of 300 lines.
struct Interrupted {
  explicit Interrupted(const std::string& flags = "") {
    folder.write("in", lines(300));
    command = "classify --quiet --resume --output out " + flags + " in";
    run_cut(folder, command, 5000);
    REQUIRE(fs::exists(folder.path() / "out.part"));
  }
  Folder folder;
  std::string command;
};

TEST_CASE("a run that is another one is refused, and what is there stays") {
  const Interrupted run;
  const std::string part = run.folder.read("out.part");
  const auto refusal = [](const std::string& what) {
    return fmt::format(
        "--resume: out.part was begun with other {}: take what it was begun with, or remove it to begin anew\n", what);
  };
  const auto check_refused = [&](const std::string& command, const std::string& what) {
    CAPTURE(command);
    const RunResult result = run.folder.shell("electra " + command);
    CHECK(result.err == fmt::format("electra: {}: {}", command.substr(0, command.find(' ')), refusal(what)));
    CHECK(result.code == 2);
    CHECK(run.folder.read("out.part") == part);
  };
  check_refused("classify --quiet --resume --output out --top-k 2 in", "flags (--top-k)");
  check_refused("classify --quiet --resume --output out --on-error skip in", "flags (--on-error)");
  check_refused("classify --quiet --resume --output out in in", "input");
  check_refused("tokenize --quiet --resume --output out in", "command, model, precision");
  fs::copy(std::string(ELECTRA_SOURCE) + "/data/models/electra-mini-sst2", run.folder.path() / "m");
  check_refused("classify --quiet --resume --output out --model m in", "model");
  run.folder.shell("touch -d 2001-01-01 in");
  check_refused(run.command, "input");
}

TEST_CASE("threads are no other run") {
  const Interrupted run;
  CHECK(run.folder.shell("electra " + run.command + " --threads 1").code == 0);
  CHECK(run.folder.files() == Names{"in", "out"});
}

TEST_CASE("what is behind the last whole record is dropped, and what was changed before it is refused") {
  const Interrupted run;
  std::ofstream(run.folder.path() / "out.part", std::ios::app) << "half a rec";
  std::ofstream(run.folder.path() / "out.resume", std::ios::app) << R"({"records": 2)";
  Folder copy;
  SUBCASE("behind") {
    REQUIRE(run.folder.shell("electra " + run.command).code == 0);
    REQUIRE(run.folder.shell("electra classify --quiet --output whole in").code == 0);
    CHECK(run.folder.read("out") == run.folder.read("whole"));
  }
  SUBCASE("before") {
    std::string part = run.folder.read("out.part");
    part[0] ^= 1;
    run.folder.write("out.part", part);
    const RunResult result = run.folder.shell("electra " + run.command);
    CHECK(result.err == "electra: classify: --resume: out.part is not as its run left it: remove it to begin anew\n");
    CHECK(result.code == 2);
    CHECK(run.folder.read("out.part") == part);
  }
  SUBCASE("removed") {
    fs::remove(run.folder.path() / "out.part");
    CHECK(run.folder.shell("electra " + run.command).code == 0);
    CHECK(run.folder.files() == Names{"in", "out"});
  }
}

TEST_CASE("a file that only has the name is not touched") {
  const Folder folder;
  folder.write("in", "a\n");
  folder.write("out.part", "mine\n");
  const RunResult result = folder.shell("electra classify --quiet --resume --output out in");
  CHECK(result.err ==
        "electra: classify: --resume: out.part is there, but nothing says what run it is of: move it away\n");
  CHECK(result.code == 2);
  CHECK(folder.read("out.part") == "mine\n");
  CHECK(folder.files() == Names{"in", "out.part"});
}

TEST_CASE("a note that is none of ours is not touched") {
  const Folder folder;
  folder.write("in", "a\n");
  for (const std::string mine : {"my cv\n", "{\"a\": 1}\n", "{\"version of"}) {
    CAPTURE(mine);
    folder.write("out.resume", mine);
    const RunResult result = folder.shell("electra classify --quiet --resume --output out in");
    CHECK(result.err == "electra: classify: --resume: out.resume is there, but is none of electra's: move it away\n");
    CHECK(result.code == 2);
    CHECK(folder.read("out.resume") == mine);
    CHECK(folder.files() == Names{"in", "out.resume"});
  }
}

TEST_CASE("another precision is another run, even if auto chose it") {
  if (automatic_precision() == Precision::f32) {
    MESSAGE("skipped: auto is f32 on this CPU with all its instructions, too");
    return;
  }
  Folder folder;
  folder.write("in", lines(300));
  const std::string command = "classify --quiet --precision auto --resume --output out in";
  folder.environment["ONEDNN_MAX_CPU_ISA"] = "SSE41";
  run_cut(folder, command, 5000);
  REQUIRE(fs::exists(folder.path() / "out.part"));
  folder.environment.erase("ONEDNN_MAX_CPU_ISA");
  const RunResult result = folder.shell("electra " + command);
  CHECK(result.err.find("begun with other precision: ") != std::string::npos);
  CHECK(result.code == 2);
}

TEST_CASE("bad records of the run before count, so that the exit code is that of one run") {
  const Folder folder;
  std::string input = "{\n";
  for (int i = 0; i < 300; ++i) input += fmt::format(R"({{"text": "line {} {}"}})", i, std::string(200, 'x')) + "\n";
  folder.write("in", input);
  const std::string command = "classify --format jsonl --on-error skip --resume --output out in";
  run_cut(folder, command + " --quiet", 5000);
  REQUIRE(fs::exists(folder.path() / "out.part"));
  const RunResult result = folder.shell("electra " + command);
  CHECK(result.code == 3);
  CHECK(result.err.find("1 bad record skipped, first at in:1") != std::string::npos);
  CHECK(result.err.find("going on behind ") != std::string::npos);
}

TEST_CASE("what --resume cannot make right is refused") {
  const Folder folder;
  folder.write("in", "a\n");
  const auto check = [&](const std::string& arguments, const std::string& fault) {
    CAPTURE(arguments);
    const RunResult result = folder.shell("electra " + arguments, "a\n");
    CHECK(result.err == fmt::format("electra: {}: {}\n", arguments.substr(0, arguments.find(' ')), fault));
    CHECK(result.code == 2);
  };
  const std::string no_file = "--resume needs --output FILE: what is written as it comes is not kept";
  check("classify --quiet --resume in", no_file);
  check("classify --quiet --resume --output /dev/null in", no_file);
  check("classify --quiet --resume --output out", "--resume needs files to read: standard input cannot be read again");
  check("classify --quiet --resume --output out --on-error skip --rejects bad in",
        "--resume excludes --rejects, which would lack the records of the run before");
  check("embed --quiet --resume --output out.npy in",
        "--resume is for outputs of one record behind the other: not for html, npy and squad");
  folder.write("gold.tsv", "text\tlabel\na\tpositive\n");
  check("classify --quiet --resume --output out --label-column label --columns text --evaluate gold.tsv",
        "--resume excludes --evaluate, --report and --plot, which need all records: electra score compares the output");
  folder.write("q.jsonl", R"({"question": "a?", "context": "b"})");
  check("qa --quiet --resume --output out --nbest n q.jsonl",
        "--resume excludes --nbest, which would lack the records of the run before");
  folder.shell("mkfifo pipe");
  CHECK(folder.shell("{ cat in > pipe & } ; electra classify --quiet --resume --output out pipe").err ==
        "electra: classify: --resume: 'pipe': expected a file, which can be read again\n");
  CHECK(folder.files() == Names{"gold.tsv", "in", "pipe", "q.jsonl"});
}

TEST_CASE("a limit of the size of files keeps what is whole") {
  const Folder folder;
  folder.write("in", lines(300));
  const std::string command = "electra embed --quiet --resume --output out in";
  const RunResult full = folder.shell("ulimit -f 1500; " + command);
  CHECK(full.code == 1);
  CHECK(full.err.find("file too large") != std::string::npos);
  REQUIRE(fs::exists(folder.path() / "out.part"));
  CHECK(folder.shell(command).code == 0);
  REQUIRE(folder.shell("electra embed --quiet --output whole in").code == 0);
  CHECK(folder.read("out") == folder.read("whole"));
}

TEST_CASE("a packed input is read again") {
  const Folder folder;
  folder.write("in", lines(300));
  folder.shell("gzip in");
  const std::string command = "classify --quiet --resume --output out in.gz";
  run_cut(folder, command, 5000);
  REQUIRE(fs::exists(folder.path() / "out.part"));
  CHECK(folder.shell("electra " + command).code == 0);
  REQUIRE(folder.shell("electra classify --quiet --output whole in.gz").code == 0);
  CHECK(folder.read("out") == folder.read("whole"));
}

TEST_CASE("a signal says how far the run came, and that it can be gone on with") {
  const Folder folder;
  folder.write("in", lines(2000));
  const RunResult result = run_signalled(folder, "classify --resume --output out in", "TERM");
  CHECK(result.err.find(" %; the same command goes on from there\n") != std::string::npos);
  CHECK(result.code == 128 + SIGTERM);
  CHECK(folder.files() == Names{"in", "out.part", "out.resume"});
}

TEST_CASE("two runs do not write one output") {
  const Folder folder;
  folder.write("in", lines(300));
  folder.shell("exec 9>> out.resume; flock 9; electra classify --quiet --resume --output out in 9>&- 2> err");
  CHECK(folder.read("err") == "electra: out.part: another run writes it\n");
}

}  // namespace
}  // namespace electra::test
