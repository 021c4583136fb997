// What compares the results of a run with the gold of its examples.
#pragma once

#include "cli/evaluation/report.h"
#include "cli/io/item_source.h"

namespace electra::cli {

template <class Example, class Result>
class Evaluation {
 public:
  virtual ~Evaluation() = default;
  // `source` tells where items stand, for warnings. Throws Error(input) for an example without gold, or with gold that
  // is none.
  virtual void add(const Item<Example>& item, const Result& result, const ItemSource<Example>& source) = 0;
  // All that was added; prints what has to be said of it.
  virtual Report report() const = 0;
};

}  // namespace electra::cli
