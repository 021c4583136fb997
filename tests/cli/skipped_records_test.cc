// --on-error skip: what a bad record, or one with bad gold, leaves behind in the output of every command and format.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/harness.h"
#include "cli/reports.h"

namespace electra::test {
namespace {

struct Skipping {
  std::string command;
  std::string model;                        // of tests/golden
  std::vector<std::string> arguments;       // that name the format of the input
  std::string good, bad;                    // a record each
  std::string fault;                        // what is said of the bad one
  std::map<std::string, std::string> left;  // by output format: what stands in place of the bad one's result
};

// Formats of rows and pages have nothing to say of it; those with a line for every record keep its line.
TEST_CASE("a skipped record is an empty result in every output, two lines on stderr, and exit code 3") {
  const std::string text = R"({"text": "my school"})";
  const std::string no_text = "no \"text\": --columns names another member";
  const std::vector<std::string> objects = {"--format", "jsonl"};
  const Skipping all[] = {
      {"classify", "hf/seqcls-3", objects, text, "{}", no_text, {{"tsv", "\n"}, {"jsonl", "null\n"}}},
      {"choose",
       "hf/multiplechoice-first",
       objects,
       R"({"prompt": "my", "choices": ["school", "way"]})",
       R"({"prompt": "my"})",
       "no \"choices\"",
       {{"tsv", "\n"}, {"jsonl", "null\n"}}},
      {"detect-replaced",
       "hf/pretraining",
       {"--format", "jsonl", "--threshold", "0"},
       text,
       "{}",
       no_text,
       {{"text", "\n"}, {"jsonl", "null\n"}, {"tsv", ""}, {"html", ""}}},
      {"embed", "hf/model", objects, text, "{}", no_text, {{"tsv", "\n"}, {"jsonl", "null\n"}}},
      {"fill-mask",
       "hf/maskedlm",
       objects,
       R"({"text": "my [MASK]"})",
       "{}",
       no_text,
       {{"text", "\n"}, {"jsonl", "null\n"}, {"tsv", ""}}},
      {"qa",
       "hf/qa",
       objects,
       R"({"question": "my school", "context": "is down the long way"})",
       R"({"question": "my school"})",
       "no \"context\"",
       {{"tsv", "\n"}, {"jsonl", "null\n"}, {"html", ""}}},
      {"tag",
       "hf/tokencls",
       {"--format", "tagged"},
       "my school\tO O",
       "my\tO O",
       "1 word, but 2 tags",
       {{"conll", "\n"}, {"jsonl", "null\n"}, {"tsv", ""}, {"html", ""}}},
      {"tokenize", "hf/model", objects, text, "{}", no_text, {{"pieces", "\n"}, {"jsonl", "null\n"}}},
  };
  for (const Skipping& one : all) {
    for (const auto& [format, left] : one.left) {
      CAPTURE(one.command);
      CAPTURE(format);
      const Folder folder;
      std::vector<std::string> arguments = {one.command,       "--model", golden(one.model), "--on-error", "skip",
                                            "--output-format", format};
      arguments.insert(arguments.end(), one.arguments.begin(), one.arguments.end());
      const RunResult alone = folder.electra(arguments, one.good + "\n");
      CHECK(alone.out != "");
      CHECK(alone.err == "");
      CHECK(alone.code == 0);
      const RunResult both = folder.electra(arguments, one.good + "\n" + one.bad + "\n");
      CHECK(both.out == alone.out + left);
      CHECK(both.err == "electra: <stdin>:2: " + one.fault + "\nelectra: 1 bad record skipped, first at <stdin>:2\n");
      CHECK(both.code == 3);
    }
  }
}

struct Uncompared {
  std::string command;
  std::string model;  // of tests/golden
  std::string good;   // a record with gold
  std::string bad;    // one without, or with gold that is none
  std::string fault;  // what is said of it
  std::vector<std::string> formats;
};

const std::vector<Uncompared>& uncompared() {
  static const std::vector<Uncompared> all = {
      {"classify",
       "hf/seqcls-3",
       R"({"text": "my school", "label": "neutral"})",
       R"({"text": "my school"})",
       "no label to compare with",
       {"tsv", "jsonl"}},
      {"classify",
       "hf/seqcls-3",
       R"({"text": "my school", "label": "neutral"})",
       R"({"text": "my school", "label": "4"})",
       "label '4', expected 'contradiction', 'entailment', 'neutral', or a number below 3",
       {"tsv"}},
      {"choose",
       "hf/multiplechoice-first",
       R"({"prompt": "my", "choices": ["school", "way"], "label": 0})",
       R"({"prompt": "my", "choices": ["school", "way"]})",
       "no label to compare with",
       {"tsv", "jsonl"}},
      {"detect-replaced",
       "hf/pretraining",
       R"({"text": "my school", "replaced": [0]})",
       R"({"text": "my school"})",
       "no \"replaced\" to compare with",
       {"text", "jsonl", "tsv", "html"}},
      {"fill-mask",
       "hf/maskedlm",
       R"({"text": "my [MASK]", "original": "school"})",
       R"({"text": "my [MASK]"})",
       "no \"original\" to compare with",
       {"text", "jsonl", "tsv"}},
      {"qa",
       "hf/qa",
       R"({"question": "my school", "context": "is the way", "answers": [{"text": "way", "answer_start": 7}]})",
       R"({"question": "my school", "context": "is the way"})",
       "no \"answers\" to compare with",
       {"tsv", "jsonl"}},
      {"choose",
       "hf/multiplechoice-first",
       R"({"prompt": "my", "choices": ["school", "way"], "label": 0})",
       R"({"prompt": "my", "choices": ["school", "way"], "label": 2})",
       "label 2, expected 0 to 1",
       {"tsv"}},
      {"choose",
       "hf/multiplechoice-first",
       R"({"prompt": "my", "choices": ["school", "way"], "label": 0})",
       R"({"prompt": "my", "choices": ["school", "way"], "label": "way"})",
       "label 'way', expected an index",
       {"tsv"}},
      {"detect-replaced",
       "hf/pretraining",
       R"({"text": "my school", "replaced": [0]})",
       R"({"text": "my school", "replaced": ["my"]})",
       "'replaced' has \"my\", expected a word index",
       {"text"}},
      {"fill-mask",
       "hf/maskedlm",
       R"({"text": "my [MASK]", "original": "school"})",
       R"({"text": "my [MASK]", "original": [1]})",
       "'original' has 1, expected a word",
       {"text"}},
      {"qa",
       "hf/qa",
       R"({"question": "my school", "context": "is the way", "answers": [{"text": "way", "answer_start": 7}]})",
       R"({"question": "my school", "context": "is the way", "answers": [{"text": "way", "answer_start": 8}]})",
       "answer \"way\" at 8 lies outside the context",
       {"tsv"}},
      {"qa",
       "hf/qa",
       R"({"question": "my school", "context": "is the way", "answers": [{"text": "way", "answer_start": 7}]})",
       R"({"question": "my school", "context": "is the way", "answers": "way"})",
       "'answers' is \"way\", expected a list",
       {"tsv"}},
  };
  return all;
}

TEST_CASE("a record whose gold is missing or bad keeps its result, and counts like a skipped one") {
  for (const Uncompared& one : uncompared()) {
    for (const std::string& format : one.formats) {
      CAPTURE(one.command);
      CAPTURE(format);
      const Folder folder;
      const std::vector<std::string> plain = {one.command,       "--model", golden(one.model), "--format", "jsonl",
                                              "--output-format", format,    "--on-error",      "skip"};
      std::vector<std::string> evaluated = plain;
      evaluated.insert(evaluated.end(), {"--report", "report.json"});
      CHECK(folder.electra(evaluated, one.good + "\n").code == 0);
      const auto report = metrics_in(folder.read("report.json"));
      const std::string input = one.good + "\n" + one.bad + "\n";
      const RunResult both = folder.electra(evaluated, input);
      CHECK(both.out == folder.electra(plain, input).out);
      CHECK(both.err ==
            "electra: <stdin>:2: " + one.fault + "\nelectra: 1 record written but not compared, first at <stdin>:2\n");
      CHECK(both.code == 3);
      CHECK(metrics_in(folder.read("report.json")) == report);
    }
  }
}

TEST_CASE("a run that compares nothing takes no notice of gold") {
  for (const Uncompared& one : uncompared()) {
    CAPTURE(one.command);
    CAPTURE(one.fault);
    const Folder folder;
    const RunResult result =
        folder.electra({one.command, "--model", golden(one.model), "--format", "jsonl"}, one.bad + "\n");
    CHECK(result.out != "");
    CHECK(result.err == "");
    CHECK(result.code == 0);
  }
}

TEST_CASE("without --on-error skip the run stops at gold that is missing or bad") {
  for (const Uncompared& one : uncompared()) {
    CAPTURE(one.command);
    CAPTURE(one.fault);
    const Folder folder;
    const RunResult result =
        folder.electra({one.command, "--model", golden(one.model), "--format", "jsonl", "--evaluate"},
                       one.good + "\n" + one.bad + "\n");
    CHECK(result.err == "electra: <stdin>:2: " + one.fault + "\n");
    CHECK(result.code == 1);
  }
}

TEST_CASE("bad records and such that cannot be compared are counted apart") {
  const Folder folder;
  const RunResult result = folder.electra({"classify", "--model", golden("hf/seqcls-3"), "--format", "jsonl",
                                           "--on-error", "skip", "--output-format", "jsonl", "--report", "report.json"},
                                          "{\"text\": \"my\"}\n{}\n{\"text\": \"my\"}\n");
  CHECK(result.err ==
        "electra: <stdin>:1: no label to compare with\n"
        "electra: <stdin>:2: no \"text\": --columns names another member\n"
        "electra: 1 bad record skipped, first at <stdin>:2\n"
        "electra: 2 records written but not compared, first at <stdin>:1\n");
  CHECK(result.out.starts_with("{\"labels\":"));
  CHECK(result.out.find("\nnull\n{\"labels\":") != std::string::npos);
  CHECK(result.code == 3);
}

TEST_CASE("a stray quote in CSV is one bad record, wherever the next one stands") {
  const Folder folder;
  for (const std::string line : {"the cat,b\n", "the cat,\"b\"\n", "\"the cat\",\"b\"\n"}) {
    std::string text = line + "\"the cat,b\n";
    for (int i = 0; i < 1000; ++i) text += line;
    const RunResult result = folder.electra({"classify", "--quiet", "--model", golden("hf/seqcls-3"), "--format", "csv",
                                             "--columns", "1", "--on-error", "skip"},
                                            text);
    CHECK(std::ranges::count(result.out, '\n') == 1002);
    CHECK(result.out.find("\n\n") == result.out.find('\n'));
    CHECK(result.code == 3);
  }
}

}  // namespace
}  // namespace electra::test
