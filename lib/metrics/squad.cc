// The evaluation scripts of SQuAD 1.1 and 2.0, by Rajpurkar et al., and those made after 1.1.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "electra/metrics.h"
#include "metrics/answers.h"

namespace electra {

using namespace internal;

namespace {

// A question as the script of 2.0 sees it.
struct Item {
  bool has_answer = false;
  bool predicts_answer = false;
  Match match;
};

using Items = std::map<std::string, Item>;                        // by id
using SortedItems = std::vector<std::pair<double, const Item*>>;  // with their odds
using NullOdds = std::vector<std::pair<std::string, double>>;

Match match_of(const GoldAnswers& gold, const std::optional<std::string>& predicted, AnswerComparison comparison) {
  if (!predicted) return {};
  std::vector<ComparedAnswer> answers;
  for (const std::string& text : gold.texts) answers.push_back(compared_answer(text, comparison));
  return best_match(answers, compared_answer(*predicted, comparison), EmptyAnswers::different,
                    comparison.metric == AnswerMetric::cmrc ? SharedUnits::longest_run : SharedUnits::any);
}

Item item_of_squad2(const GoldAnswers& gold, const std::string& predicted) {
  std::vector<ComparedAnswer> answers;
  for (const std::string& text : gold.texts) {
    ComparedAnswer answer = compared_answer(text, {});
    if (!answer.units.empty()) answers.push_back(std::move(answer));
  }
  if (answers.empty()) answers.emplace_back();
  return {!gold.texts.empty(), !predicted.empty(),
          best_match(answers, compared_answer(predicted, {}), EmptyAnswers::equal)};
}

AnswerMetrics mean_of(const std::vector<Match>& matches) {
  AnswerMetrics out;
  for (const Match& match : matches) {
    out.exact += 100.0 * match.exact;
    out.f1 += 100.0 * match.f1;
  }
  out.total = std::ssize(matches);
  if (out.total > 0) out.exact /= static_cast<double>(out.total), out.f1 /= static_cast<double>(out.total);
  return out;
}

// The odds of known questions, smallest first; equal ones in their order, NaN at the end.
SortedItems by_odds(const Items& items, const NullOdds& null_odds) {
  SortedItems sorted;
  for (const auto& [id, odds] : null_odds) {
    if (const auto found = items.find(id); found != items.end()) sorted.emplace_back(odds, &found->second);
  }
  constexpr double infinity = std::numeric_limits<double>::infinity();
  std::ranges::stable_sort(sorted, {},
                           [](const auto& entry) { return std::isnan(entry.first) ? infinity : entry.first; });
  return sorted;
}

Items items_of(const std::vector<GoldAnswers>& questions,
               const std::map<std::string, std::optional<std::string>>& predicted) {
  Items items;
  for (const GoldAnswers& gold : questions) {
    items[gold.id] = item_of_squad2(gold, predicted.at(gold.id).value_or(""));
  }
  return items;
}

// What an item adds to the sum of a metric once it is answered.
double gain(const Item& item, double Match::*metric) {
  return item.has_answer ? item.match.*metric : item.predicts_answer ? -1.0 : 0.0;
}

// What answering only the questions below a threshold would reach, at best.
std::pair<double, double> best_threshold(const SortedItems& sorted, size_t total, double unanswerable,
                                         double Match::*metric) {
  double current = unanswerable, best = current, threshold = 0.0;
  for (const auto& [odds, item] : sorted) {
    current += gain(*item, metric);
    if (current > best) best = current, threshold = odds;
  }
  return {100.0 * best / static_cast<double>(total), threshold};
}

template <class Metric>
double average_precision(const SortedItems& sorted, double answerable, const Metric& metric) {
  double hits = 0.0, last_recall = 0.0, area = 0.0;
  for (size_t i = 0; i < sorted.size(); ++i) {
    if (sorted[i].second->has_answer) hits += metric(*sorted[i].second);
    if (i + 1 < sorted.size() && sorted[i].first == sorted[i + 1].first) continue;
    const double recall = hits / answerable;
    area += hits / static_cast<double>(i + 1) * (recall - last_recall);
    last_recall = recall;
  }
  return 100.0 * area;
}

SquadMetrics squad2_metrics(const Items& items, const NullOdds& null_odds, double threshold) {
  const std::map<std::string, double> odds_of(null_odds.begin(), null_odds.end());
  std::vector<Match> all, with, without;
  for (const auto& [id, item] : items) {
    const auto odds = odds_of.find(id);
    const bool silenced = odds != odds_of.end() && odds->second > threshold;
    const double right = item.has_answer ? 0.0 : 1.0;
    all.push_back(silenced ? Match{right, right} : item.match);
    (item.has_answer ? with : without).push_back(all.back());
  }
  SquadMetrics out;
  out.all = mean_of(all);
  if (!with.empty()) out.has_answer = mean_of(with);
  if (!without.empty()) out.no_answer = mean_of(without);
  if (null_odds.empty()) return out;
  const SortedItems sorted = by_odds(items, null_odds);
  const auto unanswerable = static_cast<double>(without.size());
  const auto [exact, exact_threshold] = best_threshold(sorted, items.size(), unanswerable, &Match::exact);
  const auto [f1, f1_threshold] = best_threshold(sorted, items.size(), unanswerable, &Match::f1);
  out.best = {exact, exact_threshold, f1, f1_threshold};
  if (with.empty()) return out;
  const auto answerable = static_cast<double>(with.size());
  out.average_precision = {average_precision(sorted, answerable, [](const Item& item) { return item.match.exact; }),
                           average_precision(sorted, answerable, [](const Item& item) { return item.match.f1; }),
                           average_precision(sorted, answerable, [](const Item&) { return 1.0; })};
  return out;
}

}  // namespace

void AnswerAccumulator::add(GoldAnswers gold, std::optional<std::string> predicted, std::span<const double> losses) {
  predicted_[gold.id] = std::move(predicted);
  questions_.push_back(std::move(gold));
  loss_.add(std::accumulate(losses.begin(), losses.end(), 0.0), std::ssize(losses));
}

bool AnswerAccumulator::is_squad2() const {
  return comparison_.metric == AnswerMetric::squad && std::ranges::any_of(questions_, &GoldAnswers::may_have_no_answer);
}

SquadMetrics AnswerAccumulator::metrics() const {
  SquadMetrics metrics;
  if (is_squad2()) {
    metrics = squad2_metrics(items_of(questions_, predicted_), null_odds_,
                             null_threshold_.value_or(std::numeric_limits<double>::infinity()));
  } else {
    std::vector<Match> matches;
    for (const GoldAnswers& gold : questions_) {
      matches.push_back(match_of(gold, predicted_.at(gold.id), comparison_));
    }
    metrics.all = mean_of(matches);
  }
  metrics.loss = loss_.value();
  return metrics;
}

std::vector<NoAnswerPoint> AnswerAccumulator::no_answer_curve() const {
  if (!is_squad2() || null_odds_.empty()) return {};
  const Items items = items_of(questions_, predicted_);
  const SortedItems sorted = by_odds(items, null_odds_);
  const double percent = 100.0 / static_cast<double>(items.size());
  const auto unanswerable =
      static_cast<double>(std::ranges::count_if(items, [](const auto& item) { return !item.second.has_answer; }));
  double exact = unanswerable, f1 = unanswerable;
  std::vector<NoAnswerPoint> points = {{-std::numeric_limits<double>::infinity(), exact * percent, f1 * percent}};
  for (size_t i = 0; i < sorted.size() && !std::isnan(sorted[i].first); ++i) {
    exact += gain(*sorted[i].second, &Match::exact);
    f1 += gain(*sorted[i].second, &Match::f1);
    const bool is_last_of_equals = i + 1 == sorted.size() || sorted[i].first != sorted[i + 1].first;
    if (is_last_of_equals) points.push_back({sorted[i].first, exact * percent, f1 * percent});
  }
  return points;
}

}  // namespace electra
