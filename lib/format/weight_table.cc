#include "format/weight_table.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "base/quantise.h"

namespace electra::internal {
namespace {

// Collects the weights of one owner.
class Table {
 public:
  explicit Table(Head head) : head_(head) {}

  void add(std::string name, std::vector<int64_t> shape) {
    specs_.push_back({.name = std::move(name), .shape = std::move(shape), .head = head_});
  }
  void linear(const std::string& name, int64_t in, int64_t out) {
    add(name + ".weight", {out, in});
    add(name + ".bias", {out});
  }
  void layer_norm(const std::string& name, int64_t size) {
    add(name + ".weight", {size});
    add(name + ".bias", {size});
  }
  std::vector<WeightSpec> take() { return std::move(specs_); }

 private:
  Head head_;
  std::vector<WeightSpec> specs_;
};

void add_embeddings(const Config& config, Table& table) {
  const std::string prefix = "electra.embeddings.";
  table.add(prefix + "word_embeddings.weight", {config.vocab_size, config.embedding_size});
  table.add(prefix + "position_embeddings.weight", {config.max_position_embeddings, config.embedding_size});
  table.add(prefix + "token_type_embeddings.weight", {config.type_vocab_size, config.embedding_size});
  table.layer_norm(prefix + "LayerNorm", config.embedding_size);
  if (config.has_embeddings_project()) {
    table.linear("electra.embeddings_project", config.embedding_size, config.hidden_size);
  }
}

void add_layer(const Config& config, int64_t layer, Table& table) {
  const std::string prefix = fmt::format("electra.encoder.layer.{}.", layer);
  const int64_t hidden = config.hidden_size;
  const int64_t attention = config.heads_of_layer(layer) * config.head_size();
  table.linear(prefix + "attention.self.query", hidden, attention);
  table.linear(prefix + "attention.self.key", hidden, attention);
  table.linear(prefix + "attention.self.value", hidden, attention);
  if (config.position_embedding_type != PositionEmbeddingType::absolute) {
    // One row per distance, from -(max_position_embeddings - 1) on.
    table.add(prefix + "attention.self.distance_embedding.weight",
              {2 * config.max_position_embeddings - 1, config.head_size()});
  }
  table.linear(prefix + "attention.output.dense", attention, hidden);
  table.layer_norm(prefix + "attention.output.LayerNorm", hidden);
  table.linear(prefix + "intermediate.dense", hidden, config.intermediate_size);
  table.linear(prefix + "output.dense", config.intermediate_size, hidden);
  table.layer_norm(prefix + "output.LayerNorm", hidden);
}

void add_masked_lm(const Config& config, Table& table) {
  table.linear("generator_predictions.dense", config.hidden_size, config.embedding_size);
  table.layer_norm("generator_predictions.LayerNorm", config.embedding_size);
  if (!config.tie_word_embeddings) table.add(lm_head_weight, {config.vocab_size, config.embedding_size});
  table.add("generator_lm_head.bias", {config.vocab_size});
}

void add_google_qa(const Config& config, Table& table) {
  const int64_t hidden = config.hidden_size;
  const auto layer_after_hidden = [&](const std::string& name, bool has_hidden) {
    if (has_hidden) table.linear(name + "_hidden", 2 * hidden, google_qa_hidden_size);
    table.linear(name, has_hidden ? google_qa_hidden_size : hidden, 1);
  };
  table.linear("google_qa.start", hidden, 1);
  layer_after_hidden("google_qa.end", config.joint_prediction);
  if (config.answerable_classifier) {
    layer_after_hidden("google_qa.answerable", config.answerable_uses_start_logits);
  }
}

}  // namespace

std::vector<WeightSpec> encoder_weights(const Config& config) {
  Table table(Head::model);
  add_embeddings(config, table);
  for (int64_t layer = 0; layer < config.num_hidden_layers; ++layer) add_layer(config, layer, table);
  return table.take();
}

std::vector<WeightSpec> head_weights(const Config& config, Head head) {
  Table table(head);
  const int64_t hidden = config.hidden_size;
  switch (head) {
    case Head::model:
      break;
    case Head::pretraining:
      table.linear("discriminator_predictions.dense", hidden, hidden);
      table.linear("discriminator_predictions.dense_prediction", hidden, 1);
      break;
    case Head::masked_lm:
    case Head::causal_lm:
      add_masked_lm(config, table);
      break;
    case Head::classify:
      if (is_google_head(config)) {
        table.linear("google_classifier", hidden, config.num_labels);
        break;
      }
      table.linear("classifier.dense", hidden, hidden);
      table.linear("classifier.out_proj", hidden, config.num_labels);
      break;
    case Head::choose:
      if (config.summary_use_proj) table.linear("sequence_summary.summary", hidden, hidden);
      table.linear("classifier", hidden, 1);
      break;
    case Head::tag:
      table.linear("classifier", hidden, config.num_labels);
      break;
    case Head::qa:
      if (is_google_head(config)) {
        add_google_qa(config, table);
        break;
      }
      table.linear("qa_outputs", hidden, config.num_labels);
      break;
  }
  return table.take();
}

bool is_quantised_weight(std::string_view name) {
  if (!name.starts_with("electra.encoder.layer.")) return false;
  constexpr std::string_view layers[] = {".dense.weight", ".query.weight", ".key.weight", ".value.weight"};
  return std::ranges::any_of(layers, [&](std::string_view end) { return name.ends_with(end); });
}

std::vector<int64_t> panel_shape(int64_t rows, int64_t columns) {
  return {panels_of(rows), padded_depth(columns) / panel_values, panel_rows, panel_values};
}

DType dtype_in_int8(std::string_view name, std::span<const int64_t> shape) {
  if (is_quantised_weight(name)) return shape.back() == padded_depth(shape.back()) ? DType::i8 : DType::f32;
  return name == word_embeddings ? DType::f16 : DType::f32;
}

}  // namespace electra::internal
