#include <cassert>
#include <numeric>

#include "electra/model.h"

namespace electra {

void PackedBatch::add(std::span<const int32_t> ids, std::span<const int32_t> token_types) {
  assert(ids.size() == token_types.size());
  token_ids.insert(token_ids.end(), ids.begin(), ids.end());
  token_type_ids.insert(token_type_ids.end(), token_types.begin(), token_types.end());
  position_ids.resize(token_ids.size());
  std::iota(position_ids.end() - static_cast<std::ptrdiff_t>(ids.size()), position_ids.end(), 0);
  sequence_starts.push_back(static_cast<int32_t>(token_ids.size()));
}

}  // namespace electra
