// One encoder layer: self-attention and feed-forward, each with its residual connection and norm (Devlin et al. 2019).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "electra/config.h"
#include "model/weight_source.h"
#include "model/workers.h"

namespace electra::internal {

class Layer {
 public:
  // `last` keeps the query product apart from keys and values, so that the last layer can leave out the queries of rows
  // that nobody reads.
  Layer(WeightSource& source, const Config& config, int64_t index, bool last);

  // The queries, keys and values of hidden [rows, hidden_size].
  // In one product: projections [rows, 3 * attention_size()]. REQUIRES: !splits_queries().
  void project(ProductCache& products, ConstRows hidden, Rows projections, int64_t rows) const;
  // In two: queries [rows, attention_size()], keys_values [rows, 2 * attention_size()]. REQUIRES: splits_queries().
  void project_queries(ProductCache& products, ConstRows hidden, Rows queries, int64_t rows) const;
  void project_keys_values(ProductCache& products, ConstRows hidden, Rows keys_values, int64_t rows) const;
  bool splits_queries() const { return queries_.has_value(); }  // true of the last layer

  int64_t heads() const { return heads_; }  // without the pruned ones
  Precision precision() const { return projection_.precision(); }
  int64_t attention_size() const { return attention_size_; }  // heads() * head_size

  // All that follows attention, context [rows, attention_size()], in place: hidden [rows, hidden_size] is the layer's
  // input, then its output.
  void finish(Workspace& workspace, ConstRows context, Rows hidden, int64_t rows) const;

  // [2 * max_position_embeddings - 1, head_size], or null with absolute positions.
  const float* distance_embedding() const { return distances_.empty() ? nullptr : distances_.data(); }

 private:
  int64_t heads_;
  int64_t attention_size_;
  Activation activation_;
  std::optional<Linear> queries_;  // last layer only
  Linear projection_;              // queries, keys and values; in the last layer keys and values
  Linear attention_output_;
  LayerNorm attention_norm_;
  Linear intermediate_;
  Linear output_;
  LayerNorm output_norm_;
  std::vector<float> distances_;
};

}  // namespace electra::internal
