// What the program says to arguments, good and bad.
#include <doctest/doctest.h>

#include "cli/commands_under_test.h"
#include "cli/harness.h"

namespace electra::test {
namespace {

void check_refused(const std::vector<std::string>& arguments, const std::string& message) {
  const Folder folder;
  const RunResult result = folder.electra(arguments);
  CHECK(result.err == "electra: " + message + "\n");
  CHECK(result.out == "");
  CHECK(result.code == 2);
}

TEST_CASE("an unknown option names the nearest real one") {
  check_refused({"detect-replaced", "--treshold", "0.4"},
                "detect-replaced: unknown option '--treshold'; did you mean '--threshold'?");
  check_refused({"fill-mask", "--topk=3"}, "fill-mask: unknown option '--topk'; did you mean '--top-k'?");
  check_refused({"--versoin"}, "unknown option '--versoin'; did you mean '--version'?");
}

TEST_CASE("an unknown option that resembles none names the help") {
  check_refused({"detect-replaced", "--gpu"},
                "detect-replaced: unknown option '--gpu'; see `electra detect-replaced --help`");
  check_refused({"-x"}, "unknown option '-x'; see `electra --help`");
}

TEST_CASE("an unknown command names the nearest real one") {
  check_refused({"detekt-replaced"}, "unknown command 'detekt-replaced'; did you mean 'detect-replaced'?");
  check_refused({"tokenise", "a.txt"}, "unknown command 'tokenise'; did you mean 'tokenize'?");
}

TEST_CASE("the beginning of a name suggests what begins so, and is not accepted for it") {
  check_refused({"detect"}, "unknown command 'detect'; did you mean 'detect-replaced'?");
  check_refused({"c"}, "unknown command 'c'; did you mean 'classify' or 'choose' or 'convert'?");
  check_refused({"t"}, "unknown command 't'; did you mean 'tag' or 'tokenize'?");
  check_refused({"qa", "--quest", "x"}, "qa: unknown option '--quest'; did you mean '--question'?");
  check_refused({"qa", "--out", "x"}, "qa: unknown option '--out'; did you mean '--output' or '--output-format'?");
  check_refused({"qa", "--output-format", "json"},
                "qa: --output-format: 'json', expected one of squad, jsonl, tsv, html; did you mean 'jsonl'?");
}

TEST_CASE("a value that is no choice names the nearest one, whatever the case of its letters") {
  check_refused({"qa", "--output-format", "JSONL"},
                "qa: --output-format: 'JSONL', expected one of squad, jsonl, tsv, html; did you mean 'jsonl'?");
  check_refused({"embed", "--pooling", "CLS"},
                "embed: --pooling: 'CLS', expected one of mean, cls, max, none; did you mean 'cls'?");
  check_refused(
      {"score", "tagg", "a", "b"},
      "score: TASK: 'tagg', expected one of detect-replaced, fill-mask, classify, qa, tag, choose; did you mean "
      "'tag'?");
  check_refused({"qa", "--metric", "bleu"}, "qa: --metric: 'bleu', expected one of squad, korquad, cmrc, mlqa");
}

TEST_CASE("flags have letters, alone, together and with their value") {
  const Folder folder;
  folder.write("[x]", "one\n");
  for (const std::vector<std::string>& flags : {std::vector<std::string>{"-q", "-m", "electra-mini-qa", "-o", "y"},
                                                {"-qmelectra-mini-qa", "-oy"},
                                                {"-qo", "y"}}) {
    std::vector<std::string> arguments = {"tokenize"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    arguments.emplace_back("[x]");
    const RunResult result = folder.electra(arguments);
    CHECK(result.err == "");
    CHECK(result.code == 0);
    CHECK(folder.read("y") == "[CLS] one [SEP]\n");
    std::filesystem::remove(folder.path() / "y");
  }
  check_refused({"qa", "-m"}, "qa: --model: its value is missing");
  check_refused({"qa", "-m", ""}, "qa: --model: '', expected a value");
  CHECK(folder.electra({"-V"}).out == folder.electra({"--version"}).out);
}

TEST_CASE("an option before the command is told where to go") {
  check_refused({"--threshold", "0.4", "detect-replaced"},
                "detect-replaced: '--threshold' stands before the command; its options go behind it");
}

TEST_CASE("values are checked") {
  check_refused({"detect-replaced", "--threshold", "2"},
                "detect-replaced: --threshold: '2', expected a number from 0 to 1");
  check_refused({"detect-replaced", "--threshold", "nan"},
                "detect-replaced: --threshold: 'nan', expected a number from 0 to 1");
  check_refused({"detect-replaced", "--threads", "0"},
                "detect-replaced: --threads: '0', expected an integer from 1 to 4096");
  check_refused({"fill-mask", "--top-k", "3.5"}, "fill-mask: --top-k: '3.5', expected an integer from 1 to 1048576");
  check_refused({"fill-mask", "--output-format", "html"},
                "fill-mask: --output-format: 'html', expected one of text, jsonl, tsv");
  check_refused({"fill-mask", "--precision", "int4"},
                "fill-mask: --precision: 'int4', expected one of f32, bf16, int8, auto; did you mean 'int8'?");
  check_refused({"detect-replaced", "--all=maybe"}, "detect-replaced: --all: 'maybe', expected no value");
  check_refused({"fill-mask", "--model"}, "fill-mask: --model: its value is missing");
}

TEST_CASE("an empty value is not the same as none") {
  for (const std::string flag : {"--model", "--output", "--targets"}) {
    check_refused({"fill-mask", flag, ""}, "fill-mask: " + flag + ": '', expected a value");
  }
  check_refused({"tokenize", "--vocab", ""}, "tokenize: --vocab: '', expected a value");
  // What stands behind it is no value of it: a file would be overwritten.
  check_refused({"tokenize", "--output=", "in.txt"}, "--output: its value is missing");
  check_refused({"detect-replaced", "--suggest=", "in.txt"}, "--suggest: its value is missing");
  const Folder folder;  // a value may end so
  folder.write("a.csv", "text=x\na film=b\n");
  CHECK(folder.electra({"tokenize", "--quiet", "--columns=text", "--separator==", "--output=out=", "a.csv"}).code == 0);
  CHECK(folder.read("out=") == "[CLS] a film [SEP]\n");
  for (const std::string words : {"cat,,x", ",cat", "cat,", ","}) {
    check_refused({"fill-mask", "--targets", words}, "fill-mask: --targets: an empty word between commas");
  }
}

TEST_CASE("missing and superfluous arguments are named") {
  check_refused({"convert", "a"}, "convert: DEST is required");
  check_refused({"inspect", "a", "b"}, "inspect: unexpected argument 'b'");
  check_refused({"--generate", "man", "formats"},
                "--generate man: unexpected argument 'formats'; electra COMMAND --generate man is for a command, "
                "electra help TOPIC --generate man for a topic");
}

TEST_CASE("options that do not go together are refused") {
  check_refused({"detect-replaced", "--all"}, "detect-replaced: --all needs --output-format tsv or html");
  check_refused({"fill-mask", "--output-format", "text", "--top-k", "2"},
                "fill-mask: --output-format text has room for one prediction, --top-k asks for more");
  check_refused({"tokenize", "--model", "a", "--vocab", "b"}, "tokenize: --model and --vocab exclude each other");
  check_refused(
      {"tokenize", "--lower-case", "false"},
      "tokenize: --lower-case, --strip-accents and --tokenize-chinese-chars need --vocab: a model has settings "
      "of its own");
  check_refused({"tokenize", "--skip-special-tokens"}, "tokenize: --skip-special-tokens needs --decode");
  check_refused({"detect-replaced", "--color", "always", "--output-format", "tsv"},
                "detect-replaced: --color is for --output-format text");
  check_refused({"tag", "--text-marks", "escaped", "--output-format", "jsonl"},
                "tag: --text-marks is for --output-format text");
  for (const std::string command : {"detect-replaced", "fill-mask", "tag"}) {
    check_refused({command, "--offsets", "chars", "--output-format", "text"},
                  command + ": --offsets: --output-format text has no starts and ends");
  }
  check_refused({"classify", "--quiet", "--threshold", "0.4"},
                "classify: --threshold is for models with several labels for a text: the best label of this one needs "
                "none");
}

TEST_CASE("an option given twice counts as given last") {
  const Folder folder;
  const RunResult result =
      folder.electra({"tokenize", "--quiet", "--output-format", "jsonl", "--output-format", "pieces"}, "the cat");
  CHECK(result.out == "[CLS] the cat [SEP]\n");
  CHECK(result.code == 0);
}

TEST_CASE("a file may be called as a command or begin with a dash") {
  const Folder folder;
  folder.write("tokenize", "one\n");
  folder.write("--quiet", "two\n");
  const RunResult result = folder.electra({"tokenize", "--quiet", "tokenize", "--", "--quiet"});
  CHECK(result.out == "[CLS] one [SEP]\n[CLS] two [SEP]\n");
  CHECK(result.err == "");
}

TEST_CASE("a dash alone is standard input, behind -- as well") {
  const Folder folder;
  for (const std::vector<std::string>& operands : {std::vector<std::string>{"-"}, {"--", "-"}}) {
    std::vector<std::string> arguments = {"tokenize", "--quiet"};
    arguments.insert(arguments.end(), operands.begin(), operands.end());
    const RunResult result = folder.electra(arguments, "the cat\n");
    CHECK(result.out == "[CLS] the cat [SEP]\n");
    CHECK(result.err == "");
    CHECK(result.code == 0);
  }
}

TEST_CASE("brackets are part of the name of a file") {
  const Folder folder;
  folder.write("[x]", "one\n");
  folder.write("[a,b]", "two\n");
  for (const std::vector<std::string>& before : {std::vector<std::string>{}, {"--output-format", "pieces"}, {"--"}}) {
    std::vector<std::string> arguments = {"tokenize", "--quiet"};
    arguments.insert(arguments.end(), before.begin(), before.end());
    arguments.insert(arguments.end(), {"[x]", "[a,b]"});
    const RunResult result = folder.electra(arguments);
    CHECK(result.out == "[CLS] one [SEP]\n[CLS] two [SEP]\n");
    CHECK(result.err == "");
  }
  CHECK(folder.electra({"tokenize", "--quiet", "--output", "[y]", "[x]"}).code == 0);
  CHECK(folder.read("[y]") == "[CLS] one [SEP]\n");
}

TEST_CASE("electra alone and electra --help list all commands") {
  const Folder folder;
  const RunResult alone = folder.electra({});
  const RunResult help = folder.electra({"--help"});
  CHECK(alone.code == 0);
  CHECK(help.code == 0);
  CHECK(alone.err == "");
  CHECK(alone.out == help.out);
  for (const std::string& command : command_names()) CHECK(help.out.find("\n  " + command + " ") != std::string::npos);
}

TEST_CASE("--version") {
  const Folder folder;
  const RunResult result = folder.electra({"--version"});
  CHECK(result.out.starts_with("electra 0.2.0\noneDNN "));
  CHECK(std::ranges::count(result.out, '\n') == 4);
  CHECK(result.code == 0);
  CHECK(folder.shell("taskset -c 0 electra --version | tail -n 1").out == "threads 1\n");
  CHECK(folder.shell("ONEDNN_MAX_CPU_ISA=SSE41 electra --version").out.find("\ninstruction set portable\n") !=
        std::string::npos);
}

TEST_CASE("the help of every command fits a terminal and ends with an example that runs") {
  for (const std::string& command : command_names()) {
    CAPTURE(command);
    const Folder folder;
    std::filesystem::copy(golden("hf/pretraining/expected.safetensors"), folder.path() / "cases.safetensors");
    std::filesystem::copy(golden("google/pretrain-g-zip/electra_small.zip"), folder.path());
    const size_t files = folder.files().size();
    const RunResult help = folder.electra({command, "--help"});
    CHECK(help.code == 0);
    CHECK(help.err == "");
    const size_t at = help.out.find("\nExample:\n  ");
    REQUIRE(at != std::string::npos);
    const std::string example = help.out.substr(at + 12);
    CHECK(example.find('\n') == example.size() - 1);
    CHECK(longest_line(help.out.substr(0, at)) <= 80);
    const RunResult run = folder.shell("set -e; " + example);
    CAPTURE(run.err);
    CHECK(run.code == 0);
    CHECK((!run.out.empty() || folder.files().size() > files));
  }
}

}  // namespace
}  // namespace electra::test
