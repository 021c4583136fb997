#include "model/layer.h"

#include <cassert>

#include "nn/activation.h"

namespace electra::internal {
namespace {

std::string layer_prefix(int64_t index) { return "electra.encoder.layer." + std::to_string(index) + "."; }

Linear read_projection(WeightSource& source, const Config& config, int64_t index, bool without_queries) {
  const std::string attention = layer_prefix(index) + "attention.self.";
  const int64_t in = config.hidden_size;
  const int64_t out = config.heads_of_layer(index) * config.head_size();
  if (without_queries) return source.linear({attention + "key", attention + "value"}, in, out);
  return source.linear({attention + "query", attention + "key", attention + "value"}, in, out);
}

}  // namespace

Layer::Layer(WeightSource& source, const Config& config, int64_t index, bool last)
    : heads_(config.heads_of_layer(index)),
      attention_size_(heads_ * config.head_size()),
      activation_(*activation_by_name(config.hidden_act)),
      projection_(read_projection(source, config, index, last)),
      attention_output_(
          source.linear(layer_prefix(index) + "attention.output.dense", attention_size_, config.hidden_size)),
      attention_norm_(source.layer_norm(layer_prefix(index) + "attention.output.LayerNorm", config.hidden_size)),
      intermediate_(
          source.linear(layer_prefix(index) + "intermediate.dense", config.hidden_size, config.intermediate_size)),
      output_(source.linear(layer_prefix(index) + "output.dense", config.intermediate_size, config.hidden_size)),
      output_norm_(source.layer_norm(layer_prefix(index) + "output.LayerNorm", config.hidden_size)) {
  const std::string attention = layer_prefix(index) + "attention.self.";
  if (last) queries_ = source.linear(attention + "query", config.hidden_size, attention_size_);
  if (config.position_embedding_type != PositionEmbeddingType::absolute) {
    distances_ = source.floats(attention + "distance_embedding.weight",
                               (2 * config.max_position_embeddings - 1) * config.head_size());
  }
}

void Layer::project(ProductCache& products, ConstRows hidden, Rows projections, int64_t rows) const {
  assert(!splits_queries());
  projection_.apply(products, hidden, projections, rows, Epilogue::none);
}

void Layer::project_queries(ProductCache& products, ConstRows hidden, Rows queries, int64_t rows) const {
  assert(splits_queries());
  queries_->apply(products, hidden, queries, rows, Epilogue::none);
}

void Layer::project_keys_values(ProductCache& products, ConstRows hidden, Rows keys_values, int64_t rows) const {
  assert(splits_queries());
  projection_.apply(products, hidden, keys_values, rows, Epilogue::none);
}

void Layer::finish(Workspace& workspace, ConstRows context, Rows hidden, int64_t rows) const {
  attention_output_.apply(workspace.products, context, hidden, rows, Epilogue::add);
  attention_norm_.apply(hidden.data, rows, hidden.stride);

  workspace.intermediate.reserve(static_cast<size_t>(padded_rows(rows) * intermediate_.out()));
  const Rows wide{workspace.intermediate.data(), intermediate_.out()};
  apply_activated(intermediate_, activation_, workspace.products, hidden, wide, rows);
  output_.apply(workspace.products, wide, hidden, rows, Epilogue::add);
  output_norm_.apply(hidden.data, rows, hidden.stride);
}

}  // namespace electra::internal
