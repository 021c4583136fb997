// What the official scripts of KorQuAD, CMRC and MLQA say of pairs of answers, recorded.
#include <doctest/doctest.h>

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "electra/metrics.h"
#include "support/gzip.h"

namespace electra {
namespace {

using nlohmann::json;

AnswerMetrics metrics_of(const AnswerComparison& comparison, std::vector<std::string> gold, std::string predicted) {
  AnswerAccumulator accumulator(std::nullopt, comparison);
  accumulator.add({.id = "q", .texts = std::move(gold)}, std::move(predicted));
  return accumulator.metrics().all;
}

TEST_CASE("answers are compared as the official scripts do") {
  const std::map<std::string, AnswerMetric> metrics = {
      {"korquad", AnswerMetric::korquad}, {"cmrc", AnswerMetric::cmrc}, {"mlqa", AnswerMetric::mlqa}};
  using enum AnswerLanguage;
  const std::map<std::string, AnswerLanguage> languages = {{"ar", ar}, {"de", de}, {"en", en}, {"es", es},
                                                           {"hi", hi}, {"ko", en}, {"vi", vi}, {"zh", zh}};
  const json records = json::parse(read_gzip(ELECTRA_GOLDEN "/metrics/answers.json.gz"));
  REQUIRE(records.size() > 2000);
  for (const json& record : records) {
    const std::string shown = record.dump();
    CAPTURE(shown);
    const AnswerMetrics found =
        metrics_of({metrics.at(record.at("metric")), languages.at(record.at("language"))},
                   record.at("gold").get<std::vector<std::string>>(), record.at("predicted").get<std::string>());
    CHECK(found.exact == 100.0 * record.at("exact").get<double>());
    CHECK(std::abs(found.f1 - 100.0 * record.at("f1").get<double>()) < 1e-9);
  }
}

TEST_CASE("the f1 of KorQuAD counts characters, that of CMRC the longest run") {
  const AnswerComparison korquad = {.metric = AnswerMetric::korquad};
  CHECK(metrics_of(korquad, {"부산"}, "부산에").f1 == doctest::Approx(80.0));
  CHECK(metrics_of(korquad, {"부산"}, "산부").f1 == 100.0);
  const AnswerComparison cmrc = {.metric = AnswerMetric::cmrc};
  CHECK(metrics_of(cmrc, {"北京"}, "京北").f1 == 50.0);
  CHECK(metrics_of(cmrc, {"《北京》"}, "北京").exact == 100.0);
}

// evaluate-v1.1.py looks up the one prediction of the id for each of the questions.
TEST_CASE("the last answer counts for all questions with its id") {
  AnswerAccumulator accumulator;
  accumulator.add({.id = "q", .texts = {"bob"}}, "bob");
  accumulator.add({.id = "q", .texts = {"alice"}}, "alice");
  CHECK(accumulator.metrics().all.total == 2);
  CHECK(accumulator.metrics().all.exact == 50.0);
}

}  // namespace
}  // namespace electra
