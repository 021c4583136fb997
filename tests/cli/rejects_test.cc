// --rejects: which records were bad, where and why, in every command that has --on-error.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "cli/harness.h"

namespace electra::test {
namespace {

struct Case {
  std::vector<std::string> command;
  std::string name;  // of the input
  std::string input;
  std::string rows;
};

const std::vector<Case>& cases() {
  static const std::string no_text = "b.jsonl:2\tno \"text\": --columns names another member\n";
  static const std::string texts = "{\"text\": \"my [MASK]\"}\n{}\n{\"text\": \"my\"}\n";
  static const std::vector<Case> all = {
      {{"classify"}, "b.jsonl", texts, "2\t" + no_text},
      {{"detect-replaced"}, "b.jsonl", texts, "2\t" + no_text},
      {{"fill-mask"}, "b.jsonl", texts, "2\t" + no_text},
      {{"embed"}, "b.jsonl", texts, "2\t" + no_text},
      {{"tag"}, "b.jsonl", texts, "2\t" + no_text},
      {{"tokenize"}, "b.jsonl", texts, "2\t" + no_text},
      {{"tokenize", "--first-line", "11"},
       "b.jsonl",
       texts,
       "12\tb.jsonl:12\tno \"text\": --columns names another member\n"},
      {{"choose"}, "b.jsonl", "{\"prompt\": \"my\"}\n", "1\tb.jsonl:1\tno \"choices\"\n"},
      {{"qa"}, "b.jsonl", "{\"question\": \"my\"}\n", "1\tb.jsonl:1\tno \"context\"\n"},
      {{"tag"}, "b.conll", "my O\nschool\n", "1\tb.conll:2\t1 column, expected 2 as in the lines before\n"},
      {{"qa"},
       "b.json",
       R"({"data": [{"paragraphs": [{"context": "Anna left.", "qas": [{"id": "a", "question": "Who?", "answers": []},
          {"id": "b"}, {"id": "c", "question": "Who?", "answers": []}]}, {"qas": []}, 3]}]})",
       "2\tb.json\tparagraph 1, question 'b': no \"question\"\n"
       "4\tb.json\tparagraph 2: no \"context\"\n"
       "5\tb.json\tparagraph 3: 3, expected an object\n"},
  };
  return all;
}

TEST_CASE("every bad record is a row; without one the file is there and empty") {
  for (const Case& one : cases()) {
    CAPTURE(one.command.front());
    CAPTURE(one.name);
    const Folder folder;
    folder.write(one.name, one.input);
    std::vector<std::string> plain = one.command;
    plain.insert(plain.end(), {"--on-error", "skip", one.name});
    std::vector<std::string> listed = plain;
    listed.insert(listed.end(), {"--rejects", "bad.tsv"});
    const RunResult result = folder.electra(listed);
    CHECK(result.code == 3);
    CHECK(folder.read("bad.tsv") == one.rows);
    CHECK(result.err.find("; 'bad.tsv' lists them\n") != std::string::npos);
    CHECK(result.out == folder.electra(plain).out);
  }
  const Folder folder;
  const RunResult good = folder.electra({"tokenize", "--on-error", "skip", "--rejects", "bad.tsv"}, "my\n");
  CHECK(good.code == 0);
  CHECK(folder.files() == std::vector<std::string>{"bad.tsv"});
  CHECK(folder.read("bad.tsv") == "");
}

TEST_CASE("records are numbered over all files, and a record with bad gold is listed, too") {
  const Folder folder;
  folder.write("a.jsonl", "{\"text\": \"my\", \"label\": \"positive\"}\n{}\n");
  folder.write("b\t.jsonl", "{\"text\": \"my\"}\n{\"text\": \"my\", \"label\": \"none\"}\n[\n");
  const RunResult result = folder.electra({"classify", "--evaluate", "--on-error", "skip", "--rejects", "bad.tsv",
                                           "--output", "out.tsv", "a.jsonl", "b\t.jsonl"});
  CHECK(result.code == 3);
  CHECK(
      folder.read("bad.tsv").starts_with("2\ta.jsonl:2\tno \"text\": --columns names another member\n"
                                         "3\tb .jsonl:1\tno label to compare with\n"
                                         "4\tb .jsonl:2\tlabel 'none', expected 'negative', 'positive'"));
  CHECK(folder.read("bad.tsv").find("\n5\tb .jsonl:3\tnot JSON at byte ") != std::string::npos);
}

TEST_CASE("a quote that nothing closes takes its own line alone, and lines are counted truly") {
  const Folder folder;
  const std::vector<std::string> arguments = {"tokenize", "--quiet", "--columns", "text",    "--on-error", "skip",
                                              "--output", "out.txt", "--rejects", "bad.tsv", "in.csv"};
  // A cell over two lines, a stray quote, a cell over two lines, a stray quote behind one.
  folder.write("in.csv", "id,text\n1,\"my\nschool\"\n2,\"is\n3,way\n4,\"the\ncity\"\n5,\"a\nb\",\"c\n6,long\n");
  CHECK(folder.electra(arguments).code == 3);
  const std::string rows = folder.read("bad.tsv");
  CAPTURE(rows);
  CHECK(rows.starts_with("3\tin.csv:4\t"));
  CHECK(rows.find("\n6\tin.csv:8\t") != std::string::npos);
  CHECK(std::count(rows.begin(), rows.end(), '\n') == 2);
  const std::string out = folder.read("out.txt");
  CHECK(std::count(out.begin(), out.end(), '\n') == 6);
}

TEST_CASE("it is an output like others") {
  const Folder folder;
  folder.write("in.txt", "my\n");
  CHECK(folder.electra({"tokenize", "--rejects", "bad.tsv", "in.txt"}).err ==
        "electra: tokenize: --rejects needs --on-error skip: without it the first bad record stops the run\n");
  for (const std::string command : {"tokenize", "embed"}) {
    const std::vector<std::string> skip = {command, "--quiet", "--on-error", "skip", "in.txt"};
    const auto with = [&](std::vector<std::string> more) {
      more.insert(more.begin(), skip.begin(), skip.end());
      return folder.electra(more);
    };
    CHECK(with({"--rejects", "x", "--output", "x"}).err.ends_with("--rejects are both 'x'\n"));
    CHECK(with({"--rejects", "-"}).err.ends_with("--rejects are both standard output\n"));
    CHECK(with({"--rejects", "no/x"}).code == 1);
    CHECK(with({"--rejects", "x", "--model", "no-such-model"}).code == 1);
    CHECK(folder.files() == std::vector<std::string>{"in.txt"});
  }
  // A run that fails leaves the old one.
  folder.write("bad.tsv", "old\n");
  folder.write("in.jsonl", "{}\n");
  CHECK(folder
            .electra({"tokenize", "--on-error", "skip", "--rejects", "bad.tsv", "--format", "jsonl", "--output",
                      "/dev/full", "in.jsonl"})
            .code == 1);
  CHECK(folder.read("bad.tsv") == "old\n");
}

}  // namespace
}  // namespace electra::test
