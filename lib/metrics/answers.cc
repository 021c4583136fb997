#include "metrics/answers.h"

#include <algorithm>
#include <set>

#include "metrics/answer_forms.h"

namespace electra {

namespace internal {

namespace {

size_t in_common(const Words& a, const Words& b) {
  std::multiset<std::string> left(a.begin(), a.end());
  size_t common = 0;
  for (const std::string& word : b) {
    const auto found = left.find(word);
    if (found == left.end()) continue;
    left.erase(found);
    ++common;
  }
  return common;
}

size_t longest_common_run(const Words& a, const Words& b) {
  size_t longest = 0;
  std::vector<size_t> ending(b.size() + 1, 0);  // of the runs that end at a's unit at hand, by b's
  for (const std::string& unit : a) {
    for (size_t j = b.size(); j > 0; --j) {
      ending[j] = unit == b[j - 1] ? ending[j - 1] + 1 : 0;
      longest = std::max(longest, ending[j]);
    }
  }
  return longest;
}

// Of one prediction and one gold answer.
double unit_f1(const Words& gold, const Words& predicted, EmptyAnswers empty, SharedUnits shared) {
  if (empty == EmptyAnswers::equal && (gold.empty() || predicted.empty())) return gold == predicted ? 1.0 : 0.0;
  const auto common = static_cast<double>(shared == SharedUnits::any ? in_common(gold, predicted)
                                                                     : longest_common_run(gold, predicted));
  if (common == 0.0) return 0.0;
  const double precision = common / static_cast<double>(predicted.size());
  const double recall = common / static_cast<double>(gold.size());
  return 2.0 * precision * recall / (precision + recall);
}

}  // namespace

ComparedAnswer compared_answer(std::string_view text, AnswerComparison comparison) {
  switch (comparison.metric) {
    case AnswerMetric::squad:
      return squad_form(text);
    case AnswerMetric::korquad:
      return korquad_form(text);
    case AnswerMetric::cmrc:
      return cmrc_form(text);
    case AnswerMetric::mlqa:
      return mlqa_form(text, comparison.language);
  }
  return {};
}

Match best_match(const std::vector<ComparedAnswer>& golds, const ComparedAnswer& predicted, EmptyAnswers empty,
                 SharedUnits shared) {
  Match best;
  for (const ComparedAnswer& gold : golds) {
    best.exact = std::max(best.exact, gold.whole == predicted.whole ? 1.0 : 0.0);
    best.f1 = std::max(best.f1, unit_f1(gold.units, predicted.units, empty, shared));
  }
  return best;
}

}  // namespace internal

std::string normalize_answer(std::string_view text) { return internal::squad_form(text).whole; }

}  // namespace electra
