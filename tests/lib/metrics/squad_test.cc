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
  const AnswerScores scores =
      score_squad1(gold_of(recorded("squad1_gold.json")), predictions_of(recorded("squad1_pred.json")));
  check(scores.exact, expected.at("exact_match"));
  check(scores.f1, expected.at("f1"));
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
    const Squad2Scores scores = score_squad2(gold, predictions, with_odds ? &odds : nullptr, threshold);
    check(scores.all.exact, expected.at("exact"));
    check(scores.all.f1, expected.at("f1"));
    CHECK(scores.all.total == expected.at("total"));
    REQUIRE(scores.has_answer);
    check(scores.has_answer->exact, expected.at("HasAns_exact"));
    check(scores.has_answer->f1, expected.at("HasAns_f1"));
    CHECK(scores.has_answer->total == expected.at("HasAns_total"));
    REQUIRE(scores.no_answer);
    check(scores.no_answer->exact, expected.at("NoAns_exact"));
    check(scores.no_answer->f1, expected.at("NoAns_f1"));
    REQUIRE(scores.best.has_value() == with_odds);
    if (!with_odds) continue;
    check(scores.best->exact, expected.at("best_exact"));
    check(scores.best->exact_threshold, expected.at("best_exact_thresh"));
    check(scores.best->f1, expected.at("best_f1"));
    check(scores.best->f1_threshold, expected.at("best_f1_thresh"));
    REQUIRE(scores.average_precision);
    check(scores.average_precision->exact, expected.at("pr_exact_ap"));
    check(scores.average_precision->f1, expected.at("pr_f1_ap"));
    check(scores.average_precision->oracle, expected.at("pr_oracle_ap"));
  }
}

TEST_CASE("a missing prediction is none, and no questions have no scores") {
  const std::vector<GoldAnswers> gold = {{"a", {"x"}}, {"b", {}}};
  const Squad2Scores scores = score_squad2(gold, {});
  CHECK(scores.has_answer->exact == 0.0);
  CHECK(scores.no_answer->exact == 100.0);
  CHECK(score_squad1({}, {}).total == 0);
  CHECK_FALSE(score_squad2({}, {}).has_answer);
}

}  // namespace
}  // namespace electra
