#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "electra/error.h"
#include "electra/tasks.h"
#include "lib/base/error_of.h"
#include "lib/nn/compare.h"
#include "lib/tasks/golden_model.h"

namespace electra {
namespace {

using Vectors = std::vector<std::vector<float>>;

const std::string first = "my school is down the long way";
const std::string second = "back to the city and back";

Embedding embed_one(GoldenModel& golden, const Text& text, const EmbedOptions& options = {}) {
  return embed(golden.runner, golden.tokenizer, std::span(&text, 1), options).front();
}

// The states of every layer, of one text alone: [layers + 1][tokens * hidden_size].
Vectors states(GoldenModel& golden, const Encoding& encoding) {
  PackedBatch batch;
  batch.add(encoding);
  return golden.runner.run(batch, {.hidden_states = true}).hidden_states;
}

std::vector<float> mean(const std::vector<float>& rows, size_t hidden_size) {
  std::vector<float> sum(hidden_size, 0.0F);
  for (size_t i = 0; i < rows.size(); ++i) sum[i % hidden_size] += rows[i];
  for (float& value : sum) value /= static_cast<float>(rows.size() / hidden_size);
  return sum;
}

TEST_CASE("every pooling of every layer, of texts and pairs") {
  GoldenModel golden("model");
  const auto hidden_size = static_cast<size_t>(golden.model.config().hidden_size);
  const int64_t layers = golden.model.config().num_hidden_layers;
  for (const Text& text : {Text{first}, Text{first, second}, Text{""}}) {
    const Vectors expected = states(golden, golden.tokenizer.encode(text.first, text.second, {}).front());
    for (int64_t layer = 0; layer <= layers; ++layer) {
      const std::vector<float>& rows = expected[static_cast<size_t>(layer)];
      const std::vector<float> cls(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(hidden_size));
      std::vector<float> highest = cls;
      for (size_t i = 0; i < rows.size(); ++i) highest[i % hidden_size] = std::max(highest[i % hidden_size], rows[i]);
      for (const int64_t given : {layer, layer - layers - 1}) {
        const auto values = [&](Pooling pooling) {
          return embed_one(golden, text, {.pooling = pooling, .layer = given}).values;
        };
        CHECK(first_difference(values(Pooling::mean), mean(rows, hidden_size), 1e-5) == "");
        CHECK(first_difference(values(Pooling::cls), cls, 1e-5) == "");
        CHECK(first_difference(values(Pooling::max), highest, 1e-5) == "");
        CHECK(first_difference(values(Pooling::none), rows, 1e-5) == "");
      }
    }
  }
}

TEST_CASE("normalised vectors have length 1") {
  GoldenModel golden("model");
  double squares = 0.0;
  for (const float value : embed_one(golden, {first}, {.normalize = true}).values) squares += double{value} * value;
  CHECK(std::abs(squares - 1.0) < 1e-6);
  const Embedding tokens = embed_one(golden, {first}, {.pooling = Pooling::none, .normalize = true});
  squares = 0.0;
  for (const float value : tokens.values) squares += double{value} * value;
  CHECK(std::abs(squares - static_cast<double>(tokens.token_ids.size())) < 1e-5);
  CHECK(tokens.token_ids == golden.tokenizer.encode(first).ids);
}

TEST_CASE("a long text is cut, and says so; neighbours change nothing") {
  GoldenModel golden("model");
  const std::vector<Text> texts = {{first}, {second}, {first, second}};
  const EmbedOptions options = {.max_length = 6, .batch_tokens = 12};
  const std::vector<Embedding> together = embed(golden.runner, golden.tokenizer, texts, options);
  for (size_t i = 0; i < texts.size(); ++i) {
    CHECK(together[i].cut);
    CHECK(first_difference(together[i].values, embed_one(golden, texts[i], options).values, 1e-6) == "");
  }
  CHECK_FALSE(embed_one(golden, {"my"}, options).cut);
  const auto cut = golden.tokenizer.encode("my school is down", {}, {}).front();
  CHECK(first_difference(together[0].values, embed_one(golden, {"my school is down"}).values, 1e-5) == "");
}

TEST_CASE("a layer that the model lacks is refused") {
  GoldenModel golden("model");
  const int64_t layers = golden.model.config().num_hidden_layers;
  for (const int64_t layer : {layers + 1, -layers - 2}) {
    CHECK(error_of(ErrorKind::usage, [&] { embed_one(golden, {first}, {.layer = layer}); }).starts_with("layer: "));
  }
}

}  // namespace
}  // namespace electra
