// Records: what lines become, from files, pipes and standard input.
#include <doctest/doctest.h>

#include <algorithm>

#include "cli/harness.h"

namespace electra::test {
namespace {

// tokenize shows records as they are read, and quickly.
RunResult tokenize(const Folder& folder, std::string_view input, std::vector<std::string> arguments = {}) {
  arguments.insert(arguments.begin(), {"tokenize", "--quiet", "--no-special-tokens"});
  return folder.electra(arguments, input);
}

// `format` is the value of --output-format and what follows it.
std::string detect(std::string_view input, const std::vector<std::string>& format) {
  const Folder folder;
  std::vector<std::string> arguments = {"detect-replaced", "--quiet", "--model", golden("hf/pretraining"),
                                        "--output-format"};
  arguments.insert(arguments.end(), format.begin(), format.end());
  const RunResult result = folder.electra(arguments, input);
  CHECK(result.code == 0);
  CHECK(result.err == "");
  return result.out;
}

TEST_CASE("empty input gives no output") {
  const Folder folder;
  const RunResult result = tokenize(folder, "");
  CHECK(result.out == "");
  CHECK(result.err == "");
  CHECK(result.code == 0);
  for (const char* format : {"text", "jsonl", "tsv"}) CHECK(detect("", {format}) == "");
}

TEST_CASE("a final newline is optional") {
  const Folder folder;
  CHECK(tokenize(folder, "the cat\nthe dog").out == "the cat\nthe dog\n");
  CHECK(tokenize(folder, "the cat\nthe dog\n").out == "the cat\nthe dog\n");
}

TEST_CASE("empty lines are records") {
  const Folder folder;
  CHECK(tokenize(folder, "\n\nthe cat\n\n").out == "\n\nthe cat\n\n");
  CHECK(detect("\n", {"text"}) == "\n");
  CHECK(detect("\n", {"jsonl"}) == "{\"words\":[]}\n");
}

TEST_CASE("CR LF ends a line, a lone CR does not") {
  const Folder folder;
  CHECK(tokenize(folder, "the cat\r\nthe\rdog\r\n").out == "the cat\nthe dog\n");
  CHECK(detect("a\r\n\r\nb\r", {"tsv"}).find('\r') == std::string::npos);
  CHECK(detect("\r\n", {"text"}) == "\n");
}

TEST_CASE("NUL bytes are part of a line, and of the first one if that is said to be text") {
  using namespace std::string_literals;
  const Folder folder;
  CHECK(tokenize(folder, "the\0 ca\0t\n"s, {"--format", "text"}).out == "the cat\n");
  CHECK(tokenize(folder, "a\nthe\0 ca\0t\n"s).out == "a\nthe cat\n");
  CHECK(tokenize(folder, "the\0 ca\0t\n"s).err ==
        "electra: tokenize: <stdin>: NUL bytes in the first line, expected lines of text: --format text takes it as it "
        "is\n");
  const RunResult marked = folder.electra(
      {"detect-replaced", "--quiet", "--model", golden("hf/pretraining"), "--threshold", "1", "--format", "text"},
      "a\0b\n"s);
  CHECK(marked.out == "a\0b\n"s);
}

TEST_CASE("malformed UTF-8 is replaced, counted, and reported once") {
  const Folder folder;
  folder.write("a.txt", "fine\nbad \xff here\n");
  folder.write("b.txt", "\xe2\x82 and \xc0\xaf\n");
  const RunResult result =
      folder.electra({"detect-replaced", "--model", golden("hf/pretraining"), "--threshold", "1", "a.txt", "b.txt"});
  CHECK(result.out == "fine\nbad \uFFFD here\n\uFFFD and \uFFFD\uFFFD\n");
  CHECK(result.err == "electra: 4 malformed UTF-8 sequences replaced by U+FFFD, first at a.txt:2\n");
  CHECK(result.code == 0);
}

TEST_CASE("files are read in order, - is standard input, and line numbers start anew") {
  const Folder folder;
  folder.write("a.txt", "1 2\n");
  folder.write("b.txt", "the cat");
  CHECK(tokenize(folder, "the dog\n", {"a.txt", "-", "b.txt"}).out == "1 2\nthe dog\nthe cat\n");
  const RunResult bad = folder.electra({"tokenize", "--quiet", "--decode", "a.txt", "b.txt"});
  CHECK(bad.err == "electra: b.txt:1: 'the' is not a token id\n");
  CHECK(bad.code == 1);
}

TEST_CASE("files of different endings need a --format where the first does not tell it") {
  const Folder folder;
  folder.write("a.jsonl", "{\"text\": \"cat\"}\n");
  folder.write("b.txt", "{\"text\": \"dog\"}\n");
  struct Case {
    std::vector<std::string> arguments;
    std::string out;
  };
  const Case cases[] = {
      {{"a.jsonl"}, "cat\n"},
      {{"a.jsonl", "a.jsonl"}, "cat\ncat\n"},
      {{"a.jsonl", "b.txt"}, "cat\ndog\n"},
      {{"a.jsonl", "b.txt", "--format", "text"}, "{ \" text \" : \" cat \" }\n{ \" text \" : \" dog \" }\n"},
      {{"b.txt", "a.jsonl", "--format", "text"}, "{ \" text \" : \" dog \" }\n{ \" text \" : \" cat \" }\n"}};
  for (const Case& test : cases) {
    const RunResult result = tokenize(folder, "", test.arguments);
    CHECK(result.out == test.out);
    CHECK(result.err == "");
    CHECK(result.code == 0);
  }
  folder.write("c.txt", "cat\n");
  folder.write("d.tsv", "dog\n");
  const RunResult mixed = tokenize(folder, "", {"c.txt", "d.tsv"});
  CHECK(mixed.err ==
        "electra: tokenize: 'd.tsv' is tsv by its name, but 'c.txt' is of no known format: name their --format\n");
  CHECK(mixed.code == 2);
}

// With a threshold of 1 nothing is marked: what comes out is the text as it was read.
RunResult copy(const Folder& folder, std::vector<std::string> arguments, std::string_view input = "") {
  arguments.insert(arguments.begin(),
                   {"detect-replaced", "--quiet", "--model", golden("hf/pretraining"), "--threshold", "1"});
  return folder.electra(arguments, input);
}

TEST_CASE("every file of CSV may begin with a byte-order mark") {
  const Folder folder;
  folder.write("a.csv", "\xEF\xBB\xBF\"my\nschool\"\n");
  const RunResult result = copy(folder, {"--columns", "1", "a.csv", "a.csv"});
  CHECK(result.out == "my school\nmy school\n");
  CHECK(result.err == "");
  CHECK(result.code == 0);
}

TEST_CASE("a quote is part of a cell of tsv") {
  const Folder folder;
  const RunResult result =
      copy(folder, {"--format", "tsv", "--columns", "text"}, "id\ttext\n1\t\"my school\n2\t\"the\" way\n");
  CHECK(result.out == "\"my school\n\"the\" way\n");
  CHECK(result.err == "");
  CHECK(result.code == 0);
}

TEST_CASE("a missing file is named before anything is done") {
  const Folder folder;
  folder.write("a.txt", "the cat\n");
  const RunResult result = tokenize(folder, "", {"a.txt", "missing.txt"});
  CHECK(result.out == "");
  CHECK(result.err == "electra: missing.txt: cannot read: no such file or directory\n");
  CHECK(result.code == 1);
}

TEST_CASE("an empty file name is said to be empty") {
  const Folder folder;
  const RunResult result = tokenize(folder, "", {""});
  CHECK(result.err == "electra: file name is empty\n");
  CHECK(result.code == 1);
}

TEST_CASE("a directory is no text file") {
  const Folder folder;
  const RunResult result = tokenize(folder, "", {"."});
  CHECK(result.err == "electra: .: cannot read: is a directory\n");
  CHECK(result.code == 1);
}

TEST_CASE("a bad record stops the run, after the results before it") {
  const Folder folder;
  const RunResult result = folder.electra({"tokenize", "--quiet", "--decode"}, "5\n5 x\n5\n");
  CHECK(result.out == "!\n");
  CHECK(result.err == "electra: <stdin>:2: 'x' is not a token id\n");
  CHECK(result.code == 1);
}

TEST_CASE("bad records can be skipped: an empty line, a count, exit code 3") {
  const Folder folder;
  const RunResult result = folder.electra(
      {"tokenize", "--decode", "--model", golden("hf/pretraining"), "--on-error", "skip"}, "5\n5 x\n5\n-1\n");
  CHECK(std::ranges::count(result.out, '\n') == 4);
  CHECK(result.out.substr(result.out.find('\n'), 2) == "\n\n");
  CHECK(result.err ==
        "electra: <stdin>:2: 'x' is not a token id\n"
        "electra: 2 bad records skipped, first at <stdin>:2\n");
  CHECK(result.code == 3);
}

TEST_CASE("what was replaced is told before what was skipped") {
  const Folder folder;
  const RunResult result = folder.electra(
      {"tokenize", "--decode", "--model", golden("hf/pretraining"), "--on-error", "skip"}, "5\n\xff\n5\n");
  CHECK(result.out == "!\n\n!\n");
  CHECK(result.err ==
        "electra: <stdin>:2: '\uFFFD' is not a token id\n"
        "electra: 1 malformed UTF-8 sequence replaced by U+FFFD, first at <stdin>:2\n"
        "electra: 1 bad record skipped, first at <stdin>:2\n");
  CHECK(result.code == 3);
}

std::string line_of(size_t bytes, const std::string& word) {
  std::string line;
  while (line.size() < bytes) line += word + " ";
  return line;
}

TEST_CASE("a line of 10 MB is one record") {
  const std::string line = line_of(10'000'000, "cat");
  const Folder folder;
  const RunResult pieces = tokenize(folder, line + "\nthe end");
  CHECK(pieces.code == 0);
  CHECK(pieces.out.size() == line.size() + std::string("the end\n").size());
  CHECK(pieces.out.ends_with(" cat\nthe end\n"));
}

// Words of 200 letters are one piece, so that the model has seconds of work and not minutes.
TEST_CASE("a line of 10 MB is scored whole") {
  const std::string line = line_of(10'000'000, std::string(200, 'x'));
  const std::string rows = detect(line + "\n", {"tsv", "--all"});
  CHECK(std::ranges::count(rows, '\n') == std::ranges::count(line, ' '));
}

// The shell stops feeding until the result has come back; only then does it write the second line.
TEST_CASE("a slow pipe gives results before its end") {
  const Folder folder;
  const RunResult result = folder.shell(
      "{ echo one; i=0; while [ ! -s out ] && [ $i -lt 300 ]; do sleep 0.1; i=$((i+1)); done; cat out; "
      "echo two; } | electra tokenize --quiet --no-special-tokens > out; cat out");
  CHECK(result.out == "one\none\ntwo\n");
  CHECK(result.err == "");
}

TEST_CASE("a pipe that drips is not held back until a window is full") {
  const Folder folder;
  const RunResult result = folder.shell(
      "{ i=0; while [ ! -s out ] && [ $i -lt 300 ]; do echo cat; sleep 0.05; i=$((i+1)); done; } "
      "| electra tokenize --quiet --no-special-tokens > out; wc -l < out");
  CHECK(std::stoi(result.out) < 300);
}

}  // namespace
}  // namespace electra::test
