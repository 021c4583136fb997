#include "model/encoder.h"

#include <algorithm>
#include <cassert>
#include <optional>
#include <string>

namespace electra::internal {
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
  std::vector<int64_t> squares = square_offsets(batch);
  Rows hidden = reserve_rows(activations.hidden, tokens, hidden_size);  // of every token: what is attended to

  // The rows whose next hidden state is computed: all, or in the last layer the wanted ones alone.
  Rows state = hidden;
  int64_t state_rows = tokens;
  std::vector<int32_t> state_starts = batch.sequence_starts;  // of each sequence's rows
  std::vector<int32_t> state_positions = {};                  // in their sequences; empty: all, in order

  // What the current layer makes of them.
  Rows queries = {};  // of the state's rows
  Rows keys = {};     // of all tokens, like the values
  Rows values = {};
  Rows context = {};  // of the state's rows

  void embed();
  void run_layer(int64_t index);
  void select_wanted_rows();
  void project(const Layer& layer);
  void attend_all(int64_t index);
  AttentionHead attention_head(int64_t index, size_t sequence, int64_t head) const;
  void keep_hidden_state();
};

void Encoder::Pass::keep_hidden_state() {
  if (request.hidden_states) output.hidden_states.emplace_back(state.data, state.data + tokens * hidden_size);
}

void Encoder::Pass::embed() {
  workers.each_block(tokens, [&](int64_t first, int64_t count, Workspace& workspace) {
    encoder.embeddings_.run(batch, first, count, hidden, workspace);
  });
  keep_hidden_state();
}

void Encoder::Pass::select_wanted_rows() {
  const std::vector<int32_t>& wanted = *request.rows;
  state_rows = static_cast<int64_t>(wanted.size());
  state = reserve_rows(activations.selected_hidden, state_rows, hidden_size);
  state_starts = {0};
  for (size_t s = 0; s + 1 < batch.sequence_starts.size(); ++s) {
    auto row = static_cast<size_t>(state_starts.back());
    for (; row < wanted.size() && wanted[row] < batch.sequence_starts[s + 1]; ++row) {
      state_positions.push_back(wanted[row] - batch.sequence_starts[s]);
      std::copy_n(hidden.from(wanted[row]).data, hidden_size, state.from(static_cast<int64_t>(row)).data);
    }
    state_starts.push_back(static_cast<int32_t>(row));
  }
}

void Encoder::Pass::project(const Layer& layer) {
  const int64_t size = layer.attention_size();
  const int64_t columns = layer.splits_queries() ? 2 * size : 3 * size;
  const Rows projections = reserve_rows(activations.projections, tokens, columns);
  keys = projections.columns(columns - 2 * size);
  values = projections.columns(columns - size);
  context = reserve_rows(activations.context, state_rows, size);
  if (!layer.splits_queries()) {
    queries = projections;
    return workers.each_block(tokens, [&](int64_t first, int64_t count, Workspace& workspace) {
      layer.project(workspace.products, hidden.from(first), projections.from(first), count);
    });
  }
  queries = reserve_rows(activations.queries, state_rows, size);
  workers.each_block(tokens, [&](int64_t first, int64_t count, Workspace& workspace) {
    layer.project_keys_values(workspace.products, hidden.from(first), projections.from(first), count);
  });
  workers.each_block(state_rows, [&](int64_t first, int64_t count, Workspace& workspace) {
    layer.project_queries(workspace.products, state.from(first), queries.from(first), count);
  });
}

AttentionHead Encoder::Pass::attention_head(int64_t index, size_t sequence, int64_t head) const {
  const Config& config = encoder.config_;
  const int64_t key_start = batch.sequence_starts[sequence];
  const int64_t query_start = state_starts[sequence];
  const int64_t column = head * config.head_size();
  const Layer& layer = encoder.layers_[static_cast<size_t>(index)];
  AttentionHead result;
  result.precision = layer.precision();
  result.queries = queries.from(query_start).columns(column);
  result.keys = keys.from(key_start).columns(column);
  result.values = values.from(key_start).columns(column);
  result.context = context.from(query_start).columns(column);
  result.num_queries = state_starts[sequence + 1] - query_start;
  result.num_keys = batch.sequence_starts[sequence + 1] - key_start;
  result.head_size = config.head_size();
  if (!state_positions.empty()) result.query_positions = state_positions.data() + query_start;
  result.distance_embedding = layer.distance_embedding();
  result.max_positions = config.max_position_embeddings;
  result.distance_to_keys = config.position_embedding_type == PositionEmbeddingType::relative_key_query;
  if (!batch.attention_mask.empty()) {
    result.mask_per_query = static_cast<int64_t>(batch.attention_mask.size()) != tokens;
    result.mask = batch.attention_mask.data() + (result.mask_per_query ? squares[sequence] : key_start);
  }
  // A mask per query says all itself, as in Transformers.
  result.causal = config.is_decoder && !result.mask_per_query;
  if (!batch.head_mask.empty()) {
    result.scale = batch.head_mask[static_cast<size_t>(index * config.num_attention_heads + head)];
  }
  return result;
}

void Encoder::Pass::attend_all(int64_t index) {
  const int64_t heads = encoder.layers_[static_cast<size_t>(index)].heads();
  float* probabilities = nullptr;
  if (request.attentions) {
    probabilities = output.attentions.emplace_back(static_cast<size_t>(heads * squares.back())).data();
  }
  workers.each(batch.sequences() * heads, [&](int64_t task, Workspace& workspace) {
    const auto sequence = static_cast<size_t>(task / heads);
    AttentionHead head = attention_head(index, sequence, task % heads);
    if (head.num_queries == 0) return;
    if (probabilities != nullptr) {
      head.probabilities = probabilities + heads * squares[sequence] + task % heads * head.num_keys * head.num_keys;
    }
    attend(head, workspace.attention);
  });
}

void Encoder::Pass::run_layer(int64_t index) {
  const Layer& layer = encoder.layers_[static_cast<size_t>(index)];
  project(layer);
  attend_all(index);
  workers.each_block(state_rows, [&](int64_t first, int64_t count, Workspace& workspace) {
    layer.finish(workspace, context.from(first), state.from(first), count);
  });
  keep_hidden_state();
}

Encoder::Encoder(WeightSource& source, const Config& config, Team& team)
    : config_(config), embeddings_(source, config) {
  std::vector<std::optional<Layer>> layers(static_cast<size_t>(config.num_hidden_layers));
  team.run(config.num_hidden_layers + 1, [&](int64_t index, int) {
    const SingleThreadedProducts single;
    if (index == config.num_hidden_layers) return source.check_mapped(std::string(word_embeddings));
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
  const auto last = static_cast<int64_t>(layers_.size()) - 1;
  for (int64_t index = 0; index < last; ++index) pass.run_layer(index);
  // The last layer needs keys and values of every row, and all the rest of the wanted ones alone.
  if (request.rows) pass.select_wanted_rows();
  pass.run_layer(last);
  return pass.state;
}

}  // namespace electra::internal
