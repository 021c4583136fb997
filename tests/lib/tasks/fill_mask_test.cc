#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numeric>

#include "electra/error.h"
#include "electra/tasks.h"
#include "format/safetensors.h"
#include "lib/base/error_of.h"
#include "lib/base/temporary_directory.h"
#include "lib/nn/compare.h"
#include "lib/tasks/golden_model.h"

namespace electra {

using namespace internal;

namespace {

using Texts = std::vector<MaskedText>;
constexpr size_t vocabulary = 328;

FillMaskOptions all_ids() { return {.top_k = vocabulary, .targets = {}}; }

FilledText fill(GoldenModel& golden, std::string_view text, const FillMaskOptions& options = {}) {
  return fill_mask(golden.runner, golden.tokenizer, Texts{{text}}, options).front();
}

std::vector<int32_t> ids_of(const FilledMask& mask) {
  std::vector<int32_t> ids;
  for (const Prediction& prediction : mask.predictions) ids.push_back(prediction.id);
  return ids;
}

// By id. REQUIRES: predictions of the whole vocabulary.
std::vector<float> probabilities_of(const FilledMask& mask) {
  std::vector<float> probabilities(vocabulary, -1.0F);
  for (const Prediction& prediction : mask.predictions) {
    probabilities[static_cast<size_t>(prediction.id)] = prediction.probability;
  }
  return probabilities;
}

// The softmax of one token's logits.
std::vector<float> softmax(const std::vector<float>& logits, size_t token) {
  const auto row = std::span(logits).subspan(token * vocabulary, vocabulary);
  double total = 0.0;
  for (const float logit : row) total += std::exp(double{logit});
  std::vector<float> probabilities;
  for (const float logit : row) probabilities.push_back(static_cast<float>(std::exp(double{logit}) / total));
  return probabilities;
}

// The text is [CLS], words of one piece each, [SEP]: token `word` + 1 is that word.
std::vector<float> expected_probabilities(GoldenModel& golden, std::string_view text, size_t word) {
  return softmax(golden.logits(golden.tokenizer.encode(text)), word + 1);
}

TEST_CASE("the predictions are the softmax of the mask's logits, best first") {
  for (const char* name : {"maskedlm", "maskedlm-untied"}) {
    CAPTURE(name);
    GoldenModel golden(name);
    const std::string text = "my school is [MASK] the way";
    const FilledText filled = fill(golden, text, all_ids());
    REQUIRE(filled.masks.size() == 1);
    CHECK(!filled.cut);
    const FilledMask& mask = filled.masks.front();
    CHECK(mask.bytes == Span{13, 19});
    CHECK(first_difference(probabilities_of(mask), expected_probabilities(golden, text, 3), 1e-6) == "");
    CHECK(std::ranges::is_sorted(mask.predictions, std::ranges::greater(), &Prediction::probability));
    double sum = 0.0;
    for (const Prediction& prediction : mask.predictions) sum += prediction.probability;
    CHECK(std::abs(sum - 1.0) <= vocabulary * float_epsilon);
  }
}

TEST_CASE("the number of predictions is top_k, or all there are") {
  GoldenModel golden("maskedlm");
  const std::string text = "my [MASK] is down";
  const std::vector<int32_t> all = ids_of(fill(golden, text, all_ids()).masks[0]);
  for (const int64_t top_k : {1, 2, 5, 327, 328, 1000}) {
    CAPTURE(top_k);
    const std::vector<int32_t> ids = ids_of(fill(golden, text, {.top_k = top_k, .targets = {}}).masks[0]);
    CHECK(std::ssize(ids) == std::min<int64_t>(top_k, vocabulary));
    CHECK(std::equal(ids.begin(), ids.end(), all.begin()));
  }
  CHECK(fill(golden, text).masks[0].predictions.size() == 5);
}

TEST_CASE("targets are ranked alone, with their share of the whole vocabulary") {
  GoldenModel golden("maskedlm");
  const std::string text = "my [MASK] is down";
  const std::vector<float> expected = expected_probabilities(golden, text, 1);
  const std::vector<int32_t> targets = {160, 7, 327, 0, 74};
  const std::vector<Prediction> predictions = fill(golden, text, {.top_k = 3, .targets = targets}).masks[0].predictions;
  std::vector<int32_t> ranked = targets;
  std::ranges::sort(ranked, std::ranges::greater(), [&](int32_t id) { return expected[static_cast<size_t>(id)]; });
  REQUIRE(predictions.size() == 3);
  for (size_t i = 0; i < 3; ++i) {
    CHECK(predictions[i].id == ranked[i]);
    CHECK(std::abs(predictions[i].probability - expected[static_cast<size_t>(ranked[i])]) <= 1e-6);
  }
  CHECK(fill(golden, text, {.top_k = 9, .targets = {7}}).masks[0].predictions.size() == 1);
}

// The generator with another output layer: every weight and bias of the vocabulary is `value`.
void write_even_model(const TemporaryDirectory& folder, float value) {
  const std::filesystem::path source = std::filesystem::path(ELECTRA_GOLDEN) / "hf/maskedlm-untied";
  for (const char* file : {"config.json", "vocab.txt"}) std::filesystem::copy_file(source / file, folder / file);
  const SafetensorsFile file(source / "model.safetensors");
  std::vector<Tensor> tensors = file.tensors();
  const std::vector<float> even(1 << 16, value);
  for (Tensor& tensor : tensors) {
    if (tensor.name.starts_with("generator_lm_head"))
      tensor.data = std::as_bytes(std::span(even)).first(tensor.data.size());
  }
  write_safetensors(folder / "model.safetensors", tensors);
}

TEST_CASE("equal predictions come by id") {
  const TemporaryDirectory folder;
  write_even_model(folder, 0.0F);
  GoldenModel golden(folder.path());
  const FilledMask mask = fill(golden, "my [MASK] is down").masks.front();
  CHECK(ids_of(mask) == std::vector<int32_t>{0, 1, 2, 3, 4});
  for (const Prediction& prediction : mask.predictions) CHECK(std::abs(prediction.probability - 1.0 / 328) <= 1e-9);
  const FillMaskOptions targets = {.top_k = 2, .targets = {9, 200, 3}};
  CHECK(ids_of(fill(golden, "my [MASK]", targets).masks.front()) == std::vector<int32_t>{3, 9});
}

TEST_CASE("logits far from 0 have finite probabilities") {
  for (const float value : {1e4F, -1e4F}) {
    const TemporaryDirectory folder;
    write_even_model(folder, value);
    GoldenModel golden(folder.path());
    const FilledMask mask = fill(golden, "my [MASK] is down").masks.front();
    for (const Prediction& prediction : mask.predictions) {
      // Sums of the size 1e5 may differ in their last digits from column to column, and so by some tenths of 1 %.
      CHECK(std::abs(prediction.probability * 328 - 1.0) <= 0.01);
    }
  }
}

TEST_CASE(
    "a damaged model gives no predictions, on one thread or several, and texts without masks their empty result") {
  for (const float value : {NAN, INFINITY, -INFINITY}) {
    const TemporaryDirectory folder;
    write_even_model(folder, value);
    for (const int threads : {1, 2}) {
      GoldenModel golden(folder.path(), threads);
      for (int call = 0; call < 2; ++call) {
        CHECK(error_of(ErrorKind::input, [&] { fill(golden, "my [MASK] is down"); }) ==
              "the model gives NaN or infinite numbers, expected finite ones; its weights are damaged or overflow");
        CHECK(fill(golden, "my school is down").masks.empty());
      }
    }
  }
}

TEST_CASE("several masks of a text are filled side by side") {
  GoldenModel golden("maskedlm");
  const std::string text = "[MASK] school [MASK][MASK] down";
  const FilledText filled = fill(golden, text, all_ids());
  REQUIRE(filled.masks.size() == 3);
  const Span spans[] = {{0, 6}, {14, 20}, {20, 26}};
  const size_t words[] = {0, 2, 3};
  for (size_t i = 0; i < 3; ++i) {
    CHECK(filled.masks[i].bytes == spans[i]);
    const std::vector<float> expected = expected_probabilities(golden, text, words[i]);
    CHECK(first_difference(probabilities_of(filled.masks[i]), expected, 1e-6) == "");
  }
}

TEST_CASE("the probability of what a mask stands for is that of the whole vocabulary, whatever is ranked") {
  GoldenModel golden("maskedlm");
  const Texts texts = {{"my [MASK] is [MASK]", {7, -1}}, {"my [MASK] is [MASK]", {7, 300, 5}}, {"[MASK] way"}};
  FillMaskOptions options;
  options.targets = {5, 6};
  const auto results = fill_mask(golden.runner, golden.tokenizer, texts, options);
  const std::vector<float> first = probabilities_of(fill(golden, texts[0].text, all_ids()).masks[0]);
  const std::vector<float> second = probabilities_of(fill(golden, texts[0].text, all_ids()).masks[1]);
  for (const size_t text : {0, 1}) {
    REQUIRE(results[text].masks[0].original_log_probability);
    CHECK(std::abs(std::exp(*results[text].masks[0].original_log_probability) - first[7]) < 1e-7);
  }
  CHECK(!results[0].masks[1].original_log_probability);
  REQUIRE(results[1].masks[1].original_log_probability);
  CHECK(std::abs(std::exp(*results[1].masks[1].original_log_probability) - second[300]) < 1e-7);
  CHECK(!results[2].masks[0].original_log_probability);
}

TEST_CASE("a text without a mask has none") {
  GoldenModel golden("maskedlm");
  for (const char* text : {"", "  ", "my school", "[mask]", "[MASK"}) {
    CAPTURE(text);
    CHECK(fill(golden, text).masks.empty());
    CHECK(!fill(golden, text).cut);
  }
  CHECK(fill_mask(golden.runner, golden.tokenizer, {}, {}).empty());
}

TEST_CASE("a long text is cut, and masks behind the cut are lost") {
  GoldenModel golden("maskedlm");
  FillMaskOptions options = all_ids();
  options.max_length = 6;  // [CLS], four words, [SEP]
  const FilledText fits = fill(golden, "my school is [MASK]", options);
  CHECK(!fits.cut);
  REQUIRE(fits.masks.size() == 1);

  const FilledText last_inside = fill(golden, "my school is [MASK] down the way", options);
  CHECK(last_inside.cut);
  REQUIRE(last_inside.masks.size() == 1);
  CHECK(last_inside.masks[0].bytes == Span{13, 19});
  // Nothing of what was cut off counts.
  CHECK(first_bit_difference(probabilities_of(last_inside.masks[0]), probabilities_of(fits.masks[0])) == "");

  const FilledText first_outside = fill(golden, "my school is down [MASK]", options);
  CHECK(first_outside.cut);
  CHECK(first_outside.masks.empty());
  CHECK(fill(golden, "my [MASK] is down [MASK]", options).masks.size() == 1);
}

TEST_CASE("by default a text is cut at the model's positions") {
  GoldenModel golden("maskedlm");
  CHECK(!fill(golden, plain_text(61) + " [MASK]").cut);
  CHECK(fill(golden, plain_text(61) + " [MASK]").masks.size() == 1);
  CHECK(fill(golden, plain_text(62) + " [MASK]").cut);
  CHECK(fill(golden, plain_text(62) + " [MASK]").masks.empty());
}

TEST_CASE("a vocabulary without [MASK] is refused") {
  GoldenModel golden("maskedlm");
  const TemporaryDirectory directory;
  std::ofstream(directory.path() / "vocab.txt") << "[PAD]\n[UNK]\n[CLS]\n[SEP]\na\n";
  const Tokenizer tokenizer = Tokenizer::from_vocab(directory.path() / "vocab.txt", {});
  CHECK(error_of(ErrorKind::model, [&] { fill_mask(golden.runner, tokenizer, Texts{{"a"}}, {}); }) ==
        "the vocabulary has no [MASK], which fill-mask needs");
}

TEST_CASE("a length that the model cannot run is refused") {
  GoldenModel golden("maskedlm");
  for (const auto& [length, text] : {std::pair{2, "2"}, {65, "65"}, {-1, "-1"}}) {
    FillMaskOptions options;
    options.max_length = length;
    CHECK(error_of(ErrorKind::usage, [&] { fill(golden, "[MASK]", options); }) ==
          std::string("max length: ") + text + ", expected 3 to 64 (max_position_embeddings)");
  }
}

TEST_CASE("a text's predictions do not depend on its neighbours, the batches or the threads") {
  std::vector<std::string> texts;
  for (int i = 0; i < 20; ++i) {
    texts.push_back(plain_text(i * 23 % 50) + (i % 4 == 0 ? "" : " [MASK] ") + plain_text(i % 7));
  }
  GoldenModel one("maskedlm");
  std::vector<FilledText> alone;
  for (const std::string& text : texts) alone.push_back(fill(one, text, all_ids()));
  for (const int threads : {1, 3}) {
    GoldenModel golden("maskedlm", threads);
    for (const int64_t batch_tokens : {1, 100, 100'000}) {
      FillMaskOptions options = all_ids();
      options.batch_tokens = batch_tokens;
      Texts masked;
      for (const std::string& text : texts) masked.push_back({text});
      const auto results = fill_mask(golden.runner, golden.tokenizer, masked, options);
      REQUIRE(results.size() == texts.size());
      for (size_t i = 0; i < texts.size(); ++i) {
        CAPTURE(texts[i]);
        REQUIRE(results[i].masks.size() == alone[i].masks.size());
        if (alone[i].masks.empty()) continue;
        CHECK(first_bit_difference(probabilities_of(results[i].masks[0]), probabilities_of(alone[i].masks[0])) == "");
      }
    }
  }
}

}  // namespace
}  // namespace electra
