// electra qa: what Transformers and Google's code answer, in every format; windows, thresholds, the files beside the
// output.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/harness.h"
#include "cli/questions.h"
#include "cli/samples.h"

namespace electra::test {
namespace {

using nlohmann::json;

json read_golden(const std::string& name) { return read_json(golden(name)); }

bool is_near(const json& a, const json& b, double tolerance) {
  return std::abs(a.get<double>() - b.get<double>()) < tolerance;
}

// Windows, beams, the final text, and the scores of its official script.
TEST_CASE("converted models of Google's answer as its code did") {
  for (const std::string task : {"squad1", "squad1-simple", "squad2", "squad2-simple", "squad2-noclf"}) {
    CAPTURE(task);
    const Folder folder;
    const std::string name = "google/finetuned-" + task;
    const std::string source = golden(name);
    const bool is_squad2 = task.starts_with("squad2");
    REQUIRE(folder
                .electra({"convert", source + "/ckpt", "m", "--config", source + "/config.json", "--vocab",
                          source + "/vocab.txt"})
                .code == 0);
    const json settings = read_golden(name + "/hparams.json");
    std::vector<std::string> arguments = {"--model",     "m",         "--tokenizer",       "google",
                                          "--nbest",     "n.json",    "--report",          "r.json",
                                          "--null-odds", "odds.json", source + "/dev.json"};
    for (const auto& [flag, key] : {std::pair("--max-length", "max_seq_length"),
                                    {"--doc-stride", "doc_stride"},
                                    {"--max-query-length", "max_query_length"},
                                    {"--max-answer-length", "max_answer_length"},
                                    {"--n-best", "n_best_size"},
                                    {"--beam-size", "beam_size"},
                                    {"--null-threshold", "qa_na_threshold"}}) {
      arguments.insert(arguments.end(), {flag, settings.at(key).dump()});
    }
    const RunResult result = qa(folder, arguments);
    CHECK(result.err == "");
    CHECK(json::parse(result.out) == read_golden(name + (is_squad2 ? "/test_predictions.json" : "/predictions.json")));

    const json n_best = json::parse(folder.read("n.json"));
    const json expected_n_best = read_golden(name + "/nbest_predictions.json");
    for (const auto& [id, expected] : expected_n_best.items()) {
      REQUIRE(n_best.at(id).size() == expected.size());
      for (size_t i = 0; i < expected.size(); ++i) {
        for (const char* key : {"probability", "start_logit", "end_logit"}) {
          CHECK(is_near(n_best.at(id)[i].at(key), expected[i].at(key), 1e-4));
        }
        CHECK(n_best.at(id)[i].at("text") == expected[i].at("text"));
      }
    }
    const json report = json::parse(folder.read("r.json"));
    const json scores = read_golden(name + "/scores.json");
    CHECK(is_near(report.at("exact"), scores.at(is_squad2 ? "exact" : "exact_match"), 1e-9));
    CHECK(is_near(report.at("f1"), scores.at("f1"), 1e-9));
    if (!is_squad2) continue;
    CHECK(is_near(report.at("best_f1"), scores.at("best_f1"), 1e-9));
    const json odds = json::parse(folder.read("odds.json"));
    const json expected_odds = read_golden(name + "/null_odds.json");
    for (const auto& [id, expected] : expected_odds.items()) CHECK(is_near(odds.at(id), expected, 1e-4));
  }
}

TEST_CASE("lines, objects and files of SQuAD are the same questions") {
  const Folder folder;
  const std::string line = R"({"id": "a", "question": "When was it founded?", "context": "It was founded: 1642."})";
  const RunResult object = qa(folder, {"--output-format", "jsonl"}, line + "\n");
  const json answer = json::parse(object.out);
  CHECK(answer.at("answer") == "1642");
  CHECK(answer.at("start") == 16);
  CHECK(answer.at("end") == 20);
  CHECK(qa(folder, {"--question", "When was it founded?"}, "It was founded: 1642.\n")
            .out.starts_with("1\t1642\t16\t20\t"));
  CHECK(qa(folder, {"--format", "squad"}, squad).out == "{\n    \"a\": \"1642\"\n}\n");
  CHECK(qa(folder, {"--format", "squad", "--output-format", "tsv"}, squad).out.starts_with("a\t1642\t16\t20\t"));
  CHECK(json::parse(qa(folder, {"--format", "squad", "--null-threshold", "-1000"}, squad).out).at("a") == "");
  const RunResult evaluated = qa(folder, {"--format", "squad", "--evaluate"}, squad);
  CHECK(evaluated.err.find("exact  ") != std::string::npos);
}

TEST_CASE("the name of the output chooses the format") {
  const Folder folder;
  folder.write("a.jsonl", R"({"question": "When was it founded?", "context": "It was founded: 1642."})"
                          "\n");
  const RunResult named = folder.electra({"qa", "--quiet", "--output", "answers.jsonl", "a.jsonl"});
  CHECK(named.code == 0);
  const std::string objects = folder.electra({"qa", "--quiet", "--output-format", "jsonl", "a.jsonl"}).out;
  CHECK(folder.read("answers.jsonl") == objects);
  // .json is SQuAD's only where the questions are.
  CHECK(folder.electra({"qa", "--quiet", "--output", "answers.json", "a.jsonl"}).code == 0);
  CHECK(folder.read("answers.json") == objects);
}

TEST_CASE("questions without an id are numbered through all files") {
  const Folder folder;
  const std::string line = R"({"question": "When was it founded?", "context": "It was founded: 1642."})";
  const std::string named = R"({"id": "x", )" + line.substr(1);
  folder.write("a.jsonl", line + "\n" + named + "\n");
  folder.write("b.jsonl", line + "\n");
  folder.shell("electra qa --quiet --no-filename a.jsonl b.jsonl | cut -f 1,2 > answers");
  CHECK(folder.read("answers") == "1\t1642\nx\t1642\n3\t1642\n");
}

TEST_CASE("null odds are written of questions that may have no answer") {
  const Folder folder;
  const std::string question = R"("question": "When was it founded?", "context": "It was founded: 1642."})"
                               "\n";
  const std::string known = R"({"id": "a", )" + question;
  const std::string maybe = R"({"id": "b", "is_impossible": false, )" + question;
  const auto ids = [&](std::vector<std::string> arguments, const std::string& lines) {
    arguments.insert(arguments.end(), {"--null-odds", "-", "--output", "answers"});
    const json written = json::parse(qa(folder, arguments, lines).out);
    std::vector<std::string> found;
    for (const auto& [id, odds] : written.items()) {
      CHECK(odds.is_number());
      found.push_back(id);
    }
    return found;
  };
  using Ids = std::vector<std::string>;
  CHECK(ids({}, known) == Ids{});
  CHECK(ids({}, maybe) == Ids{"b"});
  CHECK(ids({}, known + maybe) == Ids{"b"});
  CHECK(ids({"--null-threshold", "0"}, known + maybe) == Ids{"a", "b"});  // whoever gives one means all of them
}

TEST_CASE("the end of a text of any length is read") {
  const Folder folder;
  std::string context;
  for (int i = 0; i < 600; ++i) context += "The weather was grey and nothing happened. ";
  context += "Brackwater was founded in 1642 by fishermen.";
  CHECK(qa(folder, {"--question", "When was Brackwater founded?"}, context + "\n").out.find("\t1642\t") !=
        std::string::npos);
  CHECK(qa(folder, {"--question", "When?"}, "\n").code == 0);
  CHECK(qa(folder, {"--format", "squad"}, R"({"data": []})").out == "{}\n");
}

// The score of an answer is that of its best window, so it tells where windows begin.
TEST_CASE("windows overlap by half of what --max-length leaves for the context, if none says otherwise") {
  const Folder folder;
  std::string context;
  for (int i = 0; i < 60; ++i) context += "word" + std::to_string(i) + " is here. ";
  context += "It was founded in 1642 by men.\n";
  const auto answer = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"--max-length", "40", "--question", "When was it founded?", "--output-format", "jsonl"});
    const RunResult result = qa(folder, more, context);
    CHECK(result.err == "");
    CHECK(result.code == 0);
    return result.out;
  };
  // 40 tokens, of which a third is for the question and 3 are special.
  const std::string by_default = answer({});
  CHECK(answer({"--doc-stride", "12"}) == by_default);
  for (const char* stride : {"11", "13"}) CHECK(answer({"--doc-stride", stride}) != by_default);
}

