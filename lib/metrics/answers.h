// Answers as the scripts of SQuAD compare them: by their words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace electra::internal {

using Words = std::vector<std::string>;

// In lower case, without ASCII punctuation and articles.
Words words_of(std::string_view text);

// How well a prediction fits, from 0 to 1.
struct Match {
  double exact = 0.0;
  double f1 = 0.0;
};

// What two answers without words have in common: in 2.0 they are equal, in 1.1 nothing.
enum class EmptyAnswers { equal, different };

// With the gold answer that it fits best, of each measure.
Match best_match(const std::vector<Words>& golds, const Words& predicted, EmptyAnswers empty);

}  // namespace electra::internal
