// Heads that are one linear layer on every token: token classification and Transformers' question answering.
#include "model/head_layer.h"

namespace electra::internal {
namespace {

class LinearHead : public RowHead {
 public:
  LinearHead(WeightSource& source, const Config& config, const std::string& prefix)
      : RowHead(HeadScope::tokens), layer_(source.linear(prefix, config.hidden_size, config.num_labels)) {}

 private:
  int64_t classes() const override { return layer_.out(); }

  void run_block(Workspace& workspace, Rows hidden, Rows logits, int64_t rows) const override {
    layer_.apply(workspace.products, hidden, logits, rows, Epilogue::none);
  }

  Linear layer_;
};

// REQUIRES: num_labels is 2.
class QaHead : public LinearHead {
 public:
  QaHead(WeightSource& source, const Config& config) : LinearHead(source, config, "qa_outputs") {}

  void run(const PackedBatch& batch, Rows hidden, int64_t rows, Workers& workers, Output& output) const override {
    LinearHead::run(batch, hidden, rows, workers, output);
    for (size_t row = 0; row < static_cast<size_t>(rows); ++row) {
      output.start_logits.push_back(output.logits[2 * row]);
      output.end_logits.push_back(output.logits[2 * row + 1]);
    }
    output.logits.clear();
  }
};

}  // namespace

std::unique_ptr<HeadLayer> make_tag_head(WeightSource& source, const Config& config) {
  return std::make_unique<LinearHead>(source, config, "classifier");
}

std::unique_ptr<HeadLayer> make_qa_head(WeightSource& source, const Config& config) {
  return std::make_unique<QaHead>(source, config);
}

}  // namespace electra::internal
