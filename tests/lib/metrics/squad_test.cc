// Recorded answers of the official scripts.
#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "electra/metrics.h"
#include "lib/base/temporary_directory.h"

namespace electra {
namespace {

using Json = nlohmann::ordered_json;  // the order of the null odds counts

Json recorded(const char* name) {
  return Json::parse(read_file(std::filesystem::path(ELECTRA_GOLDEN "/metrics") / name));
}

std::vector<GoldAnswers> gold_of(const Json& squad) {
  std::vector<GoldAnswers> gold;
  for (const Json& article : squad.at("data")) {
    for (const Json& paragraph : article.at("paragraphs")) {
      for (const Json& question : paragraph.at("qas")) {
        gold.push_back({question.at("id"), {}, question.contains("is_impossible")});
        for (const Json& answer : question.at("answers")) gold.back().texts.push_back(answer.at("text"));
      }
    }
  }
  return gold;
}

using Predictions = std::map<std::string, std::string>;

void add_all(AnswerAccumulator& accumulator, const std::vector<GoldAnswers>& gold, const Predictions& predictions) {
  for (const GoldAnswers& question : gold) {
    const auto found = predictions.find(question.id);
    accumulator.add(question, found == predictions.end() ? std::nullopt : std::optional(found->second));
  }
}

void check(double value, const Json& expected) {
  CHECK(std::abs(value - expected.get<double>()) <= 1e-9 * std::max(1.0, std::abs(expected.get<double>())));
}

TEST_CASE("answers are normalised as Python does it") {
  for (const Json& pair : recorded("squad_normalize_answer.json")) {
    CHECK(normalize_answer(pair[0].get<std::string>()) == pair[1].get<std::string>());
  }
}

TEST_CASE("SQuAD 1.1, with missing predictions") {
  const Json expected = recorded("squad1_scores.json");
  AnswerAccumulator accumulator;
  add_all(accumulator, gold_of(recorded("squad1_gold.json")), recorded("squad1_pred.json").get<Predictions>());
  const AnswerMetrics metrics = accumulator.metrics().all;
  check(metrics.exact, expected.at("exact_match"));
  check(metrics.f1, expected.at("f1"));
}

TEST_CASE("SQuAD 2.0, without and with null odds at several thresholds") {
  const std::vector<GoldAnswers> gold = gold_of(recorded("squad2_gold.json"));
  const auto predictions = recorded("squad2_pred.json").get<Predictions>();
  std::vector<std::pair<std::string, double>> odds;
  const Json odds_file = recorded("squad2_na_prob.json");
  for (const auto& [id, value] : odds_file.items()) odds.emplace_back(id, value.get<double>());
  const Json scores_file = recorded("squad2_scores.json");
  for (const auto& [name, expected] : scores_file.items()) {
    const auto& captured = name;
    CAPTURE(captured);
    const bool with_odds = name != "no_na_file";
    const double threshold = with_odds ? std::stod(name.substr(std::string("na_thresh_").size())) : 1.0;
    AnswerAccumulator accumulator(threshold);
    add_all(accumulator, gold, predictions);
    for (const auto& [id, value] : odds) {
      if (with_odds) accumulator.add_null_odds(id, value);
    }
    const SquadMetrics metrics = accumulator.metrics();
    check(metrics.all.exact, expected.at("exact"));
    check(metrics.all.f1, expected.at("f1"));
    CHECK(metrics.all.total == expected.at("total"));
    REQUIRE(metrics.has_answer);
    check(metrics.has_answer->exact, expected.at("HasAns_exact"));
    check(metrics.has_answer->f1, expected.at("HasAns_f1"));
    CHECK(metrics.has_answer->total == expected.at("HasAns_total"));
    REQUIRE(metrics.no_answer);
    check(metrics.no_answer->exact, expected.at("NoAns_exact"));
    check(metrics.no_answer->f1, expected.at("NoAns_f1"));
    REQUIRE(metrics.best.has_value() == with_odds);
    if (!with_odds) continue;
    check(metrics.best->exact, expected.at("best_exact"));
    check(metrics.best->exact_threshold, expected.at("best_exact_thresh"));
    check(metrics.best->f1, expected.at("best_f1"));
    check(metrics.best->f1_threshold, expected.at("best_f1_thresh"));
    REQUIRE(metrics.average_precision);
    check(metrics.average_precision->exact, expected.at("pr_exact_ap"));
    check(metrics.average_precision->f1, expected.at("pr_f1_ap"));
    check(metrics.average_precision->oracle, expected.at("pr_oracle_ap"));
  }
}

TEST_CASE("a missing prediction is that there is no answer in 2.0, and wrong in 1.1") {
  AnswerAccumulator squad2;
  squad2.add({"a", {"x"}, true}, std::nullopt);
  squad2.add({"b", {}, true}, std::nullopt);
  CHECK(squad2.metrics().has_answer->exact == 0.0);
  CHECK(squad2.metrics().no_answer->exact == 100.0);
  AnswerAccumulator squad1;
  squad1.add({"a", {""}}, std::nullopt);
  squad1.add({"b", {""}}, "");
  CHECK(squad1.metrics().all.exact == 50.0);
  CHECK_FALSE(squad1.metrics().has_answer);
}

TEST_CASE("no questions have no metrics") {
  const SquadMetrics metrics = AnswerAccumulator().metrics();
  CHECK(metrics.all.total == 0);
  CHECK_FALSE(metrics.has_answer);
  CHECK_FALSE(metrics.loss);
}

TEST_CASE("one question that may have no answer makes all of them questions of 2.0") {
  AnswerAccumulator accumulator;
  accumulator.add({"a", {"x"}}, "x");
  CHECK_FALSE(accumulator.metrics().has_answer);
  accumulator.add({"b", {}, true}, "x");
  CHECK(accumulator.metrics().has_answer->exact == 100.0);
  CHECK(accumulator.metrics().no_answer->exact == 0.0);
}

TEST_CASE("null odds that are NaN come last, and are above no threshold") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  AnswerAccumulator accumulator(0.0);
  for (int i = 0; i < 40; ++i) {
    const std::string id = std::to_string(i);
    accumulator.add({id, {"x"}, true}, "x");
    accumulator.add_null_odds(id, i % 2 == 0 ? nan : -1.0 * i);
  }
  const SquadMetrics metrics = accumulator.metrics();
  CHECK(metrics.all.exact == 100.0);
  CHECK(std::isnan(metrics.best->exact_threshold));  // all questions have to be answered
  CHECK(metrics.best->exact == 100.0);
}

TEST_CASE("the loss of answers is a mean over windows") {
  AnswerAccumulator accumulator;
  accumulator.add({"a", {"x"}}, "x", std::vector<double>{1.0, 2.0});
  accumulator.add({"b", {"x"}}, "x");
  accumulator.add({"c", {"x"}}, "x", std::vector<double>{6.0});
  CHECK(accumulator.metrics().loss == 3.0);
}

}  // namespace
}  // namespace electra
