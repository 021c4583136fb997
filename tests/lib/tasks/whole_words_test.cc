// Words of several pieces: what n masks in place of one give.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "electra/error.h"
#include "electra/tasks.h"
#include "lib/base/error_of.h"
#include "lib/tasks/golden_model.h"

namespace electra {
namespace {

using Words = std::vector<std::vector<int32_t>>;

FilledText rank(GoldenModel& golden, std::string_view text, const Words& words, int64_t max_length = 0) {
  const MaskedText masked = {.text = text};
  return fill_mask(golden.runner, golden.tokenizer, std::span(&masked, 1),
                   {.top_k = 100, .words = words, .max_length = max_length})
      .front();
}

// By word.
std::vector<float> probabilities_of(const FilledMask& mask) {
  std::vector<float> probabilities(mask.predictions.size());
  for (const Prediction& one : mask.predictions) probabilities.at(static_cast<size_t>(one.id)) = one.probability;
  return probabilities;
}

// From the logits of all tokens of a text, the masks being spelled out in it.
double expected(GoldenModel& golden, const std::string& text, size_t first_token, const std::vector<int32_t>& word) {
  const std::vector<float> logits = golden.logits(golden.tokenizer.encode(text));
  const auto classes = static_cast<size_t>(golden.model.config().vocab_size);
  double sum = 0.0;
  for (size_t i = 0; i < word.size(); ++i) {
    const auto row = std::span(logits).subspan((first_token + i) * classes, classes);
    double total = 0.0;
    for (const float logit : row) total += std::exp(double{logit});
    sum += double{row[static_cast<size_t>(word[i])]} - std::log(total);
  }
  return std::exp(sum / static_cast<double>(word.size()));
}

TEST_CASE("a word of n pieces is judged at n masks, beside the other masks of the text") {
  GoldenModel golden("maskedlm");
  const Words words = {{20}, {30, 40}, {50, 60, 70}, {80, 90}, {100}};
  const FilledText result = rank(golden, "my [MASK] is down the [MASK]", words);
  REQUIRE(result.masks.size() == 2);
  const std::string masks[] = {"[MASK]", "[MASK] [MASK]", "[MASK] [MASK] [MASK]"};
  const std::vector<float> first = probabilities_of(result.masks[0]), second = probabilities_of(result.masks[1]);
  for (size_t i = 0; i < words.size(); ++i) {
    CAPTURE(i);
    const std::string& own = masks[words[i].size() - 1];
    CHECK(std::abs(first[i] / expected(golden, "my " + own + " is down the [MASK]", 2, words[i]) - 1.0) < 1e-4);
    CHECK(std::abs(second[i] / expected(golden, "my [MASK] is down the " + own, 6, words[i]) - 1.0) < 1e-4);
  }
  for (const FilledMask& mask : result.masks) {
    CHECK(std::ranges::is_sorted(mask.predictions, std::ranges::greater(), &Prediction::probability));
  }
}

TEST_CASE("words of one piece have the probabilities of targets, bit for bit") {
  GoldenModel golden("maskedlm");
  for (const int64_t max_length : {0, 9}) {
    for (const std::string text : {"my [MASK] is [MASK]", "[MASK]", "the long way back to the [MASK] my school is"}) {
      const MaskedText masked = {.text = text};
      const FilledText targets = fill_mask(golden.runner, golden.tokenizer, std::span(&masked, 1),
                                           {.top_k = 3, .targets = {9, 200, 3}, .max_length = max_length})
                                     .front();
      // That there are longer words, too, changes nothing.
      const FilledText words = rank(golden, text, {{9}, {200}, {3}, {9, 200, 3}}, max_length);
      for (size_t mask = 0; mask < targets.masks.size(); ++mask) {
        const std::vector<float> probabilities = probabilities_of(words.masks[mask]);
        for (const Prediction& one : targets.masks[mask].predictions) {
          CHECK(probabilities[one.id == 9 ? 0 : one.id == 200 ? 1 : 2] == one.probability);
        }
      }
    }
  }
}

TEST_CASE("the result of a text depends neither on others nor on batches and threads") {
  GoldenModel golden("maskedlm"), threads("maskedlm", 3);
  const Words words = {{20}, {30, 40}, {50, 60, 70}};
  const std::vector<MaskedText> texts = {
      {"my [MASK] is"}, {"no mask"}, {"[MASK] [MASK] down the long way"}, {"[MASK]"}};
  for (const int64_t batch_tokens : {1, 20, 1024}) {
    const auto all =
        fill_mask(threads.runner, threads.tokenizer, texts, {.top_k = 3, .words = words, .batch_tokens = batch_tokens});
    for (size_t i = 0; i < texts.size(); ++i) {
      const FilledText alone = rank(golden, texts[i].text, words);
      REQUIRE(all[i].masks.size() == alone.masks.size());
      for (size_t mask = 0; mask < alone.masks.size(); ++mask) {
        CHECK(probabilities_of(all[i].masks[mask]) == probabilities_of(alone.masks[mask]));
      }
    }
  }
}

TEST_CASE("a text that has no room for more masks loses its end, or its beginning where its mask is the end") {
  GoldenModel golden("maskedlm");
  const Words words = {{30, 40, 50}};
  const FilledText whole = rank(golden, "my [MASK] is down the", words, 9);
  CHECK(!whole.cut);
  const FilledText end = rank(golden, "my [MASK] is down the", words, 8);
  CHECK(end.cut);
  const double without_the = expected(golden, "my [MASK] [MASK] [MASK] is down", 2, words[0]);
  CHECK(std::abs(end.masks[0].predictions[0].probability / without_the - 1.0) < 1e-4);
  const FilledText begin = rank(golden, "my school is [MASK] down", words, 6);
  CHECK(begin.cut);
  const double last_word = expected(golden, "is [MASK] [MASK] [MASK]", 2, words[0]);
  CHECK(std::abs(begin.masks[0].predictions[0].probability / last_word - 1.0) < 1e-4);
}

TEST_CASE("words that cannot be ranked are refused") {
  GoldenModel golden("maskedlm");
  const auto fault = [&](const Words& words, int64_t max_length) {
    return error_of(ErrorKind::usage, [&] { rank(golden, "[MASK]", words, max_length); });
  };
  CHECK(fault({{}}, 0).find("words: a word of 0 pieces, expected 1 to ") != std::string::npos);
  CHECK(fault({{1, 2, 3}}, 4).find("words: a word of 3 pieces, expected 1 to 2 (max_length)") != std::string::npos);
  CHECK(fault({{100000}}, 0).find("words: 100000, expected ids from 0 to ") != std::string::npos);
  const MaskedText text = {.text = "[MASK]", .originals = {3}};
  CHECK_THROWS_AS(fill_mask(golden.runner, golden.tokenizer, std::span(&text, 1), {.words = {{1}}}), Error);
}

}  // namespace
}  // namespace electra
