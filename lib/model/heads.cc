#include "model/heads.h"

#include <algorithm>

#include "electra/error.h"
#include "format/weight_table.h"
#include "nn/activation.h"

namespace electra {
namespace {

// Scratch for the inner layer of a head.
Rows inner_rows(Workspace& workspace, int64_t rows, int64_t columns) {
  workspace.intermediate.reserve(static_cast<size_t>(padded_rows(rows) * columns));
  return {workspace.intermediate.data(), columns};
}

// ElectraDiscriminatorPredictions: dense, the encoder's activation, one logit.
class ReplacedTokenHead : public HeadLayer {
 public:
  ReplacedTokenHead(WeightSource& source, const Config& config)
      : activation_(*activation_by_name(config.hidden_act)),
        dense_(source.linear("discriminator_predictions.dense", config.hidden_size, config.hidden_size)),
        prediction_(source.floats("discriminator_predictions.dense_prediction.weight", config.hidden_size)),
        bias_(source.floats("discriminator_predictions.dense_prediction.bias", 1).front()) {}

  int64_t classes() const override { return 1; }

  void run(Workspace& workspace, Rows hidden, Rows logits, int64_t rows) const override {
    const Rows inner = inner_rows(workspace, rows, dense_.out());
    apply_activated(dense_, activation_, workspace.products, hidden, inner, rows);
    for (int64_t row = 0; row < rows; ++row) {
      const float* x = inner.from(row).data;
      float sum = 0.0F;
#pragma omp simd reduction(+ : sum)
      for (int64_t i = 0; i < dense_.out(); ++i) sum += x[i] * prediction_[static_cast<size_t>(i)];
      *logits.from(row).data = sum + bias_;
    }
  }

 private:
  Activation activation_;
  Linear dense_;
  std::vector<float> prediction_;  // [hidden_size]
  float bias_;
};

// ElectraGeneratorPredictions and generator_lm_head: dense, GELU whatever the encoder's activation, norm, vocabulary.
class MaskedLmHead : public HeadLayer {
 public:
  MaskedLmHead(WeightSource& source, const Config& config)
      : dense_(source.linear("generator_predictions.dense", config.hidden_size, config.embedding_size)),
        norm_(source.layer_norm("generator_predictions.LayerNorm", config.embedding_size)),
        vocabulary_(read_vocabulary(source, config)) {}

  int64_t classes() const override { return vocabulary_.out(); }

  void run(Workspace& workspace, Rows hidden, Rows logits, int64_t rows) const override {
    const Rows inner = inner_rows(workspace, rows, dense_.out());
    dense_.apply(workspace.products, hidden, inner, rows, Epilogue::gelu);
    norm_.apply(inner.data, rows, inner.stride);
    vocabulary_.apply(workspace.products, inner, logits, rows, Epilogue::none);
  }

 private:
  static Linear read_vocabulary(WeightSource& source, const Config& config) {
    const char* weight = config.tie_word_embeddings ? "electra.embeddings.word_embeddings.weight" : lm_head_weight;
    return source.linear_of(weight, "generator_lm_head.bias", config.embedding_size, config.vocab_size);
  }

  Linear dense_;
  LayerNorm norm_;
  Linear vocabulary_;
};

}  // namespace

std::unique_ptr<HeadLayer> make_head(Head head, WeightSource& source, const Config& config) {
  switch (head) {
    case Head::model:
      return nullptr;
    case Head::pretraining:
      return std::make_unique<ReplacedTokenHead>(source, config);
    case Head::masked_lm:
      return std::make_unique<MaskedLmHead>(source, config);
    default:
      throw Error(ErrorKind::model,
                  "a " + std::string(head_title(head)) +
                      " cannot be run yet; the bare encoder, a replaced-token head and a masked-LM head can");
  }
}

}  // namespace electra
