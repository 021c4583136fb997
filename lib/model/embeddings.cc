#include "model/embeddings.h"

#include <algorithm>
#include <string>

#include "format/weight_table.h"

namespace electra::internal {

Embeddings::Embeddings(WeightSource& source, const Config& config)
    : size_(config.embedding_size),
      words_(source.table(std::string(word_embeddings), config.vocab_size * size_)),
      types_(source.floats("electra.embeddings.token_type_embeddings.weight", config.type_vocab_size * size_)),
      norm_(source.layer_norm("electra.embeddings.LayerNorm", size_)) {
  // A model with relative positions still stores the absolute ones, which nothing reads.
  if (config.position_embedding_type == PositionEmbeddingType::absolute) {
    positions_ = source.floats("electra.embeddings.position_embeddings.weight", config.max_position_embeddings * size_);
  }
  if (config.has_embeddings_project()) {
    project_ = source.linear("electra.embeddings_project", size_, config.hidden_size);
  }
}

void Embeddings::add_tables(const PackedBatch& batch, int64_t token, float* out) const {
  const auto index = static_cast<size_t>(token);
  if (batch.inputs_embeds.empty()) {
    words_.copy_row(batch.token_ids[index], size_, out);
  } else {
    std::copy_n(batch.inputs_embeds.data() + token * size_, size_, out);
  }
  const float* type = types_.data() + batch.token_type_ids[index] * size_;
  for (int64_t i = 0; i < size_; ++i) out[i] += type[i];
  if (!positions_.empty()) {
    const float* position = positions_.data() + batch.position_ids[index] * size_;
    for (int64_t i = 0; i < size_; ++i) out[i] += position[i];
  }
}

void Embeddings::run(const PackedBatch& batch, int64_t first, int64_t count, Rows hidden, Workspace& workspace) const {
  Rows out = hidden.from(first);
  if (project_) {
    workspace.embeddings.reserve(static_cast<size_t>(padded_rows(count) * size_));
    out = {workspace.embeddings.data(), size_};
  }
  for (int64_t i = 0; i < count; ++i) add_tables(batch, first + i, out.from(i).data);
  norm_.apply(out.data, count, out.stride);
  if (project_) project_->apply(workspace.products, out, hidden.from(first), count, Epilogue::none);
}

}  // namespace electra::internal
