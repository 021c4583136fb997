// electra score of a few predictions made by hand, whose tables can be counted out.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "cli/harness.h"

namespace electra::test {
namespace {

// The whole table of these predictions.
std::string table(const Folder& folder, std::vector<std::string> arguments, std::string_view predictions) {
  arguments.insert(arguments.begin(), "score");
  const RunResult result = folder.electra(arguments, predictions);
  CHECK(result.err == "");
  CHECK(result.code == 0);
  return result.out;
}

TEST_CASE("classify: rows of the confusion matrix are the right labels, columns the predicted ones") {
  const Folder folder;
  folder.write("gold.tsv", "x\ny\ny\n");
  CHECK(table(folder, {"classify", "-", "gold.tsv", "--label-column", "1", "--labels", "x,y"}, "x\nx\nx\n") ==
        "task      classify\n"
        "items     3\n"
        "accuracy  0.3333\n"
        "mcc       0.0000\n"
        "f1        0.0000\n"
        "\n"
        "averages  precision     recall         f1\n"
        "macro        0.1667     0.5000     0.2500\n"
        "micro        0.3333     0.3333     0.3333\n"
        "weighted     0.1111     0.3333     0.1667\n"
        "\n"
        "labels  precision     recall         f1    support\n"
        "x          0.3333     1.0000     0.5000          1\n"
        "y          0.0000     0.0000     0.0000          2\n"
        "\n"
        "gold \\ predicted          x          y\n"
        "x                         1          0\n"
        "y                         2          0\n");
}

TEST_CASE("classify: a label is predicted from --threshold on") {
  const Folder folder;
  folder.write("gold.jsonl", "{\"text\": \"a\", \"label\": [\"x\"]}\n");
  const std::string predictions = R"({"labels": [{"label": "x", "score": 0.5}, {"label": "y", "score": 0.25}]})"
                                  "\n";
  const auto exact_match = [&](const char* threshold) {
    const std::string scores = table(folder,
                                     {"classify", "-", "gold.jsonl", "--predictions-format", "jsonl", "--problem-type",
                                      "multi-label", "--threshold", threshold},
                                     predictions);
    const size_t at = scores.find("exact_match");
    return scores.substr(at, scores.find('\n', at) - at);
  };
  CHECK(exact_match("0.25") == "exact_match  0.0000");  // y as well
  CHECK(exact_match("0.375") == "exact_match  1.0000");
  CHECK(exact_match("0.5") == "exact_match  1.0000");
  CHECK(exact_match("0.75") == "exact_match  0.0000");
}

// A word of a list may be several words of the model: it is found if one of them is, wherever that stands.
TEST_CASE("detect-replaced: a word of a list has the highest score of its parts") {
  const Folder folder;
  folder.write("gold.jsonl", "{\"text\": [\"b-a\"], \"replaced\": [0]}\n");
  for (const std::vector<std::string>& scores :
       {std::vector<std::string>{"0.9", "0.1", "0.2"}, {"0.1", "0.9", "0.2"}, {"0.1", "0.2", "0.9"}}) {
    const std::string predictions = R"({"words": [{"text": "b", "start": 0, "end": 1, "score": )" + scores[0] +
                                    R"(}, {"text": "-", "start": 1, "end": 2, "score": )" + scores[1] +
                                    R"(}, {"text": "a", "start": 2, "end": 3, "score": )" + scores[2] + "}]}\n";
    CHECK(table(folder, {"detect-replaced", "-", "gold.jsonl"}, predictions) ==
          "task       detect-replaced\n"
          "texts      1\n"
          "words      1\n"
          "replaced   1\n"
          "threshold  0.5000\n"
          "accuracy   1.0000\n"
          "precision  1.0000\n"
          "recall     1.0000\n"
          "f1         1.0000\n"
          "auc        -\n");
  }
}

// Where spans have ends, their type is that of the last word.
TEST_CASE("tag: the tags of either file tell the scheme of both") {
  const Folder folder;
  folder.write("ends.conll", "a B-X\nb E-Y\n");
  folder.write("begins.conll", "a B-X\nb I-Y\n");
  const std::string expected =
      "task           tag\n"
      "sentences      1\n"
      "words          2\n"
      "word_accuracy  0.5000\n"
      "precision      1.0000\n"
      "recall         1.0000\n"
      "f1             1.0000\n"
      "\n"
      "averages  precision     recall         f1\n"
      "macro        1.0000     1.0000     1.0000\n"
      "micro        1.0000     1.0000     1.0000\n"
      "weighted     1.0000     1.0000     1.0000\n"
      "\n"
      "types  precision     recall         f1    support\n"
      "Y         1.0000     1.0000     1.0000          1\n";
  CHECK(table(folder, {"tag", "begins.conll", "ends.conll"}, "") == expected);
  CHECK(table(folder, {"tag", "ends.conll", "begins.conll"}, "") == expected);
}

}  // namespace
}  // namespace electra::test
