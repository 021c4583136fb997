#include <algorithm>
#include <cmath>

#include "electra/error.h"
#include "electra/tasks.h"
#include "tasks/batcher.h"
#include "tasks/encode_texts.h"
#include "tasks/finite.h"
#include "tasks/lengths.h"

namespace electra {

using namespace internal;

namespace {

// Rows [rows, hidden_size] of one sequence, pooled to one row, or as they are.
std::vector<float> pool(std::span<const float> rows, size_t hidden_size, Pooling pooling) {
  if (pooling == Pooling::none) return {rows.begin(), rows.end()};
  const size_t count = rows.size() / hidden_size;
  std::vector<float> pooled(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(hidden_size));
  if (pooling == Pooling::cls) return pooled;
  for (size_t i = 0; i < hidden_size; ++i) {
    double sum = 0.0;
    float highest = rows[i];
    for (size_t row = 0; row < count; ++row) {
      const float value = rows[row * hidden_size + i];
      sum += value;
      highest = std::max(highest, value);
    }
    pooled[i] = pooling == Pooling::max ? highest : static_cast<float>(sum / static_cast<double>(count));
  }
  return pooled;
}

// To length 1, as torch.nn.functional.normalize: a zero vector stays one.
void normalize(std::span<float> values) {
  double squares = 0.0;
  for (const float value : values) squares += double{value} * double{value};
  const double length = std::max(std::sqrt(squares), 1e-12);
  for (float& value : values) value = static_cast<float>(value / length);
}

Request request_of(const PackedBatch& batch, const EmbedOptions& options, bool last_layer) {
  Request request;
  request.hidden_states = !last_layer;
  if (last_layer && options.pooling == Pooling::cls) {
    request.rows.emplace(batch.sequence_starts.begin(), batch.sequence_starts.end() - 1);
  }
  return request;
}

}  // namespace

std::vector<Embedding> embed(Runner& runner, const Tokenizer& tokenizer, std::span<const Text> texts,
                             const EmbedOptions& options) {
  runner.model().require(Head::model);
  const Config& config = runner.model().config();
  const int64_t layers = config.num_hidden_layers;
  const int64_t layer = options.layer < 0 ? options.layer + layers + 1 : options.layer;
  if (layer < 0 || layer > layers) {
    throw Error(ErrorKind::usage, "layer: " + std::to_string(options.layer) + ", expected " +
                                      std::to_string(-layers - 1) + " to " + std::to_string(layers));
  }
  const bool last_layer = layer == layers;
  const auto hidden_size = static_cast<size_t>(config.hidden_size);
  const int64_t max_length = checked_max_length(options.max_length, runner.model(), tokenizer);

  std::vector<Embedding> results(texts.size());
  std::vector<Encoding> sequences;
  for (size_t i = 0; i < texts.size(); ++i) {
    CutEncoding encoded = encode_text(tokenizer, texts[i], {.max_length = max_length});
    results[i].cut = encoded.cut;
    sequences.push_back(std::move(encoded.encoding));
  }

  const Batches work = make_batches(sequences, options.batch_tokens);
  std::vector<Request> requests;
  for (const PackedBatch& batch : work.batches) requests.push_back(request_of(batch, options, last_layer));
  // run_finite() would check the last layer and none before it; here the layer counts that becomes the answer.
  runner.run(work.batches, requests, [&](size_t batch, const Output& output) {
    const std::vector<float>& states =
        last_layer ? output.last_hidden_state : output.hidden_states[static_cast<size_t>(layer)];
    require_finite(states);
    const bool one_row_each = requests[batch].rows.has_value();
    const std::vector<int32_t>& starts = work.batches[batch].sequence_starts;
    for (size_t i = 0; i < work.members[batch].size(); ++i) {
      const size_t begin = one_row_each ? i : static_cast<size_t>(starts[i]);
      const size_t end = one_row_each ? i + 1 : static_cast<size_t>(starts[i + 1]);
      Embedding& result = results[work.members[batch][i]];
      result.values = pool(std::span(states).subspan(begin * hidden_size, (end - begin) * hidden_size), hidden_size,
                           options.pooling);
      if (!options.normalize) continue;
      for (size_t row = 0; row < result.values.size(); row += hidden_size) {
        normalize(std::span(result.values).subspan(row, hidden_size));
      }
    }
  });
  for (size_t i = 0; i < texts.size(); ++i) {
    if (options.pooling == Pooling::none) results[i].token_ids = std::move(sequences[i].ids);
  }
  return results;
}

}  // namespace electra
