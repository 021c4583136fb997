#include "cli/commands/inspect_heads.h"

#include <algorithm>

namespace electra::cli {

using namespace internal;

std::vector<Head> usable_heads(const Config& config, const Weights& weights) {
  std::vector<Head> heads = weights.heads_present();
  const auto has = [&](Head head) { return std::ranges::find(heads, head) != heads.end(); };
  if (has(Head::tag) && has(Head::choose)) {
    std::erase(heads, choose_head(config, weights, std::nullopt) == Head::choose ? Head::tag : Head::choose);
  }
  return heads;
}

}  // namespace electra::cli
