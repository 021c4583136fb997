#include <cassert>

#include "electra/losses.h"
#include "electra/metrics.h"
#include "metrics/averages.h"

namespace electra {

using namespace internal;

void MultiLabelAccumulator::add(std::span<const uint8_t> gold, std::span<const uint8_t> predicted,
                                std::span<const float> logits) {
  assert(gold.size() == classes_.size() && predicted.size() == classes_.size());
  ClassCounts item;
  int64_t right = 0;
  for (size_t c = 0; c < classes_.size(); ++c) {
    const bool g = gold[c] != 0, p = predicted[c] != 0;
    for (ClassCounts* const counts : {&classes_[c], &item}) {
      counts->gold += g, counts->predicted += p, counts->correct += g && p;
    }
    right += g == p;
  }
  ++items_;
  right_ += right;
  exact_ += right == std::ssize(classes_);
  samples_f1_ += precision_recall(item).f1;
  if (!logits.empty()) loss_.add(multi_label_loss(logits, std::vector<float>(gold.begin(), gold.end())));
}

MultiLabelMetrics MultiLabelAccumulator::metrics() const {
  return {.items = items_,
          .exact_match = share(exact_, items_),
          .accuracy = share(right_, items_ * std::ssize(classes_)),
          .samples_f1 = ratio(samples_f1_, static_cast<double>(items_)),
          .loss = loss_.value(),
          .averages = average(classes_, AveragedClasses::all),
          .classes = classes_};
}

}  // namespace electra
