// The demo models predict what Transformers recorded, own samples and held-out ones, and are as good as recorded.
#include "cli/samples.h"

#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "cli/harness.h"
#include "cli/reports.h"

namespace electra::test {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

// Inputs, and what Transformers makes of them.
struct Samples {
  fs::path inputs;
  json expected;
};

// The own ones; and those of public data sets, which stay outside of the repository.
std::vector<Samples> all_samples() {
  std::vector<Samples> all = {{sample(""), read_json(golden("models/expected.json"))}};
  const fs::path heldout = fs::path(ELECTRA_SHARED) / "models-2/samples/heldout";
  if (fs::exists(heldout / "expected.json")) {
    all.push_back({heldout, read_json(heldout / "expected.json")});
  } else {
    MESSAGE("skipped: no held-out samples at ", heldout.string());
  }
  return all;
}

struct Predicted {
  std::string out;
  json report;
};

Predicted predict(const Folder& folder, std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--quiet", "--report", "report.json"});
  const RunResult result = folder.electra(arguments);
  CHECK(result.err == "");
  REQUIRE(result.code == 0);
  return {result.out, metrics_in(folder.read("report.json"))};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// Recorded numbers have six digits behind the point, percents four.
bool is_near(const json& a, const json& b, double tolerance = 1e-6) {
  return std::abs(a.get<double>() - b.get<double>()) <= tolerance;
}

TEST_CASE("electra-mini-sst2 classifies as recorded") {
  for (const Samples& samples : all_samples()) {
    const Folder folder;
    const json& expected = samples.expected.at("classify");
    const Predicted ours = predict(folder, {"classify", "--columns", "1", "--label-column", "2", "--output-format",
                                            "jsonl", "--all-scores", samples.inputs / "classify.tsv"});
    const std::vector<std::string> lines = lines_of(ours.out);
    REQUIRE(lines.size() == expected.at("predictions").size());
    for (size_t i = 0; i < lines.size(); ++i) {
      const json& recorded = expected.at("predictions")[i];
      const json labels = json::parse(lines[i]).at("labels");
      CHECK(labels[0].at("label") == recorded.at("label"));
      const json& positive = labels[0].at("label") == "positive" ? labels[0] : labels[1];
      CHECK(is_near(positive.at("score"), recorded.at("p_positive"), 3e-5));
    }
    CHECK(is_near(ours.report.at("accuracy"), expected.at("metrics").at("accuracy")));
  }
}

TEST_CASE("electra-mini-choice chooses as recorded") {
  for (const Samples& samples : all_samples()) {
    const Folder folder;
    const json& expected = samples.expected.at("choose");
    const Predicted ours = predict(folder, {"choose", "--output-format", "jsonl", samples.inputs / "choose.jsonl"});
    const std::vector<std::string> lines = lines_of(ours.out);
    REQUIRE(lines.size() == expected.at("predictions").size());
    for (size_t i = 0; i < lines.size(); ++i) {
      const json& recorded = expected.at("predictions")[i];
      const json choice = json::parse(lines[i]);
      CHECK(choice.at("choice") == recorded.at("choice"));
      REQUIRE(choice.at("logits").size() == recorded.at("logits").size());
      for (size_t j = 0; j < recorded.at("logits").size(); ++j) {
        CHECK(is_near(choice.at("logits")[j], recorded.at("logits")[j], 1.5e-4));
      }
    }
    CHECK(is_near(ours.report.at("accuracy"), expected.at("metrics").at("accuracy")));
  }
}

TEST_CASE("electra-mini-ner tags as recorded") {
  for (const Samples& samples : all_samples()) {
    const Folder folder;
    const json& expected = samples.expected.at("tag");
    const Predicted ours = predict(folder, {"tag", "--scheme", "raw", samples.inputs / "tag.conll"});
    std::vector<std::string> sentences;
    bool inside = false;
    for (const std::string& line : lines_of(ours.out)) {
      const size_t tab = line.rfind('\t');
      const bool is_word = tab != line.npos;
      if (is_word && !inside) sentences.emplace_back();
      if (is_word) sentences.back() += (inside ? " " : "") + line.substr(tab + 1);
      inside = is_word;
    }
    CHECK(json(sentences) == expected.at("predictions"));
    const json& metrics = expected.at("metrics");
    CHECK(is_near(ours.report.at("word_accuracy"), metrics.at("token_accuracy")));
    for (const char* metric : {"precision", "recall", "f1"}) CHECK(is_near(ours.report.at(metric), metrics.at(metric)));
  }
}

TEST_CASE("electra-mini-qa answers as recorded") {
  for (const Samples& samples : all_samples()) {
    const Folder folder;
    const json& expected = samples.expected.at("qa");
    const Predicted ours =
        predict(folder, {"qa", samples.inputs / "qa.json", "--null-odds", "odds.json", "--nbest", "nbest.json"});
    const json answers = json::parse(ours.out);
    const json odds = json::parse(folder.read("odds.json"));
    const json n_best = json::parse(folder.read("nbest.json"));
    CHECK(answers.size() == expected.at("predictions").size());
    for (const auto& [id, recorded] : expected.at("predictions").items()) {
      CAPTURE(id);
      CHECK(answers.at(id) == recorded.at("text"));
      const double recorded_odds = recorded.at("null_score").get<double>() - recorded.at("score").get<double>();
      CHECK(is_near(odds.at(id), recorded_odds, 3e-4));
      const json& best = n_best.at(id)[0].at("text") == "" ? n_best.at(id)[1] : n_best.at(id)[0];
      CHECK(best.at("text") == recorded.at("best_span"));
    }
    const json& metrics = expected.at("metrics");
    const json& questions = ours.report.at("questions");
    CHECK(is_near(ours.report.at("exact"), metrics.at("exact"), 1e-4));
    CHECK(is_near(ours.report.at("f1"), metrics.at("f1"), 1e-4));
    CHECK(is_near(questions.at("HasAns").at("exact"), metrics.at("has_answer_exact"), 1e-4));
    CHECK(is_near(questions.at("HasAns").at("f1"), metrics.at("has_answer_f1"), 1e-4));
    CHECK(is_near(questions.at("NoAns").at("exact"), metrics.at("no_answer_accuracy"), 1e-4));
  }
}

}  // namespace
}  // namespace electra::test
