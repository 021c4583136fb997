#include "tasks/batcher.h"

#include <algorithm>
#include <numeric>

namespace electra::internal {

Batches make_batches(std::span<const Encoding> sequences, int64_t batch_tokens) {
  std::vector<size_t> order(sequences.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::stable_sort(order, [&](size_t a, size_t b) { return sequences[a].size() > sequences[b].size(); });

  Batches result;
  for (const size_t index : order) {
    const auto length = static_cast<int64_t>(sequences[index].size());
    if (result.batches.empty() || result.batches.back().tokens() + length > batch_tokens) {
      result.batches.emplace_back();
      result.members.emplace_back();
    }
    result.batches.back().add(sequences[index]);
    result.members.back().push_back(index);
  }
  return result;
}

}  // namespace electra::internal
