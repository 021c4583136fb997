// The whole encoder: embeddings and layers over packed batches.
#pragma once

#include <vector>

#include "electra/model.h"
#include "model/embeddings.h"
#include "model/layer.h"
#include "model/workers.h"

namespace electra::internal {

// What the encoder keeps of one batch while it runs; T tokens, R wanted rows. Grows to the largest batch seen.
struct Activations {
  AlignedBuffer hidden;           // [T, hidden_size]
  AlignedBuffer projections;      // [T, 3 * attention_size], of a layer
  AlignedBuffer queries;          // [R, attention_size], of the last layer
  AlignedBuffer context;          // [T, attention_size]
  AlignedBuffer selected_hidden;  // [R, hidden_size]
};

class Encoder {
 public:
  // Layers are packed side by side on `team`.
  Encoder(WeightSource& source, const Config& config, Team& team);

  // Fills hidden_states and attentions of `output` if the request wants them. Returns the last hidden state of the
  // wanted rows [R, hidden_size], which lies in `activations`, with room for padded_rows(R).
  Rows run(const PackedBatch& batch, const Request& request, Workers& workers, Activations& activations,
           Output& output) const;

 private:
  struct Pass;  // one run
  const Config& config_;
  Embeddings embeddings_;
  std::vector<Layer> layers_;
};

}  // namespace electra::internal
