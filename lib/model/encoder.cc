#include "model/encoder.h"

#include <algorithm>
#include <cassert>
#include <optional>

namespace electra {
namespace {

// The rows behind the last one are computed with it; zeros keep them harmless.
Rows reserve_rows(AlignedBuffer& buffer, int64_t rows, int64_t columns) {
  const int64_t padded = padded_rows(rows);
  buffer.reserve(static_cast<size_t>(padded * columns));
  std::fill(buffer.data() + rows * columns, buffer.data() + padded * columns, 0.0F);
  return {buffer.data(), columns};
}

// Where each sequence's square [N, N] begins in a row of all squares, and the length of that row.
std::vector<int64_t> square_offsets(const PackedBatch& batch) {
  std::vector<int64_t> offsets = {0};
  for (size_t s = 0; s + 1 < batch.sequence_starts.size(); ++s) {
    const int64_t length = batch.sequence_starts[s + 1] - batch.sequence_starts[s];
    offsets.push_back(offsets.back() + length * length);
  }
  return offsets;
}

}  // namespace

// One batch on its way through the layers.
struct Encoder::Pass {
  const Encoder& encoder;
  const PackedBatch& batch;
  const Request& request;
  Workers& workers;
  Activations& activations;
  Output& output;

  int64_t tokens = batch.tokens();
  int64_t hidden_size = encoder.config_.hidden_size;
  int64_t heads = encoder.config_.num_attention_heads;
  std::vector<int64_t> squares = square_offsets(batch);
  Rows hidden = reserve_rows(activations.hidden, tokens, hidden_size);
  Rows projections = reserve_rows(activations.projections, tokens, 3 * hidden_size);
  Rows context = reserve_rows(activations.context, tokens, hidden_size);

