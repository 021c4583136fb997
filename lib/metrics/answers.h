// Answers as evaluation scripts compare them: what is equal of them, and what they share.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "electra/metrics.h"

namespace electra::internal {

using Words = std::vector<std::string>;

// An answer in the form in which it is compared.
struct ComparedAnswer {
  std::string whole;  // answers with the same are equal
  Words units;        // what f1 counts: words, or characters
};

// Answers in that form. Of the text alone: thread-safe.
ComparedAnswer compared_answer(std::string_view text, AnswerComparison comparison);

// How well a prediction fits, from 0 to 1.
struct Match {
  double exact = 0.0;
  double f1 = 0.0;
};

// Which units count as shared: all that both have, or the longest run that both have.
enum class SharedUnits { any, longest_run };
// What two answers without units have in common: in SQuAD 2.0 they are equal, elsewhere nothing.
enum class EmptyAnswers { equal, different };

// With the gold answer that it fits best, of each measure.
Match best_match(const std::vector<ComparedAnswer>& golds, const ComparedAnswer& predicted, EmptyAnswers empty,
                 SharedUnits shared = SharedUnits::any);

}  // namespace electra::internal
