// What a head is to the runner, and what heads are made of.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "electra/model.h"
#include "model/weight_source.h"
#include "model/workers.h"

namespace electra::internal {

// Which last hidden states a head reads.
enum class HeadScope {
  tokens,        // each for itself: Request::rows chooses among them
  sequences,     // all of a sequence together
  first_tokens,  // one of each sequence, its first
  last_tokens,   // or its last
};

class HeadLayer {
 public:
  explicit HeadLayer(HeadScope scope) : scope_(scope) {}
  virtual ~HeadLayer() = default;
  HeadScope scope() const { return scope_; }

  // Fills the head's part of `output` from hidden [rows, hidden_size]: the rows of the batch that its scope names, in
  // order. It may overwrite them. REQUIRES: room for padded_rows(rows).
  virtual void run(const PackedBatch& batch, Rows hidden, int64_t rows, Workers& workers, Output& output) const = 0;

 private:
  HeadScope scope_;
};

// A head with the same logits for every row that it is handed: Output::logits [rows, classes].
class RowHead : public HeadLayer {
 public:
  using HeadLayer::HeadLayer;
  void run(const PackedBatch& batch, Rows hidden, int64_t rows, Workers& workers, Output& output) const override;

 private:
  virtual int64_t classes() const = 0;
  // logits [rows, classes()] of one block of rows. REQUIRES: room for padded_rows(rows) on both sides.
  virtual void run_block(Workspace& workspace, Rows hidden, Rows logits, int64_t rows) const = 0;
};

// A linear layer with one output.
class Logit {
 public:
  Logit(WeightSource& source, const std::string& prefix, int64_t in)
      : weight_(source.floats(prefix + ".weight", in)), bias_(source.floats(prefix + ".bias", 1).front()) {}
  float of(const float* x) const;  // x: [in]

 private:
  std::vector<float> weight_;
  float bias_;
};

// Scratch for the inner layer of a head: [padded_rows(rows), columns].
Rows inner_rows(Workspace& workspace, int64_t rows, int64_t columns);

std::unique_ptr<HeadLayer> make_replaced_token_head(WeightSource& source, const Config& config);
std::unique_ptr<HeadLayer> make_masked_lm_head(WeightSource& source, const Config& config);
std::unique_ptr<HeadLayer> make_classify_head(WeightSource& source, const Config& config);
std::unique_ptr<HeadLayer> make_choose_head(WeightSource& source, const Config& config);
std::unique_ptr<HeadLayer> make_tag_head(WeightSource& source, const Config& config);
std::unique_ptr<HeadLayer> make_qa_head(WeightSource& source, const Config& config);
std::unique_ptr<HeadLayer> make_google_qa_head(WeightSource& source, const Config& config);

}  // namespace electra::internal
