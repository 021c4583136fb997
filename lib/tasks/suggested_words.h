// The words of a vocabulary that may be suggested in place of another.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "electra/tokenizer.h"

namespace electra::internal {

// The ids of a vocabulary that are whole words, each one piece, and what can be said of them.
class SuggestedWords {
 public:
  explicit SuggestedWords(const Tokenizer& tokenizer);

  // Those that may stand in place of `word`: marks for a mark, other words for another.
  std::span<const int32_t> fit_for(std::string_view word) const;
  // As a text has them in place of `word`: in its letter case, if the vocabulary has none.
  std::string text(int32_t id, std::string_view word) const;

 private:
  const Tokenizer& tokenizer_;
  std::vector<int32_t> words_;
  std::vector<int32_t> marks_;
};

}  // namespace electra::internal
