#include "model/google_qa_layers.h"

#include <algorithm>
#include <cmath>

#include "model/top_log_probs.h"
#include "nn/activation.h"

namespace electra::internal {

AlignedBuffer zeroed_rows(int64_t rows, int64_t columns) {
  const auto size = static_cast<size_t>(padded_rows(rows) * columns);
  AlignedBuffer buffer(size);
  std::fill_n(buffer.data(), size, 0.0F);
  return buffer;
}

EndGivenStart::EndGivenStart(WeightSource& source, int64_t hidden_size)
    : logit_(source, "google_qa.end", google_qa_hidden_size) {
  const int64_t size = google_qa_hidden_size;
  const std::vector<float> both = source.floats("google_qa.end_hidden.weight", size * 2 * hidden_size);
  const std::vector<float> bias = source.floats("google_qa.end_hidden.bias", size);
  std::vector<float> half(static_cast<size_t>(size * hidden_size));
  const auto take_half = [&](int64_t column) {
    for (int64_t row = 0; row < size; ++row) {
      std::copy_n(both.data() + row * 2 * hidden_size + column, hidden_size, half.data() + row * hidden_size);
    }
  };
  take_half(0);
  starts_.emplace(LinearWeights{hidden_size, size, half.data(), nullptr});
  take_half(hidden_size);
  ends_.emplace(LinearWeights{hidden_size, size, half.data(), bias.data()});
}

float EndGivenStart::logit(const float* from_start, const float* from_end) const {
  float inner[google_qa_hidden_size];
  for (int64_t i = 0; i < google_qa_hidden_size; ++i) inner[i] = from_start[i] + from_end[i];
  apply_activation(Activation::gelu, inner, google_qa_hidden_size);
  return logit_.of(inner);
}

Answerable::Answerable(WeightSource& source, const Config& config)
    : hidden_size_(config.hidden_size),
      logit_(source, "google_qa.answerable",
             config.answerable_uses_start_logits ? google_qa_hidden_size : config.hidden_size) {
  if (config.answerable_uses_start_logits) {
    inner_ = source.linear("google_qa.answerable_hidden", 2 * hidden_size_, google_qa_hidden_size);
  }
}

void Answerable::add_features(const PackedBatch& batch, Rows hidden, std::span<const float> start_logits,
                              size_t sequence, float* features) const {
  const int64_t first = batch.sequence_starts[sequence];
  const int64_t length = batch.sequence_starts[sequence + 1] - first;
  std::copy_n(hidden.from(first).data, hidden_size_, features);
  float* start = features + hidden_size_;
  const std::vector<float> log_probs =
      log_softmax(start_logits.subspan(static_cast<size_t>(first), static_cast<size_t>(length)));
  for (int64_t token = 0; token < length; ++token) {
    const float probability = std::exp(log_probs[static_cast<size_t>(token)]);
    const float* x = hidden.from(first + token).data;
    for (int64_t i = 0; i < hidden_size_; ++i) start[i] += probability * x[i];
  }
}

void Answerable::run(const PackedBatch& batch, Rows hidden, Workers& workers, Output& output) const {
  output.answerable_logits.resize(static_cast<size_t>(batch.sequences()));
  if (!inner_) {
    for (size_t s = 0; s < output.answerable_logits.size(); ++s) {
      output.answerable_logits[s] = logit_.of(hidden.from(batch.sequence_starts[s]).data);
    }
    return;
  }
  AlignedBuffer buffer = zeroed_rows(batch.sequences(), 2 * hidden_size_);
  const Rows features{buffer.data(), 2 * hidden_size_};
  workers.each(batch.sequences(), [&](int64_t sequence, Workspace&) {
    add_features(batch, hidden, output.start_logits, static_cast<size_t>(sequence), features.from(sequence).data);
  });
  workers.each_block(batch.sequences(), [&](int64_t first, int64_t count, Workspace& workspace) {
    const Rows inner = inner_rows(workspace, count, inner_->out());
    inner_->apply(workspace.products, features.from(first), inner, count, Epilogue::gelu);
    for (int64_t i = 0; i < count; ++i) {
      output.answerable_logits[static_cast<size_t>(first + i)] = logit_.of(inner.from(i).data);
    }
  });
}

}  // namespace electra::internal
