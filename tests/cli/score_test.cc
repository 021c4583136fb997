// electra score: what commands write and read again gives the metrics that they report, and other programs' files those
// of their official scripts.
#include <doctest/doctest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/harness.h"
#include "cli/reports.h"
#include "cli/samples.h"

namespace electra::test {
namespace {

using nlohmann::json;

json score(const Folder& folder, std::vector<std::string> arguments, std::string_view input = "") {
  arguments.insert(arguments.begin(), {"score", "--quiet"});
  arguments.insert(arguments.end(), {"--output-format", "json"});
  const RunResult result = folder.electra(arguments, input);
  CHECK(result.err == "");
  REQUIRE(result.code == 0);
  return metrics_in(result.out);
}

// Runs a command into the file `predictions` and returns its report, without what only the model can tell.
json evaluate(const Folder& folder, std::vector<std::string> arguments, const std::string& predictions) {
  arguments.insert(arguments.end(), {"--quiet", "--report", "report.json", "--output", predictions});
  const RunResult result = folder.electra(arguments);
  CHECK(result.err == "");
  REQUIRE(result.code == 0);
  json report = metrics_in(folder.read("report.json"));
  report.erase("loss");
  return report;
}

bool is_near(const json& a, const json& b) { return std::abs(a.get<double>() - b.get<double>()) < 1e-9; }

TEST_CASE("classify: labels in tsv and jsonl, all of them or the best") {
  const Folder folder;
  const std::string gold = sample("classify.tsv");
  for (const std::string format : {"tsv", "jsonl"}) {
    for (const bool all : {false, true}) {
      std::vector<std::string> arguments = {"classify", "--columns",       "1",    "--label-column",
                                            "2",        "--output-format", format, gold};
      if (all) arguments.emplace_back("--all-scores");
      const json report = evaluate(folder, arguments, "p." + format);
      const std::vector<std::string> files = {"classify", "p." + format, gold, "--label-column", "2"};
      std::vector<std::string> named = files;
      named.insert(named.end(), {"--labels", "negative,positive"});
      CHECK(score(folder, named) == report);
      // Of labels in an unknown order none is the second, whose F1 is GLUE's.
      json without_f1 = report;
      without_f1.erase("f1");
      CHECK(score(folder, files) == without_f1);
    }
  }
}

TEST_CASE("classify: several labels, and values") {
  const Folder folder;
  const std::string labels = R"({"text": "my school is down", "label": ["LABEL_0", 2]})"
                             "\n"
                             R"({"text": "the way back", "label": []})"
                             "\n";
  folder.write("several.jsonl", labels);
  folder.write("values.tsv", "my school\t1.5\nis down\t-2\nthe long way\t0.25\n");
  const std::string model = golden("hf/seqcls-multilabel");
  const std::string names = "LABEL_0,LABEL_1,LABEL_2,LABEL_3";
  const json config = read_json(model + "/config.json");
  std::string all_names;
  for (const auto& [id, name] : config.at("id2label").items()) {
    all_names += (all_names.empty() ? "" : ",") + name.get<std::string>();
  }
  std::string gold = labels;
  const std::string first = config.at("id2label").at("0").get<std::string>();
  gold.replace(gold.find("LABEL_0"), 7, first);
  folder.write("several.jsonl", gold);
  for (const std::string format : {"tsv", "jsonl"}) {
    const json report =
        evaluate(folder, {"classify", "--model", model, "--output-format", format, "several.jsonl"}, "p." + format);
    CHECK(score(folder, {"classify", "p." + format, "several.jsonl", "--problem-type", "multi-label", "--labels",
                         all_names}) == report);
    const json values = evaluate(folder,
                                 {"classify", "--model", golden("hf/seqcls-regression"), "--columns", "1",
                                  "--label-column", "2", "--output-format", format, "values.tsv"},
                                 "v." + format);
    const json scored = score(folder, {"classify", "v." + format, "values.tsv", "--label-column", "2"});
    // Predictions have six digits.
    for (const auto& [name, value] : values.items()) {
      if (value.is_number()) CHECK(scored.at(name).get<double>() == doctest::Approx(value.get<double>()).epsilon(1e-4));
    }
  }
}

TEST_CASE("classify: labels alone, names for numbers, and a warning where none fit") {
  const Folder folder;
  folder.write("p.txt", "entailment\nneutral\nneutral\n");
  folder.write("gold.tsv", "label\tx\n1\ta\n2\tb\n0\tc\n");
  const json named = score(folder, {"classify", "p.txt", "gold.tsv", "--label-column", "label", "--labels",
                                    "contradiction,entailment,neutral"});
  CHECK(is_near(named.at("accuracy"), 2.0 / 3.0));
  CHECK(named.at("confusion_matrix") == json({{0, 0, 1}, {0, 1, 0}, {0, 0, 1}}));
  const RunResult unnamed = folder.electra({"score", "classify", "p.txt", "gold.tsv", "--label-column", "label"});
  CHECK(unnamed.err.starts_with("electra: right labels such as '0' are never predicted"));
  CHECK(unnamed.out.find("accuracy  0.0000\n") != std::string::npos);
  // Numbers alone are values, unless one says that they are labels.
  CHECK(score(folder, {"classify", "-", "gold.tsv", "--label-column", "label"}, "1\n2\n1\n").contains("pearson"));
  CHECK(
      is_near(score(folder, {"classify", "-", "gold.tsv", "--label-column", "label", "--problem-type", "single-label"},
                    "1\n2\n1\n")
                  .at("accuracy"),
              2.0 / 3.0));
}

// A matrix of them would have a million cells and more, nearly all of them 0.
TEST_CASE("classify: of more than 1000 labels a report has what occurs") {
  const Folder folder;
  std::string labels = "a,b";
  for (int i = 0; i < 999; ++i) labels += ",l" + std::to_string(i);
  folder.write("gold.tsv", "l7\nb\nl7\n");
  const json report =
      score(folder, {"classify", "-", "gold.tsv", "--label-column", "1", "--labels", labels}, "l7\na\nl7\n");
  CHECK(report.at("confusions") == json::parse(R"([["b", "a", 1], ["l7", "l7", 2]])"));
  CHECK_FALSE(report.contains("confusion_matrix"));
  CHECK(report.at("labels").size() == 3);
  CHECK(report.at("labels").at("l7").at("support") == 2);
}

TEST_CASE("choose, tag, detect-replaced and fill-mask: what they write gives what they report") {
  const Folder folder;
  write_word_samples(folder);
  const std::string choices = sample("choose.jsonl"), tags = sample("tag.conll");
  for (const std::string format : {"tsv", "jsonl"}) {
    const json report = evaluate(folder, {"choose", "--output-format", format, choices}, "c." + format);
    CHECK(score(folder, {"choose", "c." + format, choices}) == report);
  }
  const json report = evaluate(folder, {"tag", "--scheme", "raw", tags}, "t.conll");
  CHECK(score(folder, {"tag", "t.conll", tags}) == report);
  CHECK(score(folder, {"tag", "t.conll", "t.conll", "--label-column", "2"}) == report);
  CHECK(is_near(score(folder, {"tag", "t.conll", tags, "--scheme", "lenient"}).at("f1"), report.at("f1")));

  const json replaced = evaluate(folder, {"detect-replaced", "--output-format", "jsonl", "replaced.jsonl"}, "r.jsonl");
  CHECK(score(folder, {"detect-replaced", "r.jsonl", "replaced.jsonl"}) == replaced);
  evaluate(folder, {"detect-replaced", "--output-format", "jsonl", "--offsets", "chars", "replaced.jsonl"}, "r.jsonl");
  CHECK(score(folder, {"detect-replaced", "r.jsonl", "replaced.jsonl", "--offsets", "chars"}) == replaced);
  const json masked = evaluate(folder, {"fill-mask", "--output-format", "jsonl", "masked.jsonl"}, "m.jsonl");
  CHECK(score(folder, {"fill-mask", "m.jsonl", "masked.jsonl"}) == masked);
  CHECK(score(folder, {"fill-mask", "m.jsonl", "masked.jsonl", "--model", "electra-mini-generator"}) == masked);
}

TEST_CASE("offsets in code points are those of the same words") {
  const Folder folder;
  folder.write("gold.jsonl", "{\"text\": [\"na\u00efve\", \"\u6771\u4eac\", \"e\u0301a\"], \"replaced\": [1]}\n");
  const json report =
      evaluate(folder, {"detect-replaced", "--output-format", "jsonl", "--offsets", "chars", "gold.jsonl"}, "p.jsonl");
  CHECK(report.at("words") == 3);
  CHECK(score(folder, {"detect-replaced", "p.jsonl", "gold.jsonl", "--offsets", "chars"}) == report);
}

TEST_CASE("a byte-order mark belongs to no label, tag or choice") {
  const Folder folder;
  const std::string mark = "\xEF\xBB\xBF";
  const auto is_right = [&](const std::string& task, const std::string& text, std::vector<std::string> more) {
    folder.write("plain", text);
    folder.write("marked", mark + text);
    std::vector<json> reports;
    for (const std::string predictions : {"plain", "marked"}) {
      for (const std::string gold : {"plain", "marked"}) {
        std::vector<std::string> arguments = {task, predictions, gold};
        arguments.insert(arguments.end(), more.begin(), more.end());
        reports.push_back(score(folder, arguments));
        CHECK(reports.back() == reports.front());
      }
    }
  };
  is_right("classify", "x\t0.9\ny\t0.8\n", {"--label-column", "1"});
  is_right("tag", "a B-X\nb O\n", {});
}

TEST_CASE("a file without any label has no scores") {
  const Folder folder;
  folder.write("gold.jsonl", "{\"text\": \"a\", \"label\": []}\n");
  CHECK(score(folder, {"classify", "-", "gold.jsonl", "--problem-type", "multi-label"}, "\n") ==
        json({{"task", "classify"}, {"items", 1}}));
}

TEST_CASE("an id with a TAB is found in tsv") {
  const Folder folder;
  folder.write("gold.jsonl", R"({"id": "a\tb", "question": "q", "context": "c", "answers": [{"text": "c"}]})"
                             "\n");
  CHECK(score(folder, {"qa", "-", "gold.jsonl", "--predictions-format", "tsv"}, "a b\tc\t0\t1\t1\n").at("exact") ==
        100.0);
}

TEST_CASE("an uncased model's pieces are found for words with capitals through its vocabulary") {
  const Folder folder;
  folder.write("gold.jsonl", "{\"text\": \"[MASK] is Paris.\", \"original\": \"France\"}\n");
  const std::string predictions =
      R"({"masks":[{"start":0,"end":6,"predictions":[{"token":"a"},{"token":"france"},{"token":"b"},{"token":"c"},{"token":"d"}]}]})"
      "\n";
  CHECK(score(folder, {"fill-mask", "-", "gold.jsonl"}, predictions).at("top5") == 0.0);
  const json with_model =
      score(folder, {"fill-mask", "-", "gold.jsonl", "--model", "electra-mini-generator"}, predictions);
  CHECK(with_model.at("top5") == 1.0);
  CHECK(with_model.at("top1") == 0.0);
}

TEST_CASE("fill-mask: the fifth prediction counts, the sixth does not") {
  const Folder folder;
  folder.write("gold.jsonl", "{\"text\": \"[MASK] [MASK]\", \"original\": [\"e\", \"f\"]}\n");
  json predictions = json::array();
  for (const char* token : {"a", "b", "c", "d", "e", "f"}) predictions.push_back({{"token", token}});
  const json mask = {{"predictions", predictions}};
  const json scores = score(folder, {"fill-mask", "-", "gold.jsonl"}, json({{"masks", {mask, mask}}}).dump() + "\n");
  CHECK(scores.at("top5") == 0.5);
  CHECK(scores.at("top1") == 0.0);
}

TEST_CASE("tag: what makes a span is a matter of the scheme") {
  const Folder folder;
  folder.write("gold.conll", "a I-X\nb I-X\nc O\nd B-Y\n");
  folder.write("ends.conll", "a B-X\nb E-X\nc O\nd S-Y\n");
  const auto spans = [&](std::vector<std::string> arguments, const std::string& file) {
    arguments.insert(arguments.begin(), {"tag", file, file});
    const json report = score(folder, arguments);
    json found = json::object();
    for (const auto& [type, row] : report.at("types").items()) found[type] = row.at("support");
    return found;
  };
  CHECK(spans({}, "gold.conll") == json({{"X", 1}, {"Y", 1}}));
  CHECK(spans({"--scheme", "lenient"}, "gold.conll") == json({{"X", 1}, {"Y", 1}}));
  CHECK(spans({"--scheme", "iob2"}, "gold.conll") == json({{"Y", 1}}));
  CHECK(spans({}, "ends.conll") == json({{"X", 1}, {"Y", 1}}));
  CHECK(spans({"--scheme", "iobes"}, "ends.conll") == json({{"X", 1}, {"Y", 1}}));
  // Google's: a type is that of the last word.
  folder.write("mixed.conll", "a B-X\nb I-Y\n");
  CHECK(spans({"--scheme", "google"}, "mixed.conll") == json({{"Y", 1}}));
}

TEST_CASE("qa: answers in all formats, found by id") {
  const Folder folder;
  const std::string gold = sample("qa.json");
  for (const auto& [format, name] : {std::pair("squad", "p.json"), {"jsonl", "p.jsonl"}, {"tsv", "p.tsv"}}) {
    CAPTURE(format);
    const json report = evaluate(folder, {"qa", "--output-format", format, gold}, name);
    const json scored = score(folder, {"qa", name, gold});
    for (const char* key : {"total", "exact", "f1", "questions"}) CHECK(scored.at(key) == report.at(key));
    CHECK(!scored.contains("best_f1"));
  }
  // With the answers whatever the null odds, and these, everything is there again.
  json report = evaluate(folder, {"qa", gold, "--null-threshold", "-3", "--null-odds", "odds.json"}, "p.json");
  evaluate(folder, {"qa", gold, "--null-threshold", "1000"}, "all.json");
  CHECK(score(folder, {"qa", "all.json", gold, "--null-odds", "odds.json", "--null-threshold", "-3"}) == report);
}

TEST_CASE("qa: of an n-best list the first answer counts, as run_qa.py writes it") {
  const Folder folder;
  folder.write("gold.jsonl", R"({"id": 1, "question": "Who?", "context": "Bob.", "answers": [{"text": "Bob"}]})"
                             "\n");
  folder.write("n.json", R"({"1": [{"text": "bob", "probability": 0.9, "start_logit": 1.0}, {"text": "x"}]})");
  const json report = score(folder, {"qa", "n.json", "gold.jsonl"});
  CHECK(report.at("exact") == 100.0);
  folder.write("p.jsonl", R"({"id": 1, "answer": "Bob."})"
                          "\n");
  CHECK(score(folder, {"qa", "p.jsonl", "gold.jsonl"}) == report);
  folder.write("n.json", R"({"1": [{"text": "bob"}]})");  // --n-best 1
  CHECK(score(folder, {"qa", "n.json", "gold.jsonl"}) == report);
  for (const std::string list : {"[3]", "[]"}) {
    folder.write("n.json", "{\"1\": " + list + "}");
    CHECK(folder.electra({"score", "qa", "n.json", "gold.jsonl"}).err ==
          "electra: n.json: the answer to '1' is " + list + ", expected a string or a list of the best ones\n");
  }
}

TEST_CASE("qa: answers are compared as the script of --metric does") {
  const Folder folder;
  folder.write("gold.jsonl", R"({"id": "a", "question": "어디?", "context": "부산이다", "answers": [{"text": "부산"}]})"
                             "\n");
  folder.write("p.json", R"({"a": "부산에"})");
  const auto f1 = [&](std::vector<std::string> flags) {
    flags.insert(flags.begin(), {"qa", "p.json", "gold.jsonl"});
    return score(folder, flags).at("f1").get<double>();
  };
  CHECK(f1({}) == 0.0);
  CHECK(f1({"--metric", "korquad"}) == doctest::Approx(80.0));
  folder.write("p.json", R"({"a": "das부산 부산"})");
  CHECK(f1({"--metric", "mlqa", "--language", "de"}) == doctest::Approx(100.0 * 2 / 3));
  const RunResult alone = folder.electra({"score", "qa", "p.json", "gold.jsonl", "--metric", "mlqa"});
  CHECK(alone.err == "electra: score: --metric mlqa and --language need each other\n");
  folder.write("gold.jsonl", R"({"id": "a", "question": "?", "context": "x", "answers": []})"
                             "\n");
  CHECK(folder.electra({"score", "qa", "p.json", "gold.jsonl", "--metric", "cmrc"}).err ==
        "electra: gold.jsonl:1: no right answer, as only --metric squad knows it\n");
}

TEST_CASE("qa: with a threshold every question of jsonl may have no answer, in the run and in the scores") {
  const Folder folder;
  folder.write("gold.jsonl",
               R"({"id": "a", "question": "When was it founded?", "context": "It was founded: 1642.", )"
               R"("answers": [{"text": "1642", "answer_start": 16}]})"
               "\n"
               R"({"id": "b", "question": "Who founded it?", "context": "It was founded: 1642.", "answers": []})"
               "\n");
  const std::vector<std::string> run = {"qa", "gold.jsonl", "--output-format", "jsonl", "--null-odds", "odds.json"};
  const auto with_threshold = [](std::vector<std::string> arguments, const std::string& threshold) {
    arguments.push_back("--null-threshold=" + threshold);
    return arguments;
  };
  evaluate(folder, with_threshold(run, "1000"), "p.jsonl");  // all answers, whatever the odds
  const std::vector<std::string> scored = {"qa", "p.jsonl", "gold.jsonl", "--null-odds", "odds.json"};
  for (const std::string threshold : {"-1000", "0", "1000"}) {
    CAPTURE(threshold);
    const json report = evaluate(folder, with_threshold(run, threshold), "silenced.jsonl");
    CHECK(report.at("questions").at("NoAns").at("total") == 1);
    CHECK(score(folder, with_threshold(scored, threshold)) == report);
  }
}

TEST_CASE("qa: the official scripts' scores of SQuAD's recorded predictions") {
  const Folder folder;
  const json one = score(folder, {"qa", golden("metrics/squad1_pred.json"), golden("metrics/squad1_gold.json")});
  const json scores1 = read_json(golden("metrics/squad1_scores.json"));
  CHECK(is_near(one.at("exact"), scores1.at("exact_match")));
  CHECK(is_near(one.at("f1"), scores1.at("f1")));

  const json scores2 = read_json(golden("metrics/squad2_scores.json"));
  const auto check = [&](const json& ours, const json& expected) {
    CHECK(is_near(ours.at("exact"), expected.at("exact")));
    CHECK(is_near(ours.at("f1"), expected.at("f1")));
    CHECK(ours.at("total") == expected.at("total"));
    for (const std::string kind : {"HasAns", "NoAns"}) {
      CHECK(is_near(ours.at("questions").at(kind).at("exact"), expected.at(kind + "_exact")));
      CHECK(is_near(ours.at("questions").at(kind).at("f1"), expected.at(kind + "_f1")));
      CHECK(ours.at("questions").at(kind).at("total") == expected.at(kind + "_total"));
    }
    if (!expected.contains("best_f1")) return;
    CHECK(is_near(ours.at("best_f1"), expected.at("best_f1")));
    CHECK(is_near(ours.at("best_f1_threshold"), expected.at("best_f1_thresh")));
    CHECK(is_near(ours.at("best_exact"), expected.at("best_exact")));
    CHECK(is_near(ours.at("best_exact_threshold"), expected.at("best_exact_thresh")));
    CHECK(is_near(ours.at("exact_average_precision"), expected.at("pr_exact_ap")));
    CHECK(is_near(ours.at("f1_average_precision"), expected.at("pr_f1_ap")));
    CHECK(is_near(ours.at("oracle_average_precision"), expected.at("pr_oracle_ap")));
  };
  const std::vector<std::string> files = {"qa", golden("metrics/squad2_pred.json"), golden("metrics/squad2_gold.json")};
  check(score(folder, files), scores2.at("no_na_file"));
  for (const std::string threshold : {"1.0", "0.5", "-2.75"}) {
    CAPTURE(threshold);
    std::vector<std::string> arguments = files;
    arguments.insert(arguments.end(),
                     {"--null-odds", golden("metrics/squad2_na_prob.json"), "--null-threshold", threshold});
    check(score(folder, arguments), scores2.at("na_thresh_" + threshold));
  }
}

TEST_CASE("a skipped record is left out; an absent answer counts") {
  const Folder folder;
  folder.write("gold.jsonl", "{\"text\": \"a\", \"label\": \"x\"}\n{\"text\": \"b\", \"label\": \"y\"}\n");
  const RunResult skipped = folder.electra({"score", "classify", "-", "gold.jsonl"}, "x\t0.9\n\n");
  CHECK(skipped.out.starts_with("task      classify\nitems     1\naccuracy  1.0000\n"));
  CHECK(skipped.err == "electra: 1 item without a prediction left out, first at <stdin>:2\n");
  const RunResult absent = folder.electra({"score", "qa", "-", sample("qa.json")}, "{\"nobody\": \"x\"}");
  CHECK(absent.err ==
        "electra: 31 questions without a prediction, first at 'own-0-0'\n"
        "electra: <stdin>: 1 prediction for no question, such as 'nobody'\n");
  CHECK(absent.out.find("NoAns              5   100.0000   100.0000\n") != std::string::npos);
}

}  // namespace
}  // namespace electra::test