  void embed();
  void run_layer(int64_t index);
  Rows run_last_layer_on_wanted_rows();
  void attend_all(int64_t index);
  AttentionHead attention_head(int64_t index, int64_t sequence, int64_t head) const;
  void keep_hidden_state();
};

void Encoder::Pass::keep_hidden_state() {
  if (request.hidden_states) output.hidden_states.emplace_back(hidden.data, hidden.data + tokens * hidden_size);
}

void Encoder::Pass::embed() {
  workers.each_block(tokens, [&](int64_t first, int64_t count, Workspace& workspace) {
    encoder.embeddings_.run(batch, first, count, hidden, workspace);
  });
  keep_hidden_state();
}

// All queries of one sequence; the caller narrows them and asks for probabilities.
AttentionHead Encoder::Pass::attention_head(int64_t index, int64_t sequence, int64_t head) const {
  const Config& config = encoder.config_;
  const auto s = static_cast<size_t>(sequence);
  const int64_t start = batch.sequence_starts[s];
  const int64_t column = head * config.head_size();
  AttentionHead result;
  result.queries = projections.from(start).columns(column);
  result.keys = projections.from(start).columns(hidden_size + column);
  result.values = projections.from(start).columns(2 * hidden_size + column);
  result.num_keys = batch.sequence_starts[s + 1] - start;
  result.num_queries = result.num_keys;
  result.head_size = config.head_size();
  result.context = context.from(start).columns(column);
  result.distance_embedding = encoder.layers_[static_cast<size_t>(index)].distance_embedding();
  result.max_positions = config.max_position_embeddings;
  result.distance_to_keys = config.position_embedding_type == PositionEmbeddingType::relative_key_query;
  if (!batch.attention_mask.empty()) {
    result.mask_per_query = static_cast<int64_t>(batch.attention_mask.size()) != tokens;
    result.mask = batch.attention_mask.data() + (result.mask_per_query ? squares[s] : start);
  }
  if (!batch.head_mask.empty()) result.scale = batch.head_mask[static_cast<size_t>(index * heads + head)];
  return result;
}

void Encoder::Pass::attend_all(int64_t index) {
  float* probabilities = nullptr;
  if (request.attentions) {
    probabilities = output.attentions.emplace_back(static_cast<size_t>(heads * squares.back())).data();
  }
  workers.each(batch.sequences() * heads, [&](int64_t task, Workspace& workspace) {
    const int64_t sequence = task / heads;
    AttentionHead head = attention_head(index, sequence, task % heads);
    if (probabilities != nullptr) {
      head.probabilities =
          probabilities + heads * squares[static_cast<size_t>(sequence)] + task % heads * head.num_keys * head.num_keys;
    }
    attend(head, workspace.attention);
  });
}

void Encoder::Pass::run_layer(int64_t index) {
  const Layer& layer = encoder.layers_[static_cast<size_t>(index)];
  workers.each_block(tokens, [&](int64_t first, int64_t count, Workspace& workspace) {
    layer.project(workspace.products, hidden.from(first), projections.from(first), count);
  });
  attend_all(index);
  workers.each_block(tokens, [&](int64_t first, int64_t count, Workspace& workspace) {
    layer.finish(workspace, context.from(first), hidden.from(first), count);
  });
  keep_hidden_state();
}

// Keys and values are needed of every row, all the rest of the wanted ones alone.
Rows Encoder::Pass::run_last_layer_on_wanted_rows() {
  const std::vector<int32_t>& wanted = *request.rows;
  const auto count_wanted = static_cast<int64_t>(wanted.size());
  const auto index = static_cast<int64_t>(encoder.layers_.size()) - 1;
  const Layer& layer = encoder.layers_.back();
  const Rows selected = reserve_rows(activations.selected_hidden, count_wanted, hidden_size);
  const Rows queries = reserve_rows(activations.selected_queries, count_wanted, hidden_size);
  const Rows selected_context = reserve_rows(activations.context, count_wanted, hidden_size);

  std::vector<int32_t> positions(wanted.size());  // in their sequences
  std::vector<int64_t> firsts;                    // of the wanted rows of each sequence
  size_t row = 0;
  for (int64_t s = 0; s < batch.sequences(); ++s) {
    firsts.push_back(static_cast<int64_t>(row));
    const int32_t start = batch.sequence_starts[static_cast<size_t>(s)];
    const int32_t end = batch.sequence_starts[static_cast<size_t>(s) + 1];
    for (; row < wanted.size() && wanted[row] < end; ++row) {
      positions[row] = wanted[row] - start;
      std::copy_n(hidden.from(wanted[row]).data, hidden_size, selected.from(static_cast<int64_t>(row)).data);
    }
  }
  firsts.push_back(count_wanted);

  workers.each_block(tokens, [&](int64_t first, int64_t count, Workspace& workspace) {
    layer.project_keys_values(workspace.products, hidden.from(first), projections.from(first), count);
  });
  workers.each_block(count_wanted, [&](int64_t first, int64_t count, Workspace& workspace) {
    layer.project_queries(workspace.products, selected.from(first), queries.from(first), count);
  });
  workers.each(batch.sequences() * heads, [&](int64_t task, Workspace& workspace) {
    const int64_t s = task / heads;
    const int64_t first = firsts[static_cast<size_t>(s)];
    AttentionHead head = attention_head(index, s, task % heads);
    const int64_t column = task % heads * head.head_size;
    head.num_queries = firsts[static_cast<size_t>(s) + 1] - first;
    if (head.num_queries == 0) return;
    head.queries = queries.from(first).columns(column);
    head.query_positions = positions.data() + first;
    head.context = selected_context.from(first).columns(column);
    attend(head, workspace.attention);
  });
  workers.each_block(count_wanted, [&](int64_t first, int64_t count, Workspace& workspace) {
    layer.finish(workspace, selected_context.from(first), selected.from(first), count);
  });
  return selected;
}

Encoder::Encoder(WeightSource& source, const Config& config, Team& team)
    : config_(config), embeddings_(source, config) {
  std::vector<std::optional<Layer>> layers(static_cast<size_t>(config.num_hidden_layers));
  team.run(config.num_hidden_layers, [&](int64_t index, int) {
    const SingleThreadedProducts single;
    layers[static_cast<size_t>(index)].emplace(source, config, index, index + 1 == config.num_hidden_layers);
  });
  layers_.reserve(layers.size());
  for (std::optional<Layer>& layer : layers) layers_.push_back(std::move(*layer));
}

Rows Encoder::run(const PackedBatch& batch, const Request& request, Workers& workers, Activations& activations,
                  Output& output) const {
  assert(!request.rows || !(request.hidden_states || request.attentions));
  Pass pass{*this, batch, request, workers, activations, output};
  pass.embed();
  const auto count = static_cast<int64_t>(layers_.size());
  const int64_t whole_layers = request.rows ? count - 1 : count;
  for (int64_t index = 0; index < whole_layers; ++index) pass.run_layer(index);
  return request.rows ? pass.run_last_layer_on_wanted_rows() : pass.hidden;
}

}  // namespace electra
