// The two heads of pre-training: the discriminator's and the generator's.
#include "format/weight_table.h"
#include "model/head_layer.h"
#include "nn/activation.h"

namespace electra::internal {
namespace {

// ElectraDiscriminatorPredictions: dense, the encoder's activation, one logit.
class ReplacedTokenHead : public RowHead {
 public:
  ReplacedTokenHead(WeightSource& source, const Config& config)
      : RowHead(HeadScope::tokens),
        activation_(*activation_by_name(config.hidden_act)),
        dense_(source.linear("discriminator_predictions.dense", config.hidden_size, config.hidden_size)),
        prediction_(source, "discriminator_predictions.dense_prediction", config.hidden_size) {}

 private:
  int64_t classes() const override { return 1; }

  void run_block(Workspace& workspace, Rows hidden, Rows logits, int64_t rows) const override {
    const Rows inner = inner_rows(workspace, rows, dense_.out());
    apply_activated(dense_, activation_, workspace.products, hidden, inner, rows);
    for (int64_t row = 0; row < rows; ++row) *logits.from(row).data = prediction_.of(inner.from(row).data);
  }

  Activation activation_;
  Linear dense_;
  Logit prediction_;
};

// ElectraGeneratorPredictions and generator_lm_head: dense, GELU whatever the encoder's activation, norm, vocabulary.
class MaskedLmHead : public RowHead {
 public:
  MaskedLmHead(WeightSource& source, const Config& config)
      : RowHead(HeadScope::tokens),
        dense_(source.linear("generator_predictions.dense", config.hidden_size, config.embedding_size)),
        norm_(source.layer_norm("generator_predictions.LayerNorm", config.embedding_size)),
        vocabulary_(read_vocabulary(source, config)) {}

 private:
  static Linear read_vocabulary(WeightSource& source, const Config& config) {
    const std::string weight(config.tie_word_embeddings ? word_embeddings : lm_head_weight);
    return source.linear_of(weight, "generator_lm_head.bias", config.embedding_size, config.vocab_size);
  }

  int64_t classes() const override { return vocabulary_.out(); }

  void run_block(Workspace& workspace, Rows hidden, Rows logits, int64_t rows) const override {
    const Rows inner = inner_rows(workspace, rows, dense_.out());
    dense_.apply(workspace.products, hidden, inner, rows, Epilogue::gelu);
    norm_.apply(inner.data, rows, inner.stride);
    vocabulary_.apply(workspace.products, inner, logits, rows, Epilogue::none);
  }

  Linear dense_;
  LayerNorm norm_;
  Linear vocabulary_;
};

}  // namespace

std::unique_ptr<HeadLayer> make_replaced_token_head(WeightSource& source, const Config& config) {
  return std::make_unique<ReplacedTokenHead>(source, config);
}

std::unique_ptr<HeadLayer> make_masked_lm_head(WeightSource& source, const Config& config) {
  return std::make_unique<MaskedLmHead>(source, config);
}

}  // namespace electra::internal
