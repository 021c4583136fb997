#include "electra/metrics.h"
#include "metrics/averages.h"

namespace electra {

using namespace internal;

void MaskAccumulator::add(std::optional<size_t> rank, std::optional<double> log_probability) {
  ++masks_;
  if (rank && *rank < of_rank_.size()) ++of_rank_[*rank];
  if (log_probability) loss_.add(-*log_probability);
}

MaskMetrics MaskAccumulator::metrics() const {
  MaskMetrics metrics = {.masks = masks_, .top = {}, .loss = loss_.value()};
  int64_t among = 0;
  for (const int64_t count : of_rank_) metrics.top.push_back(share(among += count, masks_));
  metrics.top1 = metrics.top.front();
  metrics.top5 = metrics.top.back();
  return metrics;
}

}  // namespace electra
