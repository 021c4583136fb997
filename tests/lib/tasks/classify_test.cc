#include <doctest/doctest.h>
#include <fmt/core.h>

#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "electra/error.h"
#include "electra/tasks.h"
#include "lib/base/error_of.h"
#include "lib/base/temporary_directory.h"
#include "lib/nn/compare.h"
#include "lib/tasks/golden_model.h"

namespace electra {
namespace {

using nlohmann::json;

Classification classify_one(GoldenModel& golden, const Text& text, const ClassifyOptions& options = {}) {
  return classify(golden.runner, golden.tokenizer, std::span(&text, 1), options).front();
}

TEST_CASE(
    "logits are those of the text, or of the pair with its types; probabilities or values belong to the problem") {
  for (const char* name : {"seqcls-3", "seqcls-multilabel", "seqcls-regression"}) {
    CAPTURE(name);
    GoldenModel golden(name);
    for (const Text& text : {Text{"my school is down"}, Text{"my school", "the long way"}, Text{""}}) {
      if (text.second && golden.model.config().type_vocab_size == 1) continue;
      const Classification result = classify_one(golden, text);
      const Encoding encoding = golden.tokenizer.encode(text.first, text.second, {}).front();
      CHECK(first_bit_difference(result.logits, golden.logits(encoding)) == "");
      CHECK(!result.cut);
      for (size_t i = 0; i < result.logits.size(); ++i) {
        double expected = result.logits[i];
        if (std::string(name) == "seqcls-multilabel") expected = 1.0 / (1.0 + std::exp(-expected));
        if (std::string(name) == "seqcls-3") {
          double total = 0.0;
          for (const float logit : result.logits) total += std::exp(double{logit} - result.logits[i]);
          expected = 1.0 / total;
        }
        const bool is_regression = std::string(name) == "seqcls-regression";
        CHECK(std::abs((is_regression ? result.values : result.probabilities)[i] - expected) < 1e-6);
      }
    }
  }
}

// A model of golden/classify with other words in its config.
std::filesystem::path variant_of(const TemporaryDirectory& directory, const json& row) {
  const int64_t labels = row.at("num_labels");
  const std::filesystem::path source = fmt::format("{}/classify/labels-{}", ELECTRA_GOLDEN, labels);
  json config = json::parse(read_file(source / "config.json"));
  config.update(row.at("config"));
  for (const char* name : {"model.safetensors", "vocab.txt"}) {
    const std::filesystem::path copy = directory / name;
    if (!std::filesystem::exists(copy)) std::filesystem::copy_file(source / name, copy);
  }
  directory.file("config.json", config.dump());
  return directory.path();
}

std::optional<ClassifyActivation> activation_of(const json& name) {
  if (name == "none") return ClassifyActivation::none;
  if (name == "sigmoid") return ClassifyActivation::sigmoid;
  if (name == "softmax") return ClassifyActivation::softmax;
  return std::nullopt;
}

// Checks the results of all texts against the recorded scores, by label.
void compare_scores(GoldenModel& golden, const ClassifyOptions& options, const json& texts, const json& results) {
  for (size_t i = 0; i < texts.size(); ++i) {
    const auto text = texts[i].get<std::vector<std::string>>();
    const Classification result =
        classify_one(golden, text.size() == 1 ? Text{text[0]} : Text{text[0], text[1]}, options);
    REQUIRE(result.values.empty() != result.probabilities.empty());
    const std::vector<float>& numbers = result.values.empty() ? result.probabilities : result.values;
    REQUIRE(numbers.size() == results[i].size());
    for (size_t label = 0; label < numbers.size(); ++label) {
      const double expected = results[i].at(golden.model.config().id2label[label]);
      CHECK(std::abs(numbers[label] - expected) < (result.values.empty() ? 1e-5 : 1e-4));
    }
  }
}

TEST_CASE("numbers are those of the pipeline for every kind of labels, number of them and activation") {
  const json recorded = json::parse(read_file(ELECTRA_GOLDEN "/classify/expected.json"));
  CHECK(recorded.at("cases").size() == 48);
  for (const json& row : recorded.at("cases")) {
    CAPTURE(row.dump());
    const TemporaryDirectory directory;
    json variant = row;
    variant["config"] = {{"problem_type", row.at("problem_type")}};
    GoldenModel golden(variant_of(directory, variant));
    compare_scores(golden, {.activation = activation_of(row.at("function_to_apply"))}, recorded.at("texts"),
                   row.at("results"));
  }
}

TEST_CASE("the activation that config.json names is the model's, and gives way to the caller's") {
  const TemporaryDirectory directory;
  GoldenModel golden(variant_of(directory, {{"num_labels", 3}, {"config", {{"function_to_apply", "sigmoid"}}}}));
  const Classification own = classify_one(golden, {"my school"});
  for (size_t i = 0; i < 3; ++i) CHECK(own.probabilities[i] == label_probability(own.logits[i]));
  const Classification none = classify_one(golden, {"my school"}, {.activation = ClassifyActivation::none});
  CHECK(none.values == none.logits);
  CHECK(none.probabilities.empty());
}

TEST_CASE("Google's models with one label are regressions, with a scale for STS that belongs to values alone") {
  Config config;
  config.num_labels = 1;
  CHECK(classify_activation(config) == ClassifyActivation::sigmoid);
  config.google_task = "sts";
  CHECK(classify_activation(config) == ClassifyActivation::none);
  const TemporaryDirectory directory;
  GoldenModel golden(variant_of(directory, {{"num_labels", 1}, {"config", {{"google_task", "sts"}}}}));
  const Classification value = classify_one(golden, {"my school"});
  CHECK(value.values[0] == 5 * value.logits[0]);
  const Classification scored = classify_one(golden, {"my school"}, {.activation = ClassifyActivation::sigmoid});
  CHECK(scored.probabilities[0] == label_probability(value.logits[0]));
}

TEST_CASE("a text that is too long is cut, of a pair the longer one") {
  GoldenModel golden("seqcls-multilabel");
  CHECK(!classify_one(golden, {plain_text(62)}).cut);
  const std::string longer = plain_text(63);
  const Classification cut = classify_one(golden, {longer});
  CHECK(cut.cut);
  CHECK(first_bit_difference(cut.logits, classify_one(golden, {plain_text(62)}).logits) == "");
  const Classification pair = classify_one(golden, {longer, "my school"}, {.max_length = 10});
  CHECK(pair.cut);
  CHECK(first_bit_difference(pair.logits, classify_one(golden, {plain_text(5), "my school"}).logits) == "");
  CHECK(error_of(ErrorKind::usage, [&] { classify_one(golden, {"my"}, {.max_length = 65}); }) ==
        "max length: 65, expected 3 to 64 (max_position_embeddings)");
}

TEST_CASE("a text's labels do not depend on its neighbours, the batches or the threads") {
  std::vector<std::string> texts;
  for (int i = 0; i < 40; ++i) texts.push_back(plain_text(i * 29 % 70));
  std::vector<Text> given(texts.begin(), texts.end());
  GoldenModel one("seqcls-3");
  std::vector<Classification> alone;
  for (const Text& text : given) alone.push_back(classify_one(one, text));
  for (const int threads : {1, 3}) {
    GoldenModel golden("seqcls-3", threads);
    for (const int64_t batch_tokens : {1, 100, 100'000}) {
      const auto results = classify(golden.runner, golden.tokenizer, given, {.batch_tokens = batch_tokens});
      REQUIRE(results.size() == texts.size());
      for (size_t i = 0; i < texts.size(); ++i) {
        CHECK(first_bit_difference(results[i].logits, alone[i].logits) == "");
        CHECK(results[i].cut == alone[i].cut);
      }
    }
  }
}

}  // namespace
}  // namespace electra
