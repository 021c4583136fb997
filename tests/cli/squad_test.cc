// Questions of files of SQuAD: what is bad of them, what is compared, and what is written when.
#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/harness.h"
#include "cli/questions.h"

namespace electra::test {
namespace {

using nlohmann::json;

TEST_CASE("bad files and records are named") {
  const Folder folder;
  const auto fault = [&](std::vector<std::string> arguments, const std::string& input) {
    const RunResult result = qa(folder, std::move(arguments), input);
    CHECK(result.code != 0);
    CHECK(std::ranges::count(result.err, '\n') == 1);
    return result.err;
  };
  const auto contains = [](const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
  };
  const auto changed = [](const std::string& from, const std::string& to) {
    std::string text = squad;
    return text.replace(text.find(from), from.size(), to);
  };
  CHECK(contains(fault({"--format", "squad"}, squad.substr(0, 100)), "<stdin>: not JSON at byte 101"));
  CHECK(contains(fault({"--format", "squad"}, "[]"), "no \"data\""));
  CHECK(contains(fault({"--format", "squad"}, changed("\"context\"", "\"text\"")),
                 "<stdin>: paragraph 1: no \"context\""));
  CHECK(contains(fault({"--format", "squad", "--evaluate"}, changed(": 16}", ": 99}")),
                 "paragraph 1, question 'a': answer \"1642\" at 99 lies outside the context"));
  CHECK(contains(fault({"--format", "squad"}, changed("false", "3")), "'is_impossible' is 3"));
  CHECK(contains(fault({}, R"({"question": "q"})"), "<stdin>:1: no \"context\""));
  CHECK(contains(fault({"--evaluate"}, R"({"question": "q", "context": "c"})"), "no \"answers\""));
  CHECK(contains(fault({"absent.json"}, ""), "absent.json: cannot read: no such file"));
  CHECK(contains(fault({"--question", "q", "--evaluate"}, ""), "right answers"));
  CHECK(contains(fault({"--null-threshold", "low"}, ""), "--null-threshold: 'low', expected a number"));
  CHECK(contains(fault({"--output-format", "squad"}, ""), "--format squad"));
  const RunResult skipped =
      qa(folder, {"--format", "squad", "--on-error", "skip"}, changed("\"question\"", "\"asked\""));
  CHECK(skipped.out == "{}\n");
  CHECK(skipped.code == 3);
}

TEST_CASE("what is no file of SQuAD is said, part by part") {
  const Folder folder;
  const auto fault = [&](const std::string& input) {
    const RunResult result = qa(folder, {"--format", "squad"}, input);
    CHECK(result.code == 1);
    return result.err;
  };
  const std::string where = "electra: <stdin>: ";
  CHECK(fault(R"({"data": {"paragraphs": []}})") == where + "'data' is an object, expected a list\n");
  CHECK(fault(R"({"data": 3})") == where + "'data' is 3, expected a list\n");
  CHECK(fault(R"({"data": [5]})") == where + "article 1: 5, expected an object\n");
  CHECK(fault(R"({"data": [{"context": "c", "question": "q"}]})") == where + "article 1: no list \"paragraphs\"\n");
  CHECK(fault(R"({"data": [{"paragraphs": {"context": {"qas": []}}}]})") ==
        where + "article 1: no list \"paragraphs\"\n");
  CHECK(fault(R"({"data": [{"paragraphs": []}, {"paragraphs": [null]}]})") ==
        where + "paragraph 1: null, expected an object\n");
  CHECK(fault(R"({"data": [{"paragraphs": [{"context": "c"}]}]})") == where + "paragraph 1: no \"qas\"\n");
  CHECK(fault(R"({"data": [{"paragraphs": [{"context": "c", "qas": [3]}]}]})") ==
        where + "paragraph 1: 3, expected a question\n");
  CHECK(fault(R"({"data": [{"paragraphs": [{"context": )" + std::string(100'000, '[')) ==
        where + "nested deeper than 64 levels\n");
}

TEST_CASE("questions that cannot be compared are answered all the same") {
  const Folder folder;
  std::string misplaced = squad;
  misplaced.replace(misplaced.find(": 16}"), 5, ": 99}");
  const RunResult answered = qa(folder, {"--format", "squad"}, misplaced);
  CHECK(answered.out == qa(folder, {"--format", "squad"}, squad).out);
  CHECK(answered.err == "");
  CHECK(answered.code == 0);
  const std::string without_gold = R"({"id": "b", "question": "When?"}, )";
  std::string text = squad;
  text.insert(text.find(R"({"id": "a")"), without_gold);
  const RunResult stopped = qa(folder, {"--format", "squad", "--evaluate"}, text);
  CHECK(stopped.code == 1);
  CHECK(stopped.err == "electra: <stdin>: paragraph 1, question 'b': no \"answers\" to compare with\n");
  const RunResult skipped = qa(folder, {"--format", "squad", "--report", "r.json", "--on-error", "skip"}, text);
  CHECK(skipped.code == 3);
  CHECK(skipped.out == "{\n    \"b\": \"1642\",\n    \"a\": \"1642\"\n}\n");
  CHECK(json::parse(folder.read("r.json")).at("total") == 1);
}

TEST_CASE("a question that cannot be compared is named with the file that it is from") {
  const Folder folder;
  std::string without_gold = squad;
  const size_t answers = without_gold.find(R"(, "answers")");
  without_gold.erase(answers, without_gold.find("]", answers) + 1 - answers);
  without_gold.replace(without_gold.find(R"("id": "a")"), 9, R"("id": "b")");
  folder.write("first.json", without_gold);
  folder.write("second.json", squad);
  const RunResult result = folder.electra(
      {"qa", "--model", "electra-mini-qa", "--on-error", "skip", "--report", "r.json", "first.json", "second.json"});
  CHECK(result.out == "{\n    \"b\": \"1642\",\n    \"a\": \"1642\"\n}\n");
  CHECK(result.err ==
        "electra: first.json: paragraph 1, question 'b': no \"answers\" to compare with\n"
        "electra: 1 question written but not compared, first at first.json: paragraph 1, question 'b'\n");
  CHECK(result.code == 3);
}

TEST_CASE("an impossible question has no right answer, whatever it lists") {
  const Folder folder;
  folder.write("gold.jsonl", R"({"id": "a", "is_impossible": true, "question": "When?", "context": "In 1642.", )"
                             R"("answers": [{"text": "1642", "answer_start": 3}]})"
                             "\n");
  const auto exact = [&](const std::string& predictions) {
    const RunResult result = folder.electra(
        {"score", "qa", "-", "gold.jsonl", "--predictions-format", "squad", "--output-format", "json"}, predictions);
    CHECK(result.err == "");
    CHECK(result.code == 0);
    const json report = json::parse(result.out);
    CHECK(report.at("questions").at("NoAns").at("total") == 1);
    return report.at("exact").get<double>();
  };
  CHECK(exact(R"({"a": ""})") == 100.0);
  CHECK(exact(R"({"a": "1642"})") == 0.0);
}

TEST_CASE("answers of one file are written before the next is read") {
  const Folder folder;
  folder.write("good.json", squad);
  folder.write("bad.json", "{\"foo\": 1}");
  const RunResult result =
      folder.electra({"qa", "--model", "electra-mini-qa", "--output-format", "tsv", "good.json", "bad.json"});
  CHECK(result.out.starts_with("good.json\t\ta\t1642\t"));  // no line is known of it
  CHECK(result.err == "electra: bad.json: no \"data\", expected SQuAD's\n");
  CHECK(result.code == 1);
}

TEST_CASE("what came before a bad question is written") {
  const Folder folder;
  std::string text = squad;
  const size_t end = text.find("], \"context\"");
  text.insert(end, R"(, {"id": "c"})");
  const RunResult result = qa(folder, {"--format", "squad", "--output-format", "jsonl"}, text);
  CHECK(result.code == 1);
  CHECK(result.out.starts_with(R"({"id":"a","answer":"1642")"));
  CHECK(result.err == "electra: <stdin>: paragraph 1, question 'c': no \"question\"\n");
  text.replace(text.find("\"c\""), 3, "\"c\\nd\"");
  CHECK(qa(folder, {"--format", "squad"}, text).err ==
        "electra: <stdin>: paragraph 1, question 'c\\x0ad': no \"question\"\n");
}

// Where answers are kept by their ids, the second one would hide the first, or stand beside it in the same object.
TEST_CASE("an id that comes for the second time is refused where answers are kept by ids") {
  const Folder folder;
  folder.write("a.json", squad);
  const std::string fault = "electra: a.json: paragraph 1, question 'a': the id 'a' for the second time\n";
  const auto twice = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"qa", "--model", "electra-mini-qa"});
    arguments.insert(arguments.end(), {"a.json", "a.json"});
    return folder.electra(arguments);
  };
  const std::string one = folder.electra({"qa", "--model", "electra-mini-qa", "a.json"}).out;
  const RunResult stopped = twice({});
  CHECK(stopped.err == fault);
  CHECK(stopped.code == 1);
  const RunResult skipped = twice({"--on-error", "skip", "--nbest", "n.json"});
  CHECK(skipped.out == one);
  CHECK(json::parse(folder.read("n.json")).size() == 1);
  CHECK(skipped.code == 3);
  CHECK(twice({"--output-format", "jsonl"}).err == fault);

  const std::string object = R"({"id": 7, "question": "When?", "context": "In 1642."})";
  folder.write("b.jsonl", object + "\n" + object + "\n");
  CHECK(folder.electra({"qa", "--model", "electra-mini-qa", "b.jsonl"}).code == 0);
  const RunResult kept = folder.electra({"qa", "--model", "electra-mini-qa", "--nbest", "n2.json", "b.jsonl"});
  CHECK(kept.err == "electra: b.jsonl:2: the id '7' for the second time\n");
  CHECK(kept.code == 1);
}

TEST_CASE("questions of SQuAD through a pipe are answered as they come") {
  const Folder folder;
  folder.write("first", R"({"data":[{"paragraphs":[{"context":"a b","qas":[{"id":"x","question":"a"}]})");
  folder.write("rest", R"(,{"context":"c","qas":[{"id":"y","question":"a"}]}]}]})");
  // The rest is written when the first answer is there.
  const RunResult result = folder.shell(
      "mkfifo in; electra qa --quiet --format squad --output-format jsonl --model " + golden("hf/qa") +
      " in > out & exec 3> in; cat first >&3; until [ -s out ]; do sleep 0.05; done; cat rest >&3; exec 3>&-; wait; "
      "wc -l < out");
  CHECK(result.err == "");
  CHECK(result.out == "2\n");
}

}  // namespace
}  // namespace electra::test
