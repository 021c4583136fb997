#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "electra/error.h"
#include "electra/tasks.h"
#include "lib/base/error_of.h"
#include "lib/nn/compare.h"
#include "lib/tasks/golden_model.h"
#include "tasks/windows.h"

namespace electra {

using namespace internal;

namespace {

using Texts = std::vector<std::string_view>;

std::vector<JudgedWord> detect(GoldenModel& golden, std::string_view text, const DetectReplacedOptions& options = {}) {
  return detect_replaced(golden.runner, golden.tokenizer, Texts{text}, options).front().words;
}

std::vector<float> probabilities_of(const std::vector<JudgedWord>& words) {
  std::vector<float> probabilities;
  for (const JudgedWord& word : words) probabilities.push_back(word.probability);
  return probabilities;
}

std::vector<std::string> words_of(std::string_view text, const std::vector<JudgedWord>& words) {
  std::vector<std::string> parts;
  for (const JudgedWord& word : words) {
    parts.emplace_back(text.substr(word.bytes.begin, word.bytes.end - word.bytes.begin));
  }
  return parts;
}

float sigmoid(float logit) { return static_cast<float>(1.0 / (1.0 + std::exp(-double{logit}))); }

// The pieces [first, last) of a text alone, between [CLS] and [SEP]: the sigmoid of each piece.
std::vector<float> piece_probabilities(GoldenModel& golden, std::string_view text, int64_t first, int64_t last) {
  const Encoding encoding = golden.tokenizer.encode_pieces(text);
  const std::vector<float> logits = golden.logits(window_encoding(encoding, {first, last}, golden.tokenizer));
  std::vector<float> probabilities;
  for (size_t i = 1; i + 1 < logits.size(); ++i) probabilities.push_back(sigmoid(logits[i]));
  return probabilities;
}

TEST_CASE("a word's probability is the highest of its pieces") {
  GoldenModel golden("pretraining");
  const std::string text = "my schoolwork, unbelievable!";
  const Encoding encoding = golden.tokenizer.encode_pieces(text);
  const std::vector<float> pieces = piece_probabilities(golden, text, 0, std::ssize(encoding.ids));
  std::vector<float> expected(5, 0.0F);
  for (size_t i = 0; i < pieces.size(); ++i) {
    float& word = expected[static_cast<size_t>(encoding.word_ids[i])];
    word = std::max(word, pieces[i]);
  }
  REQUIRE(pieces.size() > expected.size());
  const std::vector<JudgedWord> words = detect(golden, text);
  CHECK(words_of(text, words) == std::vector<std::string>{"my", "schoolwork", ",", "unbelievable", "!"});
  CHECK(first_difference(probabilities_of(words), expected, 1e-6) == "");
}

TEST_CASE("every word of a long text is scored once, in order") {
  GoldenModel golden("pretraining");
  std::string text = plain_text(150);
  for (const int64_t max_length : {0, 3, 4, 5, 12, 64}) {
    for (const int64_t overlap : {0, 1, 64}) {
      CAPTURE(max_length);
      CAPTURE(overlap);
      const std::vector<JudgedWord> words = detect(golden, text, {.max_length = max_length, .overlap = overlap});
      REQUIRE(words.size() == 150);
      for (size_t i = 0; i < words.size(); ++i) {
        const uint32_t after = words[i].bytes.end;
        CHECK((i + 1 == words.size() ? after == text.size() : words[i + 1].bytes.begin == after + 1));
        CHECK((words[i].probability > 0.0F && words[i].probability < 1.0F));
      }
    }
  }
}

TEST_CASE("a word in the overlap has the probability of the window that shows more around it") {
  GoldenModel golden("pretraining");
  const std::string text = plain_text(16);
  REQUIRE(golden.tokenizer.encode_pieces(text).size() == 16);  // a piece each
  const std::vector<JudgedWord> words = detect(golden, text, {.max_length = 12, .overlap = 4});
  const std::vector<float> first = piece_probabilities(golden, text, 0, 10);
  const std::vector<float> second = piece_probabilities(golden, text, 6, 16);
  // The middle of the overlap [6, 10) is 8: words 6 and 7 have 3 and 2 behind them in the first window, and 0 and 1
  // before them in the second.
  std::vector<float> expected(first.begin(), first.begin() + 8);
  expected.insert(expected.end(), second.begin() + 2, second.end());
  CHECK(first_difference(probabilities_of(words), expected, 1e-6) == "");
  CHECK(std::abs(first[8] - second[2]) > 1e-4);  // it matters
}

TEST_CASE("the probabilities of a text that fits do not depend on the overlap") {
  GoldenModel golden("pretraining");
  const std::string text = plain_text(62);  // all the positions that the model has
  const std::vector<float> expected = piece_probabilities(golden, text, 0, 62);
  for (const int64_t overlap : {0, 31, 64}) {
    CHECK(first_difference(probabilities_of(detect(golden, text, {.overlap = overlap})), expected, 1e-6) == "");
  }
}

TEST_CASE("a word longer than a window is scored once") {
  GoldenModel golden("pretraining");
  const std::string text = "my " + std::string(30, 'x') + " school";
  REQUIRE(golden.tokenizer.encode_pieces(text).size() > 20);
  const std::vector<JudgedWord> words = detect(golden, text, {.max_length = 8, .overlap = 2});
  CHECK(words_of(text, words) == std::vector<std::string>{"my", std::string(30, 'x'), "school"});
}

TEST_CASE("logits are those of all tokens, and a word knows its own") {
  GoldenModel golden("pretraining");
  const std::string text = "my schooling is down";
  const JudgedText judged = detect_replaced(golden.runner, golden.tokenizer, Texts{text}, {}).front();
  CHECK(first_bit_difference(judged.logits, golden.logits(golden.tokenizer.encode(text))) == "");
  int64_t token = 1;
  for (const JudgedWord& word : judged.words) {
    CHECK(word.token_begin == token);
    float highest = -INFINITY;
    for (; token < word.token_end; ++token) highest = std::max(highest, judged.logits[static_cast<size_t>(token)]);
    CHECK(word.probability == doctest::Approx(1.0 / (1.0 + std::exp(-highest))));
  }
  CHECK(token + 1 == std::ssize(judged.logits));
  // In windows: a logit for every piece all the same, [CLS] of the first and [SEP] of the last.
  const std::string longer = plain_text(40);
  const JudgedText windowed =
      detect_replaced(golden.runner, golden.tokenizer, Texts{longer}, {.max_length = 12, .overlap = 4}).front();
  CHECK(windowed.logits.size() == 42);
  const std::vector<float> first = golden.logits(golden.tokenizer.encode(plain_text(10)));
  CHECK(windowed.logits.front() == doctest::Approx(first.front()));
}

TEST_CASE("a text without words has no probabilities") {
  GoldenModel golden("pretraining");
  const auto results = detect_replaced(golden.runner, golden.tokenizer, Texts{"", "   ", "\t \n", "my", "\u00a0"}, {});
  REQUIRE(results.size() == 5);
  for (const size_t empty : {0, 1, 2, 4}) CHECK(results[empty].words.empty());
  CHECK(results[3].words.size() == 1);
  CHECK(results[0].logits.empty());
  CHECK(results[3].logits.size() == 3);
  CHECK(detect_replaced(golden.runner, golden.tokenizer, {}, {}).empty());
}

TEST_CASE("a text's probabilities do not depend on its neighbours, the batches or the threads") {
  GoldenModel one("pretraining");
  std::vector<std::string> texts;
  for (int i = 0; i < 30; ++i) texts.push_back(plain_text(1 + i * 37 % 100));
  std::vector<std::vector<float>> alone;
  for (const std::string& text : texts) alone.push_back(probabilities_of(detect(one, text, {.overlap = 8})));
  for (const int threads : {1, 3}) {
    GoldenModel golden("pretraining", threads);
    for (const int64_t batch_tokens : {1, 200, 100'000}) {
      CAPTURE(threads);
      CAPTURE(batch_tokens);
      const auto results = detect_replaced(golden.runner, golden.tokenizer, Texts(texts.begin(), texts.end()),
                                           {.overlap = 8, .batch_tokens = batch_tokens});
      REQUIRE(results.size() == texts.size());
      for (size_t i = 0; i < texts.size(); ++i)
        CHECK(first_bit_difference(probabilities_of(results[i].words), alone[i]) == "");
    }
  }
}

TEST_CASE("a length that the model cannot run is refused") {
  GoldenModel golden("pretraining");
  for (const auto& [length, text] : {std::pair{2, "2"}, {65, "65"}, {-1, "-1"}}) {
    CHECK(error_of(ErrorKind::usage, [&] { detect(golden, "my", {.max_length = length}); }) ==
          std::string("max length: ") + text + ", expected 3 to 64 (max_position_embeddings)");
  }
  CHECK(detect(golden, "my", {.max_length = 3}).size() == 1);
  CHECK(detect(golden, "my", {.max_length = 64}).size() == 1);
}

}  // namespace
}  // namespace electra
