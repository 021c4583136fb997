// Recorded answers of the official scripts.
#include <doctest/doctest.h>

#include <filesystem>
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
        gold.push_back({question.at("id"), {}});
        for (const Json& answer : question.at("answers")) gold.back().texts.push_back(answer.at("text"));
      }
    }
  }
  return gold;
}

std::map<std::string, std::string> predictions_of(const Json& file) {
  std::map<std::string, std::string> predictions;
  for (const auto& [id, text] : file.items()) predictions[id] = text;
  return predictions;
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
  const AnswerMetrics metrics =
      squad1_metrics(gold_of(recorded("squad1_gold.json")), predictions_of(recorded("squad1_pred.json")));
  check(metrics.exact, expected.at("exact_match"));
  check(metrics.f1, expected.at("f1"));
}

TEST_CASE("SQuAD 2.0, without and with null odds at several thresholds") {
  const std::vector<GoldAnswers> gold = gold_of(recorded("squad2_gold.json"));
  const auto predictions = predictions_of(recorded("squad2_pred.json"));
  std::vector<std::pair<std::string, double>> odds;
  const Json odds_file = recorded("squad2_na_prob.json");
  for (const auto& [id, value] : odds_file.items()) odds.emplace_back(id, value.get<double>());
  const Json scores_file = recorded("squad2_scores.json");
  for (const auto& [name, expected] : scores_file.items()) {
    CAPTURE(name);
    const bool with_odds = name != "no_na_file";
    const double threshold = with_odds ? std::stod(name.substr(std::string("na_thresh_").size())) : 1.0;
    const Squad2Metrics metrics = squad2_metrics(gold, predictions, with_odds ? &odds : nullptr, threshold);
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

TEST_CASE("a missing prediction is none, and no questions have no metrics") {
  const std::vector<GoldAnswers> gold = {{"a", {"x"}}, {"b", {}}};
  const Squad2Metrics metrics = squad2_metrics(gold, {});
  CHECK(metrics.has_answer->exact == 0.0);
  CHECK(metrics.no_answer->exact == 100.0);
  CHECK(squad1_metrics({}, {}).total == 0);
  CHECK_FALSE(squad2_metrics({}, {}).has_answer);
}

}  // namespace
}  // namespace electra
