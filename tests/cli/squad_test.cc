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
  CHECK(contains(fault({"--format", "squad"}, "3"), "no \"data\""));
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
  CHECK(fault(R"({"data": [{"title": "q"}]})") == where + "article 1: no list \"paragraphs\"\n");
  CHECK(fault(R"({"data": [{"context": "c", "title": "q"}]})") == where + "question 1: no \"question\"\n");
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

TEST_CASE("a list of questions with their contexts is read as the datasets library writes it") {
  const Folder folder;
  const std::string where = R"("context": "It was founded: 1642.", "question": "When was it founded?")";
  const std::string first = R"({"id": "a", )" + where + R"(, "answers": {"text": ["1642"], "answer_start": [16]}})";
  const std::string second = R"({"id": 7, )" + where + R"(, "answers": {"text": ["1642"], "answer_start": [-1]}})";
  const std::string third = "{" + where + R"(, "answers": {"text": ["1642"]}, "title": {"deep": ["x"]}})";
  const std::string list = "[" + first + ", " + second + ", " + third + "]";
  const std::string answers = "{\n    \"a\": \"1642\",\n    \"7\": \"1642\",\n    \"3\": \"1642\"\n}\n";
  for (const std::string& text :
       {list, R"({"version": {"of": [1]}, "data": )" + list + R"(, "more": [{"data": []}]})"}) {
    const RunResult result = qa(folder, {"--format", "squad", "--report", "r.json"}, text);
    CHECK(result.err == "");
    CHECK(result.out == answers);
    CHECK(json::parse(folder.read("r.json")).at("exact") == 100.0);
  }
  CHECK(qa(folder, {"--format", "squad"}, R"([{"id": true, )" + where + "}]").err ==
        "electra: <stdin>: question 1: 'id' is true, expected a string or a number\n");
  CHECK(qa(folder, {"--format", "squad"}, "[" + first + ", 3]").err ==
        "electra: <stdin>: question 2: 3, expected an object\n");
  CHECK(qa(folder, {"--format", "squad"}, "[]").out == "{}\n");
}

TEST_CASE("an answer without a place is compared by its text, and has no loss") {
  const Folder folder;
  std::string text = squad;
  text.replace(text.find(": 16}"), 4, ": -1");
  const RunResult result = qa(folder, {"--format", "squad", "--report", "r.json"}, text);
  CHECK(result.code == 0);
  const json report = json::parse(folder.read("r.json"));
  CHECK(report.at("exact") == 100.0);
  CHECK(!report.contains("loss"));
}

TEST_CASE("one question for lines is not asked of files of questions") {
  const Folder folder;
  for (const char* name : {"dev.json", "dev.jsonl", "dev.json.gz"}) {
    folder.write(name, squad);
    const RunResult result = qa(folder, {"--question", "When?", name});
    CHECK(result.err.find("qa: --question is for lines of text") != std::string::npos);
    CHECK(result.code == 2);
  }
  folder.write("lines.txt", "It was founded: 1642.\n");
  CHECK(qa(folder, {"--question", "When?", "lines.txt"}).code == 0);
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
  const RunResult result = folder.electra(
      {"qa", "--model", "electra-mini-qa", "--output-format", "tsv", "--no-filename", "good.json", "bad.json"});
  CHECK(result.out.starts_with("a\t1642\t"));
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

// As Python reads an object with a key twice, and evaluate-v1.1.py looks up the one answer for both questions.
TEST_CASE("of the answers to an id that comes again the last one counts, and one warning tells it") {
  const Folder folder;
  const std::string two =
      R"({"data": [{"paragraphs": [{"context": "Brackwater was founded in 1642.", "qas": [)"
      R"({"id": "a", "question": "What was founded?", "answers": [{"text": "Brackwater", "answer_start": 0}]},)"
      R"({"id": "a", "question": "When was it founded?", "answers": [{"text": "1642", "answer_start": 26}]}]}]}]})";
  folder.write("a.json", two);
  const RunResult result =
      folder.electra({"qa", "--model", "electra-mini-qa", "--report", "r.json", "--output", "p.json", "a.json"});
  CHECK(result.err ==
        "electra: 1 question with the id of one before it, of whose answers the last one counts, first at 'a'\n");
  CHECK(result.code == 0);
  CHECK(json::parse(folder.read("p.json")) == json{{"a", "1642"}});
  const json report = json::parse(folder.read("r.json"));
  CHECK(report.at("total") == 2);
  CHECK(report.at("exact") == 50.0);
  const RunResult scored = folder.electra({"score", "qa", "p.json", "a.json", "--output-format", "json"});
  CHECK(json::parse(scored.out).at("exact") == 50.0);

  const std::string object = R"({"id": 7, "question": "When?", "context": "In 1642."})";
  folder.write("b.jsonl", object + "\n" + object + "\n");
  const std::vector<std::string> run = {"qa", "--model", "electra-mini-qa", "b.jsonl"};
  CHECK(folder.electra(run).err == "");  // every line is an answer of its own
  CHECK(folder.electra({"qa", "--model", "electra-mini-qa", "--nbest", "n.json", "b.jsonl"}).err.find("first at '7'") !=
        std::string::npos);
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
