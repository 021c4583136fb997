// Where results go, and what happens when they cannot go there.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "cli/commands_under_test.h"
#include "cli/harness.h"

namespace electra::test {
namespace {

TEST_CASE("a closed pipe ends the program quietly") {
  const Folder folder;
  const RunResult result = folder.shell("{ yes 'the cat' | electra tokenize --quiet; echo code $? >&2; } | head -n 1");
  CHECK(result.out == "[CLS] the cat [SEP]\n");
  CHECK(result.err == "code 0\n");
}

TEST_CASE("a full disk is an error, also for help and manuals") {
  const Folder folder;
  folder.write("a.txt", "the cat\n");
  std::vector<std::string> scripts = {"electra",
                                      "electra --help",
                                      "electra --version",
                                      "electra --generate man",
                                      "electra tokenize --quiet a.txt",
                                      "electra detect-replaced --quiet a.txt",
                                      "electra fill-mask --quiet a.txt",
                                      "electra inspect electra-mini-generator"};
  for (const std::string& script : scripts) {
    CAPTURE(script);
    const RunResult result = folder.shell(script + " > /dev/full");
    CHECK(result.err == "electra: <stdout>: cannot write: no space left on device\n");
    CHECK(result.code == 1);
  }
}

TEST_CASE("a full disk is an error for --output as well") {
  const Folder folder;
  const RunResult result = folder.electra({"tokenize", "--quiet", "--output", "/dev/full"}, "the cat\n");
  CHECK(result.err == "electra: /dev/full: cannot write: no space left on device\n");
  CHECK(result.code == 1);
}

TEST_CASE("the table of --evaluate that cannot be written fails the run") {
  const Folder folder;
  const std::string choose = "electra choose --quiet --evaluate " + std::string(ELECTRA_SOURCE) +
                             "/data/samples/choose.jsonl --report r.json --output out.tsv 2> /dev/full";
  CHECK(folder.shell(choose).code == 1);
  CHECK(folder.files().empty());
}

TEST_CASE("--output appears whole, and replaces its own input") {
  const Folder folder;
  folder.write("a.txt", "the cat\n");
  const RunResult result = folder.electra({"tokenize", "--quiet", "a.txt", "--output", "a.txt"});
  CHECK(result.out == "");
  CHECK(result.err == "");
  CHECK(folder.read("a.txt") == "[CLS] the cat [SEP]\n");
  CHECK(folder.files() == std::vector<std::string>{"a.txt"});
}

TEST_CASE("a failed run leaves the old output untouched") {
  const Folder folder;
  folder.write("out.txt", "old\n");
  const RunResult result = folder.electra({"tokenize", "--quiet", "--decode", "--output", "out.txt"}, "5\nx\n");
  CHECK(result.code == 1);
  CHECK(folder.read("out.txt") == "old\n");
  CHECK(folder.files() == std::vector<std::string>{"out.txt"});
}

TEST_CASE("--output follows a link and writes to devices as they are") {
  const Folder folder;
  folder.write("target.txt", "old\n");
  std::filesystem::create_symlink("target.txt", folder.path() / "link.txt");
  CHECK(folder.electra({"tokenize", "--quiet", "--output", "link.txt"}, "the cat\n").code == 0);
  CHECK(std::filesystem::is_symlink(folder.path() / "link.txt"));
  CHECK(folder.read("target.txt") == "[CLS] the cat [SEP]\n");
  CHECK(folder.electra({"tokenize", "--quiet", "--output", "/dev/null"}, "the cat\n").code == 0);
  CHECK(std::filesystem::is_character_file("/dev/null"));
}

TEST_CASE("--output to an open descriptor adds to what its file holds") {
  const Folder folder;
  for (const std::string output : {"/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "/dev/fd/7", "/proc/self/fd/7"}) {
    CAPTURE(output);
    folder.write("app", "keep\n");
    const std::string redirect = output.ends_with('7') ? "7>> app" : ">> app";
    CHECK(folder.shell("echo the cat | electra tokenize --quiet --output " + output + " " + redirect).code == 0);
    CHECK(folder.read("app") == "keep\n[CLS] the cat [SEP]\n");
  }
  const RunResult piped = folder.shell("echo the cat | electra tokenize --quiet --output /dev/stdout | cat");
  CHECK(piped.out == "[CLS] the cat [SEP]\n");
  const RunResult closed = folder.electra({"tokenize", "--quiet", "--output", "/dev/fd/99"}, "the cat\n");
  CHECK(closed.err == "electra: /dev/fd/99: cannot write: bad file descriptor\n");
  CHECK(closed.code == 1);
}

TEST_CASE("forward writes to an open descriptor as well") {
  const Folder folder;
  const std::string model = golden("hf/pretraining");
  const std::string forward =
      fmt::format("electra forward --model {0} --input {0}/expected.safetensors --output ", model);
  folder.write("app", "keep\n");
  REQUIRE(folder.shell(forward + "plain").code == 0);
  CHECK(folder.shell(forward + "/dev/stdout >> app").code == 0);
  CHECK(folder.read("app") == "keep\n" + folder.read("plain"));
}

TEST_CASE("--output in a folder that does not exist fails before the work") {
  const Folder folder;
  const RunResult result = folder.electra({"tokenize", "--quiet", "--output", "no/out.txt"}, "the cat\n");
  CHECK(result.err == "electra: no/out.txt: cannot write: no such file or directory\n");
  CHECK(result.code == 1);
}

TEST_CASE("a closed standard output is an error if there is something to say") {
  const Folder folder;
  CHECK(folder.shell("electra tokenize --quiet < /dev/null >&-").code == 0);
  const RunResult result = folder.shell("echo the cat | electra tokenize --quiet >&-");
  CHECK(result.err == "electra: <stdout>: cannot write: bad file descriptor\n");
  CHECK(result.code == 1);
}

TEST_CASE("colour is for terminals, or on request, and not for NO_COLOR") {
  Folder folder;
  const std::string command = "echo 'We drove to the city by moon.' | electra detect-replaced --quiet --threads 1";
  CHECK(folder.shell(command).out.find('\x1b') == std::string::npos);
  CHECK(folder.shell(command + " --color always").out.find("\x1b[0m") != std::string::npos);
  folder.environment["TERM"] = "xterm-256color";
  const std::string on_terminal = fmt::format("script -qec \"{}\" /dev/null", command);
  if (folder.shell("command -v script").code != 0) return;
  CHECK(folder.shell(on_terminal).out.find('\x1b') != std::string::npos);
  folder.environment["NO_COLOR"] = "";
  CHECK(folder.shell(on_terminal).out.find('\x1b') != std::string::npos);
  folder.environment["NO_COLOR"] = "1";
  CHECK(folder.shell(on_terminal).out == "We drove to the city by [[moon]].\r\n");
}

}  // namespace
}  // namespace electra::test
