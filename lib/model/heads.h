// What turns the last hidden state into logits.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "electra/model.h"
#include "model/weight_source.h"
#include "model/workers.h"

namespace electra {

class HeadLayer {
 public:
  virtual ~HeadLayer() = default;
  virtual int64_t classes() const = 0;  // logits per row
  // logits [rows, classes()] of hidden [rows, hidden_size], which it may overwrite.
  // REQUIRES: room for padded_rows(rows) on both sides.
  virtual void run(Workspace& workspace, Rows hidden, Rows logits, int64_t rows) const = 0;
};

// Null for Head::model. Throws Error(model) for a head that the library cannot run yet.
std::unique_ptr<HeadLayer> make_head(Head head, WeightSource& source, const Config& config);

}  // namespace electra