TEST_CASE("an answer is none where the null odds exceed the threshold, not where they equal it") {
  const Folder folder;
  const std::string line = R"({"id": "a", "question": "When was it founded?", "context": "It was founded: 1642."})"
                           "\n";
  REQUIRE(qa(folder, {"--null-threshold", "0", "--null-odds", "odds.json"}, line).code == 0);
  const auto odds = json::parse(folder.read("odds.json")).at("a").get<double>();
  const auto answer = [&](double threshold) {
    const RunResult result =
        qa(folder, {"--output-format", "jsonl", "--null-threshold=" + json(threshold).dump()}, line);
    CHECK(result.code == 0);
    return json::parse(result.out).at("answer").get<std::string>();
  };
  CHECK(answer(odds) == "1642");
  CHECK(answer(std::nextafter(odds, -INFINITY)) == "");
}

TEST_CASE("a missing file is named before a model is loaded and others are read") {
  const Folder folder;
  folder.write("good.json", squad);
  const RunResult result = qa(folder, {"good.json", "missing.json", "--model", "none"});
  CHECK(result.err == "electra: missing.json: cannot read: no such file or directory\n");
  CHECK(result.out == "");
  CHECK(qa(folder, {"--format", "squad", "."}).err == "electra: .: cannot read: is a directory\n");
}

