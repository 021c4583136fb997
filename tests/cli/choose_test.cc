// electra choose: objects and SWAG's files, every kind of summary, evaluation, bad records.
#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/harness.h"

namespace electra::test {
namespace {

using nlohmann::json;

const std::string question =
    R"({"prompt": "She ate a stone for lunch.", "choices": ["Lunch is at noon.", "People cannot eat stones."], "label": 1})";

RunResult choose(const Folder& folder, std::vector<std::string> arguments, std::string_view input) {
  arguments.insert(arguments.begin(), {"choose", "--quiet"});
  return folder.electra(arguments, input);
}

TEST_CASE("objects and SWAG's files are the same questions") {
  const Folder folder;
  const RunResult objects = choose(folder, {"--output-format", "jsonl", "--report", "r.json"}, question + "\n");
  CHECK(objects.err == "");
  const json result = json::parse(objects.out);
  CHECK(result.at("choice") == 1);
  CHECK(result.at("text") == "People cannot eat stones.");
  CHECK(result.at("probabilities").size() == 2);
  const json report = json::parse(folder.read("r.json"));
  CHECK(report.at("items") == 1);
  CHECK(report.at("accuracy") == 1.0);
  folder.write("swag.csv",
               "video-id,sent1,sent2,ending0,ending1,label\n"
               "x,She ate a stone for lunch.,,Lunch is at noon.,People cannot eat stones.,1\n");
  const RunResult cells = choose(folder, {"--evaluate", "swag.csv"}, "");
  CHECK(cells.out.starts_with("1\t People cannot eat stones.\t"));
  CHECK(cells.err.find("accuracy  1.0000\n") != std::string::npos);
}

TEST_CASE("objects of SWAG, HellaSwag, RACE, CommonsenseQA and ARC are read as they are published") {
  const Folder folder;
  const auto check = [&](const std::string& object, int right, const std::string& text) {
    CAPTURE(object);
    const RunResult result = choose(folder, {"--output-format", "jsonl", "--report", "r.json"}, object + "\n");
    CHECK(result.err == "");
    const json answer = json::parse(result.out);
    const bool is_right = json::parse(folder.read("r.json")).at("accuracy") == 1.0;
    CHECK(is_right == (answer.at("choice") == right));
    if (answer.at("choice") == right) CHECK(answer.at("text") == text);
  };
  check(R"({"sent1": "She ate.", "sent2": "It", "ending0": "was good", "ending1": "fell", "label": 1})", 1, "It fell");
  check(R"({"ctx_a": "She ate.", "ctx_b": "it", "ctx": "She ate. it", "endings": ["was", "fell"], "label": "1"})", 1,
        "it fell");
  check(R"({"article": "She ate.", "question": "Who? _ did.", "options": ["she", "he"], "answer": "B"})", 1,
        "Who? he did.");
  check(R"({"question": {"stem": "Why?", "choices": [{"label": "A", "text": "a"}, {"label": "B", "text": "b"}]},)"
        R"( "answerKey": "A"})",
        0, "a");
  check(R"({"question": "Why?", "choices": {"label": ["1", "2"], "text": ["one", "two"]}, "answerKey": "1"})", 0,
        "one");
  check(R"({"question_stem": "Why?", "choices": {"label": ["A", "B"], "text": ["a", "b"]}, "answerKey": "B"})", 1, "b");
  check(R"({"question": "Why?", "choices": ["one", "two"], "answer": 0})", 0, "one");
}

TEST_CASE("an article of RACE has several questions, each with a result") {
  const Folder folder;
  const std::string article = R"({"article": "She ate.", "questions": ["What did _ do?", "Why?"], "options": )"
                              R"([["she", "he"], ["hunger", "fun"]], "answers": ["A", "B"], "id": "high1.txt"})";
  const RunResult result = choose(folder, {"--report", "r.json"}, article + "\n" + question + "\n");
  CHECK(std::ranges::count(result.out, '\n') == 3);
  CHECK(json::parse(folder.read("r.json")).at("items") == 3);
  folder.write("race.jsonl", article + "\n");
  CHECK(folder.electra({"score", "choose", "-", "race.jsonl", "--output-format", "json"}, "0\n1\n")
            .out.find("\"accuracy\": 1.0") != std::string::npos);
  CHECK(choose(folder, {},
               R"({"article": "a", "questions": [], "options": []})"
               "\n")
            .err == "electra: <stdin>:1: 'questions' is [], expected a list of at least one\n");
  CHECK(choose(folder, {},
               R"({"article": "a", "questions": ["x"], "options": []})"
               "\n")
            .err == "electra: <stdin>:1: 1 question, 0 options, 0 answers, expected as many of each\n");
}

TEST_CASE("gold that is no choice is told") {
  const Folder folder;
  const auto fault = [&](const std::string& gold) {
    return choose(folder, {"--evaluate"},
                  R"({"question": "Why?", "choices": {"label": ["A", "B"], "text": ["x", "y"]}, "answerKey": )" + gold +
                      "}\n")
        .err;
  };
  CHECK(fault("\"C\"") == "electra: <stdin>:1: answerKey 'C', expected one of 'A, B'\n");
  CHECK(fault("0") == "electra: <stdin>:1: answerKey '0', expected one of 'A, B'\n");
  CHECK(fault("\"\"") == "electra: <stdin>:1: no label to compare with\n");
  CHECK(fault("[1]").find("'answerKey' is [1], expected a whole number") != std::string::npos);
}

TEST_CASE("a label that is empty or null is none") {
  const Folder folder;
  const auto check = [&](const std::string& format, const std::string& input) {
    CAPTURE(input);
    const RunResult answered = choose(folder, {"--format", format}, input);
    CHECK(std::ranges::count(answered.out, '\n') == 1);
    CHECK(answered.err == "");
    CHECK(answered.code == 0);
    const RunResult compared = choose(folder, {"--format", format, "--evaluate"}, input);
    CHECK(compared.err.ends_with(": no label to compare with\n"));
    CHECK(compared.code == 1);
  };
  check("csv", "sent1,sent2,ending0,ending1,label\nShe ate.,It,was good,fell,\n");
  check("jsonl", R"({"prompt": "She ate.", "choices": ["It was good", "It fell"], "label": null})"
                 "\n");
}

// A summary that counts padding sees the longest choice of its record, and nothing of other records.
TEST_CASE("a question's result does not depend on its neighbours, but may on its own other choices") {
  const Folder folder;
  const std::string longer = R"({"prompt": "my school", "choices": ["is", "is down the long way back to the city"]})";
  const std::string shorter = R"({"prompt": "my school", "choices": ["is", "way"]})";
  for (const char* name : {"hf/multiplechoice-first", "hf/multiplechoice-last-noproj", "hf/multiplechoice-mean-tanh"}) {
    CAPTURE(name);
    const std::vector<std::string> arguments = {"--model", golden(name), "--output-format", "jsonl"};
    const std::string first = choose(folder, arguments, longer + "\n").out;
    const std::string second = choose(folder, arguments, shorter + "\n").out;
    CHECK(choose(folder, arguments, longer + "\n" + shorter + "\n" + longer + "\n").out == first + second + first);
    const bool same = json::parse(first).at("logits")[0] == json::parse(second).at("logits")[0];
    CHECK(same == (std::string(name) == "hf/multiplechoice-first"));
  }
}

TEST_CASE("questions that are cut are counted in one warning") {
  const Folder folder;
  const std::string fits = R"({"prompt": "my", "choices": ["is", "way"]})";
  const std::string is_cut = R"({"prompt": "my school is down", "choices": ["is", "way"]})";
  const std::string model = golden("hf/multiplechoice-first");
  const RunResult result = folder.electra({"choose", "--model", model, "--max-length", "5"},
                                          fits + "\n" + is_cut + "\n" + fits + "\n" + is_cut + "\n");
  CHECK(result.err == "electra: 2 questions with a choice longer than 5 tokens cut, first at <stdin>:2\n");
  CHECK(result.code == 0);
}

TEST_CASE("bad records are named") {
  const Folder folder;
  const auto fault = [&](const std::string& line) {
    const RunResult result = choose(folder, {"--evaluate"}, line + "\n");
    CHECK(result.code == 1);
    return result.err;
  };
  CHECK(fault(R"({"prompt": "x"})") == "electra: <stdin>:1: no \"choices\"\n");
  CHECK(fault(R"({"choices": ["x"]})") == "electra: <stdin>:1: no \"prompt\"\n");
  CHECK(fault(R"({"prompt": "x", "choices": []})") ==
        "electra: <stdin>:1: 'choices' is [], expected a list of at least one\n");
  CHECK(fault(R"({"prompt": "x", "choices": ["a"], "label": 1})") == "electra: <stdin>:1: label 1, expected 0 to 0\n");
  CHECK(fault(R"({"prompt": "x", "choices": ["a"]})") == "electra: <stdin>:1: no label to compare with\n");
  folder.write("x.csv", "a,b\n1,2\n");
  const RunResult header = choose(folder, {"x.csv"}, "");
  CHECK(header.err == "electra: choose: x.csv: no column 'sent1', there is 'a', 'b'\n");
  CHECK(header.code == 2);
  folder.write("x.csv", "\"a\nb\",c\n1,2\n");
  CHECK(choose(folder, {"x.csv"}, "").err == "electra: choose: x.csv: no column 'sent1', there is 'a\\x0ab', 'c'\n");
  const RunResult skipped =
      choose(folder, {"--on-error", "skip", "--output-format", "jsonl"}, "{}\n" + question + "\n");
  CHECK(skipped.out.starts_with("null\n{\"choice\":1,"));
  CHECK(skipped.code == 3);
}

}  // namespace
}  // namespace electra::test
