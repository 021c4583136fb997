#include "electra/metrics.h"
#include "metrics/averages.h"

namespace electra {

using namespace internal;

void MaskAccumulator::add(std::optional<size_t> rank, std::optional<double> log_probability) {
  ++masks_;
  first_ += rank == size_t{0};
  among_five_ += rank && *rank < static_cast<size_t>(ranks_needed);
  if (log_probability) loss_.add(-*log_probability);
}

MaskMetrics MaskAccumulator::metrics() const {
  return {.masks = masks_, .top1 = share(first_, masks_), .top5 = share(among_five_, masks_), .loss = loss_.value()};
}

}  // namespace electra
