#include <doctest/doctest.h>

#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "electra/error.h"
#include "electra/tasks.h"
#include "lib/base/error_of.h"
#include "lib/nn/compare.h"
#include "lib/tasks/golden_model.h"

namespace electra {
namespace {

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
      CHECK(first_row_difference(result.logits, golden.logits(encoding)) == "");
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

TEST_CASE("a text that is too long is cut, of a pair the longer one") {
  GoldenModel golden("seqcls-multilabel");
  CHECK(!classify_one(golden, {plain_text(62)}).cut);
  const std::string longer = plain_text(63);
  const Classification cut = classify_one(golden, {longer});
  CHECK(cut.cut);
  CHECK(first_row_difference(cut.logits, classify_one(golden, {plain_text(62)}).logits) == "");
  const Classification pair = classify_one(golden, {longer, "my school"}, {.max_length = 10});
  CHECK(pair.cut);
  CHECK(first_row_difference(pair.logits, classify_one(golden, {plain_text(5), "my school"}).logits) == "");
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
        CHECK(first_row_difference(results[i].logits, alone[i].logits) == "");
        CHECK(results[i].cut == alone[i].cut);
      }
    }
  }
}

}  // namespace
}  // namespace electra