TEST_CASE("a long question stops neither its neighbours nor a short window") {
  const Folder folder;
  std::string words;
  for (int i = 0; i < 120; ++i) words += "word" + std::to_string(i) + " ";
  const std::string lines = json({{"id", "a"}, {"question", "When?"}, {"context", "In 1642."}}).dump() + "\n" +
                            json({{"id", "b"}, {"question", words}, {"context", words}}).dump() + "\n";
  for (const char* length : {"20", "60", "100", "384"}) {
    CAPTURE(length);
    const RunResult result = qa(folder, {"--max-length", length}, lines);
    CHECK(result.err == "");
    CHECK(result.code == 0);
    CHECK(std::ranges::count(result.out, '\n') == 2);
  }
  const RunResult refused = qa(folder, {"--max-length", "60", "--max-query-length", "57"}, lines);
  CHECK(refused.code == 2);
  CHECK(refused.err == "electra: qa: no context fits beside a question of 57 pieces in 60 tokens\n");
}

TEST_CASE("objects as the datasets library has them; null is as good as absent; an id stays on its line") {
  const Folder folder;
  const std::string line = R"({"id": null, "is_impossible": null, "question": "When?", "context": "In 1642.", )"
                           R"("answers": {"text": ["1642", "In 1642"], "answer_start": [3, 0]}})"
                           "\n";
  const RunResult result = qa(folder, {"--report", "r.json"}, line + line);
  CHECK(result.code == 0);
  CHECK(result.out.starts_with("1\t"));
  const json report = json::parse(folder.read("r.json"));
  CHECK(report.at("total") == 2);
  CHECK(report.at("f1").get<double>() > 50.0);
  CHECK(report.contains("loss"));
  const RunResult bad = qa(folder, {"--evaluate"},
                           R"({"question": "q", "context": "c", "answers": {"text": ["c"], "answer_start": []}})");
  CHECK(bad.err.find("'answers' has 1 in 'text', but 0 in 'answer_start'") != std::string::npos);
  const RunResult tab = qa(folder, {}, R"({"id": "a\tb\nc", "question": "When?", "context": "In 1642."})");
  CHECK(tab.out.starts_with("a b c\t"));
}

TEST_CASE("one file cannot hold what two flags write") {
  const Folder folder;
  const auto fault = [&](std::vector<std::string> arguments) { return qa(folder, std::move(arguments), "").err; };
  CHECK(fault({"--output", "x", "--report", "x"}) == "electra: qa: --output and --report are both 'x'\n");
  CHECK(fault({"--nbest", "x", "--null-odds", "./x"}) == "electra: qa: --nbest and --null-odds are both './x'\n");
  CHECK(folder.shell("electra qa --quiet --question the --nbest x < /dev/null > x").err ==
        "electra: qa: --output and --nbest are both 'x'\n");
  CHECK(fault({"--report", "-"}) == "electra: qa: --output and --report are both standard output\n");
  CHECK(fault({"--report", "/dev/stdout", "--output", "x", "--format", "squad"}).find("both") == std::string::npos);
}

// The folder of such a file goes away once it is open, so it cannot become final.
TEST_CASE("there are no results without the files that belong to them") {
  for (const std::string flag : {"--nbest", "--null-odds", "--report"}) {
    CAPTURE(flag);
    const Folder folder;
    folder.write("gold.json", squad);
    const RunResult result = folder.shell(
        "mkdir side\n{ while [ -z \"$(ls -A side)\" ]; do sleep 0.05; done; rm -r side; cat gold.json; } |"
        "electra qa --quiet --format squad --output answers.json " +
        flag + " side/x.json");
    CHECK(result.err.starts_with("electra: side/x.json: cannot "));
    CHECK(result.code == 1);
    CHECK(folder.files() == std::vector<std::string>{"gold.json"});
  }
}

TEST_CASE("a long text without blanks takes Google's heads no longer than others") {
  Folder folder;
  const std::string source = golden("google/finetuned-squad1-simple");
  REQUIRE(folder
              .electra({"convert", source + "/ckpt", "m", "--config", source + "/config.json", "--vocab",
                        source + "/vocab.txt"})
              .code == 0);
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "\u6771\u4eac\u90fd";
  CHECK(qa(folder, {"--model", "./m", "--tokenizer", "google", "--question", "who"}, text).code == 0);
}

}  // namespace
}  // namespace electra::test
