// Heads with one row of logits per sequence: sequence classification, Google's and Transformers', and multiple choice.
#include <algorithm>
#include <optional>

#include "format/weight_table.h"
#include "model/head_layer.h"
#include "nn/activation.h"

namespace electra::internal {
namespace {

// ElectraClassificationHead on the first token: dense, GELU whatever the encoder's activation, out_proj.
class ClassifyHead : public RowHead {
 public:
  ClassifyHead(WeightSource& source, const Config& config)
      : RowHead(HeadScope::first_tokens),
        dense_(source.linear("classifier.dense", config.hidden_size, config.hidden_size)),
        out_(source.linear("classifier.out_proj", config.hidden_size, config.num_labels)) {}

 private:
  int64_t classes() const override { return out_.out(); }

  void run_block(Workspace& workspace, Rows hidden, Rows logits, int64_t rows) const override {
    const Rows inner = inner_rows(workspace, rows, dense_.out());
    dense_.apply(workspace.products, hidden, inner, rows, Epilogue::gelu);
    out_.apply(workspace.products, inner, logits, rows, Epilogue::none);
  }

  Linear dense_;
  Linear out_;
};

// Google's ClassificationModule and RegressionModule: one layer on the first token.
class GoogleClassifyHead : public RowHead {
 public:
  GoogleClassifyHead(WeightSource& source, const Config& config)
      : RowHead(HeadScope::first_tokens),
        out_(source.linear("google_classifier", config.hidden_size, config.num_labels)) {}

 private:
  int64_t classes() const override { return out_.out(); }

  void run_block(Workspace& workspace, Rows hidden, Rows logits, int64_t rows) const override {
    out_.apply(workspace.products, hidden, logits, rows, Epilogue::none);
  }

  Linear out_;
};

// cls_index is the last token, too: ElectraForMultipleChoice hands ElectraSequenceSummary no index.
HeadScope summary_scope(const Config& config) {
  if (config.summary_type == "first") return HeadScope::first_tokens;
  if (config.summary_type == "mean") return HeadScope::sequences;
  return HeadScope::last_tokens;
}

// ElectraSequenceSummary, the summary of a sequence as one row, and a logit of it.
class ChooseHead : public RowHead {
 public:
  ChooseHead(WeightSource& source, const Config& config)
      : RowHead(summary_scope(config)),
        activation_(config.summary_activation.empty() ? Activation::linear
                                                      : *activation_by_name(config.summary_activation)),
        hidden_size_(config.hidden_size),
        logit_(source, "classifier", config.hidden_size) {
    if (config.summary_use_proj) {
      projection_ = source.linear("sequence_summary.summary", config.hidden_size, config.hidden_size);
    }
  }

  void run(const PackedBatch& batch, Rows hidden, int64_t rows, Workers& workers, Output& output) const override {
    if (scope() == HeadScope::sequences) {
      take_means(batch, hidden);
      rows = batch.sequences();
    }
    RowHead::run(batch, hidden, rows, workers, output);
  }

 private:
  int64_t classes() const override { return 1; }

  void run_block(Workspace& workspace, Rows hidden, Rows logits, int64_t rows) const override {
    Rows summary = hidden;
    if (projection_) {
      summary = inner_rows(workspace, rows, projection_->out());
      apply_activated(*projection_, activation_, workspace.products, hidden, summary, rows);
    } else {
      apply_activation(activation_, summary.data, rows * hidden_size_);
    }
    for (int64_t row = 0; row < rows; ++row) *logits.from(row).data = logit_.of(summary.from(row).data);
  }

  // The mean of each sequence takes the place of the row of its number. No sequence is overwritten before its turn: the
  // one of number n begins at row n or later.
  void take_means(const PackedBatch& batch, Rows hidden) const {
    std::vector<float> mean(static_cast<size_t>(hidden_size_));
    for (int64_t s = 0; s < batch.sequences(); ++s) {
      const int64_t first = batch.sequence_starts[static_cast<size_t>(s)];
      const int64_t end = batch.sequence_starts[static_cast<size_t>(s) + 1];
      std::ranges::fill(mean, 0.0F);
      for (int64_t row = first; row < end; ++row) {
        const float* x = hidden.from(row).data;
        for (size_t i = 0; i < mean.size(); ++i) mean[i] += x[i];
      }
      float* out = hidden.from(s).data;
      for (size_t i = 0; i < mean.size(); ++i) out[i] = mean[i] / static_cast<float>(end - first);
    }
  }

  Activation activation_;
  int64_t hidden_size_;
  std::optional<Linear> projection_;
  Logit logit_;
};

}  // namespace

std::unique_ptr<HeadLayer> make_classify_head(WeightSource& source, const Config& config) {
  if (is_google_head(config)) return std::make_unique<GoogleClassifyHead>(source, config);
  return std::make_unique<ClassifyHead>(source, config);
}

std::unique_ptr<HeadLayer> make_choose_head(WeightSource& source, const Config& config) {
  return std::make_unique<ChooseHead>(source, config);
}

}  // namespace electra::internal
