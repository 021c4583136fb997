#include <doctest/doctest.h>

#include <numeric>
#include <string>
#include <vector>

#include "electra/tasks.h"
#include "lib/nn/compare.h"
#include "lib/tasks/golden_model.h"

namespace electra {
namespace {

Choice choose_one(GoldenModel& golden, const Question& question, const ChooseOptions& options = {}) {
  return choose(golden.runner, golden.tokenizer, std::span(&question, 1), options).front();
}

TEST_CASE("a choice's logit is that of the pair, the best is the highest, probabilities are of the choices") {
  GoldenModel golden("multiplechoice-first");
  const Question question = {"my school is", {"down", "the long way back", "to"}};
  const Choice result = choose_one(golden, question);
  REQUIRE(result.logits.size() == 3);
  for (size_t i = 0; i < 3; ++i) {
    const Encoding pair = golden.tokenizer.encode(question.prompt, question.choices[i], {}).front();
    CHECK(first_bit_difference(std::span(&result.logits[i], 1), golden.logits(pair)) == "");
    CHECK(result.logits[i] <= result.logits[static_cast<size_t>(result.best)]);
  }
  CHECK(std::accumulate(result.probabilities.begin(), result.probabilities.end(), 0.0) == doctest::Approx(1.0));
}

TEST_CASE("an empty choice is one all the same: [CLS] prompt [SEP] [SEP]") {
  GoldenModel golden("multiplechoice-first");
  const Choice result = choose_one(golden, {"my school", {"", "is"}});
  Encoding expected = golden.tokenizer.encode("my school");
  expected.ids.push_back(golden.tokenizer.sep_id());
  expected.token_type_ids.push_back(1);
  CHECK(first_bit_difference(std::span(&result.logits[0], 1), golden.logits(expected)) == "");
}

TEST_CASE("one choice is certain; equal ones are told apart by their order") {
  GoldenModel golden("multiplechoice-mean-tanh");
  CHECK(choose_one(golden, {"my school", {"is down"}}).probabilities == std::vector<float>{1.0F});
  const Choice equal = choose_one(golden, {"my school", {"is down", "is down"}});
  CHECK(equal.best == 0);
  CHECK(equal.probabilities == std::vector<float>{0.5F, 0.5F});
}

TEST_CASE("a question is cut if any of its choices was, whichever") {
  GoldenModel golden("multiplechoice-first");
  const std::string shorter = "is", longer = plain_text(10);
  const ChooseOptions options = {.max_length = 8};
  CHECK(choose_one(golden, {"my school", {longer, shorter}}, options).cut);
  CHECK(choose_one(golden, {"my school", {shorter, longer}}, options).cut);
  CHECK_FALSE(choose_one(golden, {"my school", {shorter, shorter}}, options).cut);
}

TEST_CASE("a question's result does not depend on its neighbours, the batches or the threads") {
  for (const char* name : {"multiplechoice-first", "multiplechoice-last-noproj", "multiplechoice-mean-tanh"}) {
    CAPTURE(name);
    std::vector<std::string> texts;
    for (int i = 0; i < 60; ++i) texts.push_back(plain_text(i * 29 % 70));
    std::vector<Question> questions;
    for (size_t i = 0; i + 4 < texts.size(); i += 3) {
      questions.push_back({texts[i],
                           {texts.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                            texts.begin() + static_cast<std::ptrdiff_t>(i + 2 + i % 3)}});
    }
    GoldenModel one(name);
    std::vector<Choice> alone;
    for (const Question& question : questions) alone.push_back(choose_one(one, question));
    for (const int threads : {1, 3}) {
      GoldenModel golden(name, threads);
      for (const int64_t batch_tokens : {1, 100, 100'000}) {
        const auto results = choose(golden.runner, golden.tokenizer, questions, {.batch_tokens = batch_tokens});
        REQUIRE(results.size() == questions.size());
        for (size_t i = 0; i < questions.size(); ++i) {
          CHECK(first_bit_difference(results[i].logits, alone[i].logits) == "");
          CHECK(results[i].cut == alone[i].cut);
        }
      }
    }
  }
}

}  // namespace
}  // namespace electra
