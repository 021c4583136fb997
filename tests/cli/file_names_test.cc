// Names of files: what the name of --output chooses, rows that name their file, and parts of a file that number on.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <vector>

#include "cli/harness.h"

namespace electra::test {
namespace {

TEST_CASE("the name of --output chooses the format, --output-format wins, other names leave the default") {
  const Folder folder;
  const auto beginning = [&](const std::string& name, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"tag", "--quiet", "--output", name});
    const RunResult result = folder.electra(more, "Anna lives in Rome.\n");
    CHECK(result.err == "");
    return folder.read(name).substr(0, 9);
  };
  CHECK(beginning("a.jsonl") == R"({"spans":)");
  CHECK(beginning("a.ndjson") == R"({"spans":)");
  CHECK(beginning("a.html") == "<!DOCTYPE");
  CHECK(beginning("a.tsv").starts_with("1\t0\t4\tAn"));
  CHECK(beginning("a.tsv", {"--output-format", "jsonl"}) == R"({"spans":)");
  CHECK(beginning("a.txt") == beginning("a"));
  CHECK(folder.electra({"embed", "--quiet", "--output", "a.npy"}, "a\n").code == 0);
  CHECK(folder.electra({"embed", "--quiet", "--output", "b.NPY"}, "a\n").code == 0);  // of another system
  CHECK(folder.read("b.NPY") == folder.read("a.npy"));
  folder.write("LINES.JSONL", "{\"text\": \"a\"}\n");
  CHECK(folder.electra({"tokenize", "--quiet", "LINES.JSONL"}).out ==
        folder.electra({"tokenize", "--quiet"}, "a\n").out);
  CHECK(folder.read("a.npy").starts_with("\x93NUMPY"));
  folder.write("gold.jsonl", R"({"prompt": "a", "choices": ["b"], "label": 0})"
                             "\n");
  CHECK(folder.electra({"score", "choose", "-", "gold.jsonl", "--output", "s.json"}, "0\tb\n").code == 0);
  CHECK(folder.read("s.json").starts_with("{\n  \"task\""));
}

TEST_CASE("a name of a format that the command does not write is refused, and so is a packed one") {
  const Folder folder;
  const auto fault = [&](const std::string& command, const std::string& name) {
    const RunResult result = folder.electra({command, "--output", name}, "a\n");
    CHECK(result.code == 2);
    CHECK(folder.files().empty());
    return result.err;
  };
  CHECK(fault("classify", "a.html") ==
        "electra: classify: --output: 'a.html' is named as html, expected one of tsv, jsonl: --output-format says "
        "which\n");
  CHECK(fault("tokenize", "a.csv").find("is named as csv, expected one of pieces, tsv, jsonl, text") !=
        std::string::npos);
  CHECK(fault("tag", "a.conll").find("is named as conll, expected one of text, jsonl, tsv, html") != std::string::npos);
  CHECK(
      fault("embed", "a.tsv.gz") ==
      "electra: embed: --output: 'a.tsv.gz' is named as packed, expected a name without .gz: results are not packed\n");
  CHECK(folder.electra({"classify", "--quiet", "--output-format", "tsv", "--output", "a.html"}, "a\n").code == 0);
}

TEST_CASE("rows name their file and line where there are several files, or as the flags say") {
  const Folder folder;
  folder.write("a", "the cat\n");
  folder.write("b", "a\n\nthe dog\n");
  const auto out = [&](std::vector<std::string> arguments, const std::string& input = "") {
    arguments.insert(arguments.begin(), {"tokenize", "--no-special-tokens", "--quiet"});
    return folder.electra(arguments, input).out;
  };
  CHECK(out({"--output-format", "tsv", "a", "b"}) ==
        "a\t1\t0\t3\t254\tthe\t0\na\t1\t4\t7\t3127\tcat\t0\n"
        "b\t1\t0\t1\t43\ta\t0\nb\t3\t0\t3\t254\tthe\t0\nb\t3\t4\t7\t2141\tdog\t0\n");
  CHECK(out({"--output-format", "tsv", "--no-filename", "a", "b"}).ends_with("4\t4\t7\t2141\tdog\t0\n"));
  CHECK(out({"--output-format", "tsv", "a"}).starts_with("1\t0\t3\t"));
  CHECK(out({"--output-format", "jsonl", "a", "b"}).starts_with(R"({"file":"a","line":1,"ids":)"));
  CHECK(out({"--output-format", "jsonl", "--with-filename"}, "x\n").starts_with(R"({"file":"<stdin>","line":1,)"));
  CHECK(out({"a", "b"}) == "the cat\na\n\nthe dog\n");  // text has no room for names
  CHECK(folder.electra({"tag", "--with-filename", "a"}).err ==
        "electra: tag: --with-filename is for --output-format tsv, jsonl, html and editor\n");
}

TEST_CASE("parts of a file with --first-line give what the whole gives, packed or not") {
  const Folder folder;
  std::string whole;
  for (int i = 0; i < 40; ++i) whole += fmt::format("The chef number {} saw a [x] of Rome with Anna Lee.\n", i);
  folder.write("whole", whole);
  folder.shell("split -l 10 -d -a 1 whole part; gzip -k whole");
  for (const std::string command : {"classify", "detect-replaced --output-format tsv", "tag --output-format jsonl",
                                    "tokenize --output-format tsv"}) {
    CAPTURE(command);
    const std::string run = "electra " + command + " --quiet ";
    const std::string expected = folder.shell(run + "whole").out;
    CHECK(expected.size() > 400);
    std::string parts;
    for (int i = 0; i < 4; ++i) parts += folder.shell(fmt::format("{} --first-line {} part{}", run, 10 * i + 1, i)).out;
    CHECK(parts == expected);
    CHECK(folder.shell(run + "whole.gz").out == expected);
  }
}

TEST_CASE("messages number on, and --first-line is for one file of lines") {
  const Folder folder;
  CHECK(folder.electra({"tokenize", "--format", "jsonl", "--quiet", "--first-line", "7"}, "{\"text\": \"a\"}\n3\n")
            .err.starts_with("electra: <stdin>:8: "));
  CHECK(folder.electra({"tag", "--format", "conll", "--quiet", "--first-line", "7"}, "a b\nc\n")
            .err.starts_with("electra: <stdin>:8: "));
  CHECK(folder.electra({"qa", "--question", "Who?", "--quiet", "--first-line", "7"}, "Anna left.\n")
            .out.starts_with("7\t"));
  CHECK(folder.electra({"qa", "--format", "squad", "--first-line", "7"}, "{}").code == 2);
  CHECK(folder.electra({"tokenize", "--first-line", "2", "a", "b"}).err ==
        "electra: tokenize: --first-line is for one file, a part of a larger one\n");
}

}  // namespace
}  // namespace electra::test
