// Programs are started without standard files, too, by daemons and cron jobs: no other file takes their place.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "cli/harness.h"

namespace electra::test {
namespace {

namespace fs = std::filesystem;

// All that a run left behind, but its input.
std::map<std::string, std::string> outputs(const Folder& folder) {
  std::map<std::string, std::string> contents;
  for (const auto& entry : fs::recursive_directory_iterator(folder.path())) {
    const std::string name = fs::relative(entry.path(), folder.path());
    if (!entry.is_regular_file() || name.starts_with("in.")) continue;
    const std::string content = folder.read(name);
    contents[name] = content.substr(0, content.find("\"seconds\""));  // of a report
  }
  return contents;
}

// All but two warn of what they read, and would do so into what they write.
const std::vector<std::string> commands = {
    "tokenize --output a in.txt",
    "tokenize --output-format jsonl --output a in.txt",
    "detect-replaced --model {0}/hf/pretraining --output-format html --output a in.txt",
    "fill-mask --model {0}/hf/maskedlm --output a in.txt",
    "classify --model {0}/hf/seqcls-3 --label-column 2 --columns 1 --on-error skip --evaluate --report b --output a "
    "in.tsv",
    "tag --model {0}/hf/tokencls --output a in.txt",
    "embed --model {0}/hf/model --output-format npy --output a in.txt",
    "qa --model {0}/hf/qa --nbest b --null-odds c --output a --on-error skip in.jsonl",
    "choose --model {0}/hf/multiplechoice-first --report b --output a --on-error skip in.jsonl",
    "score tag --output a in.conll in.conll",
    "forward --model {0}/hf/pretraining --input {0}/hf/pretraining/expected.safetensors --output a",
    "convert {0}/google/pretrain-a-small/ckpt a --part both --lower-case false",
};

TEST_CASE("whatever of 0, 1 and 2 is closed, every output is what it is otherwise") {
  for (const std::string& command : commands) {
    CAPTURE(command);
    std::map<std::string, std::string> expected;
    for (const std::string closed : {"", "<&-", ">&-", "2>&-", "<&- >&-", "<&- 2>&-", ">&- 2>&-", "<&- >&- 2>&-"}) {
      CAPTURE(closed);
      const Folder folder;
      folder.write("in.txt", "my \xFF school [MASK]\nthe city [MASK]\n");
      folder.write("in.tsv", "my school\t0\nthe city\tno such label\n");
      folder.write("in.jsonl",
                   R"({"id": "a", "question": "the city", "context": "my school is down", "is_impossible": true})"
                   "\n"
                   R"({"prompt": "the", "choices": ["city", "way"], "label": 1})"
                   "\n");
      folder.write("in.conll", "my\tB-X\nschool\xFF\tO\n");
      const std::string script = "electra " + fmt::format(fmt::runtime(command), golden("")) + " " + closed;
      const RunResult result = folder.shell(script);
      const std::map<std::string, std::string> got = outputs(folder);
      if (closed.empty()) {
        CHECK(!got.empty());
        CHECK(result.err.empty() == (command.starts_with("score") || command.starts_with("forward")));
        expected = got;
      }
      CHECK(got == expected);
      // convert alone has something to say to standard output.
      const bool fails = command.starts_with("convert") && (" " + closed).find(" >&-") != std::string::npos;
      CHECK((result.code == 1) == fails);
    }
  }
}

TEST_CASE("what is closed can be neither read nor written, under none of its names") {
  const Folder folder;
  struct Case {
    std::string arguments, err;
  };
  const Case cases[] = {
      {"tokenize --quiet <&-", "electra: <stdin>: cannot read: bad file descriptor\n"},
      {"tokenize --quiet /dev/stdin <&-", "electra: /dev/stdin: cannot read: is a directory\n"},
      {"qa --quiet --format squad <&-", "electra: <stdin>: cannot read: bad file descriptor\n"},
      {"tokenize --quiet >&-", "electra: <stdout>: cannot write: bad file descriptor\n"},
      {"tokenize --quiet --output /dev/stdout >&-", "electra: <stdout>: cannot write: bad file descriptor\n"},
      {"--help >&-", "electra: <stdout>: cannot write: bad file descriptor\n"},
  };
  for (const Case& test : cases) {
    CAPTURE(test.arguments);
    const RunResult result = folder.shell("electra " + test.arguments, "the cat\n");
    CHECK(result.err == test.err);
    CHECK(result.code == 1);
  }
  CHECK(folder.shell("electra tokenize --output /dev/stderr 2>&-", "the cat\n").code == 1);
  CHECK(folder.shell("electra tokenize --output /dev/fd/2 2>&-", "the cat\n").code == 1);
}

TEST_CASE(
    "a descriptor that was not open at the start is none to write to, though a file of ours may have its number") {
  const Folder folder;
  folder.write("in", R"({"prompt": "the", "choices": ["city", "way"], "label": 1})"
                     "\n");
  for (int number = 3; number < 10; ++number) {
    CAPTURE(number);
    const RunResult result = folder.electra({"choose", "--quiet", "--model", golden("hf/multiplechoice-first"),
                                             "--output", "out", "--report", fmt::format("/dev/fd/{}", number), "in"});
    CHECK(result.err == fmt::format("electra: /dev/fd/{}: cannot write: bad file descriptor\n", number));
    CHECK(result.code == 1);
    CHECK(folder.files() == std::vector<std::string>{"in"});
  }
}

}  // namespace
}  // namespace electra::test
