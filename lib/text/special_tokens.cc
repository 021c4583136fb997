#include "text/special_tokens.h"

#include <algorithm>

namespace electra {

SpecialTokenFinder::SpecialTokenFinder(const SpecialTokenNames& names,
                                       const std::array<int32_t, num_special_tokens>& ids) {
  for (size_t i = 0; i < num_special_tokens; ++i) {
    if (ids[i] < 0 || names[i].empty()) continue;
    names_.push_back({names[i], ids[i]});
    is_first_byte_[static_cast<uint8_t>(names[i].front())] = true;
  }
  std::stable_sort(names_.begin(), names_.end(),
                   [](const Name& a, const Name& b) { return a.text.size() > b.text.size(); });
  one_first_byte_ = std::count(is_first_byte_.begin(), is_first_byte_.end(), true) == 1;
}

SpecialTokenFinder::Found SpecialTokenFinder::find(std::string_view text, size_t from) const {
  const Found nothing{text.size(), text.size(), -1};
  if (names_.empty()) return nothing;
  for (size_t i = from; i < text.size(); ++i) {
    if (one_first_byte_) {
      i = text.find(names_.front().text.front(), i);
      if (i == text.npos) return nothing;
    } else if (!is_first_byte_[static_cast<uint8_t>(text[i])]) {
      continue;
    }
    for (const Name& name : names_) {
      if (text.substr(i).starts_with(name.text)) return {i, i + name.text.size(), name.id};
    }
  }
  return nothing;
}

}  // namespace electra
