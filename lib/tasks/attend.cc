#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "electra/attention.h"
#include "electra/error.h"
#include "tasks/encode_texts.h"
#include "tasks/finite.h"
#include "tasks/lengths.h"

namespace electra {

using namespace internal;

namespace {

// Those asked for, or 0, 1, … without any. Throws Error(usage) for others.
std::vector<int64_t> chosen(const std::vector<int64_t>& asked, int64_t count, const std::string& what) {
  std::vector<int64_t> all = asked;
  if (asked.empty()) {
    all.resize(static_cast<size_t>(count));
    std::iota(all.begin(), all.end(), int64_t{0});
  }
  for (const int64_t index : all) {
    if (index >= 0 && index < count) continue;
    throw Error(ErrorKind::usage, fmt::format("{} {}, expected 0 to {}", what, index, count - 1));
  }
  return all;
}

std::vector<LayerAttention> chosen_layers(const Config& config, const AttendOptions& options) {
  std::vector<LayerAttention> layers;
  for (const int64_t layer : chosen(options.layers, config.num_hidden_layers, "layer")) {
    layers.push_back(
        {layer, chosen(options.heads, config.heads_of_layer(layer), fmt::format("layer {}: head", layer)), {}});
  }
  return layers;
}

// That would be too much for whoever looks at them.
void require_few(size_t tokens, std::span<const LayerAttention> layers, int64_t most) {
  int64_t heads = 0;
  for (const LayerAttention& layer : layers) heads += std::ssize(layer.heads);
  const auto length = static_cast<int64_t>(tokens);
  if (heads == 0 || length * length <= most / heads) return;
  throw Error(ErrorKind::input,
              fmt::format("{} tokens have {} attention weights in these layers and heads, expected at most {}: choose "
                          "fewer layers or heads, or a shorter text",
                          length, length * length * heads, most));
}

CutEncoding encoded(const Tokenizer& tokenizer, const Text& text, const Model& model, const AttendOptions& options) {
  if (options.max_length != 0) {
    return encode_text(tokenizer, text, {.max_length = checked_max_length(options.max_length, model, tokenizer)});
  }
  const int64_t longest = checked_max_length(0, model, tokenizer);
  CutEncoding whole = encode_text(tokenizer, text, {.max_length = longest});
  if (!whole.cut) return whole;
  throw Error(ErrorKind::input,
              fmt::format("more than the {} tokens that the model takes: max_length cuts the text", longest));
}

// The chosen heads of one layer: `all` is [all heads, tokens, tokens].
void take_heads(LayerAttention& layer, std::span<const float> all, size_t tokens) {
  const size_t size = tokens * tokens;
  for (const int64_t head : layer.heads) {
    const std::span<const float> weights = all.subspan(static_cast<size_t>(head) * size, size);
    require_finite(weights);
    layer.weights.insert(layer.weights.end(), weights.begin(), weights.end());
  }
}

}  // namespace

// One text at a time: what all layers give is much.
std::vector<TextAttention> attend(Runner& runner, const Tokenizer& tokenizer, std::span<const Text> texts,
                                  const AttendOptions& options) {
  const Config& config = runner.model().config();
  const std::vector<LayerAttention> layers = chosen_layers(config, options);
  if (options.max_length != 0) checked_max_length(options.max_length, runner.model(), tokenizer);
  std::vector<TextAttention> results;
  for (const Text& text : texts) {
    CutEncoding sequence = encoded(tokenizer, text, runner.model(), options);
    const size_t tokens = sequence.encoding.size();
    require_few(tokens, layers, options.most_weights);
    PackedBatch batch;
    batch.add(sequence.encoding);
    const Output output = runner.run(batch, {.hidden_states = false, .attentions = true, .rows = std::nullopt});
    TextAttention& result =
        results.emplace_back(TextAttention{.token_ids = std::move(sequence.encoding.ids),
                                           .token_type_ids = std::move(sequence.encoding.token_type_ids),
                                           .layers = layers,
                                           .cut = sequence.cut});
    for (LayerAttention& layer : result.layers) {
      take_heads(layer, output.attentions[static_cast<size_t>(layer.layer)], tokens);
    }
  }
  return results;
}

}  // namespace electra
