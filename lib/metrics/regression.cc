#include <algorithm>
#include <cmath>
#include <numeric>

#include "electra/losses.h"
#include "electra/metrics.h"

namespace electra {
namespace {

double mean(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

std::optional<double> correlation(std::span<const double> a, std::span<const double> b) {
  if (a.size() < 2) return std::nullopt;
  const double mean_a = mean(a), mean_b = mean(b);
  double both = 0.0, squares_a = 0.0, squares_b = 0.0;
  for (size_t i = 0; i < a.size(); ++i) {
    const double x = a[i] - mean_a, y = b[i] - mean_b;
    both += x * y;
    squares_a += x * x;
    squares_b += y * y;
  }
  const bool is_defined = squares_a > 0.0 && squares_b > 0.0 && std::isfinite(squares_a) && std::isfinite(squares_b);
  if (!is_defined) return std::nullopt;
  return both / std::sqrt(squares_a) / std::sqrt(squares_b);
}

// Ranks from 1; equal values share the mean of theirs.
std::vector<double> ranks(std::span<const double> values) {
  std::vector<size_t> order(values.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::sort(order, {}, [&](size_t i) { return values[i]; });
  std::vector<double> out(values.size());
  for (size_t begin = 0; begin < order.size();) {
    size_t end = begin;
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    const double rank = static_cast<double>(begin + 1 + end) / 2.0;
    for (; begin < end; ++begin) out[order[begin]] = rank;
  }
  return out;
}

}  // namespace

void RegressionAccumulator::add(double gold, double predicted, std::optional<float> logit) {
  gold_.push_back(gold);
  predicted_.push_back(predicted);
  if (!logit) return;
  const auto target = static_cast<float>(gold / scale_);
  loss_.add(squared_error_loss(std::span(&*logit, 1), std::span(&target, 1)));
}

RegressionMetrics RegressionAccumulator::metrics() const {
  RegressionMetrics metrics;
  metrics.items = std::ssize(gold_);
  metrics.loss = loss_.value();
  const auto is_finite = [](double value) { return std::isfinite(value); };
  if (gold_.empty() || !std::ranges::all_of(gold_, is_finite) || !std::ranges::all_of(predicted_, is_finite)) {
    return metrics;
  }
  metrics.pearson = correlation(gold_, predicted_);
  metrics.spearman = correlation(ranks(gold_), ranks(predicted_));
  double squares = 0.0, distances = 0.0;
  for (size_t i = 0; i < gold_.size(); ++i) {
    const double difference = predicted_[i] - gold_[i];
    squares += difference * difference;
    distances += std::abs(difference);
  }
  metrics.mse = squares / static_cast<double>(gold_.size());
  metrics.mae = distances / static_cast<double>(gold_.size());
  return metrics;
}

}  // namespace electra
