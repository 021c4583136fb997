// Losses against values worked out by hand, ln 2 = 0.693147 among them.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "electra/model.h"

namespace electra {
namespace {

using Floats = std::vector<float>;
using Labels = std::vector<int64_t>;

float replaced(const Floats& logits, const Labels& labels, const std::vector<uint8_t>& mask = {}) {
  return replaced_token_loss(logits, labels, mask);
}

// Sums are in double: the result is off by its own rounding alone.
bool is(float loss, double expected) { return std::abs(loss - expected) <= 1e-6 * std::max(1.0, std::abs(expected)); }

TEST_CASE("the replaced-token loss is a mean over tokens") {
  CHECK(is(replaced({0.0F}, {0}), std::log(2.0)));
  CHECK(is(replaced({0.0F}, {1}), std::log(2.0)));
  // logit ln 3: probability 3/4
  const auto ln3 = static_cast<float>(std::log(3.0));
  CHECK(is(replaced({ln3}, {1}), std::log(4.0 / 3.0)));
  CHECK(is(replaced({ln3}, {0}), std::log(4.0)));
  CHECK(is(replaced({ln3, -ln3, 0.0F}, {1, 1, 0}), (std::log(4.0 / 3.0) + std::log(4.0) + std::log(2.0)) / 3.0));
}

TEST_CASE("a masked token does not count, whatever it holds") {
  CHECK(is(replaced({0.0F, 50.0F, NAN}, {0, 0, 7}, {1, 0, 0}), std::log(2.0)));
  CHECK(is(replaced({0.0F, 2.0F}, {0, 1}, {1, 1}), replaced({0.0F, 2.0F}, {0, 1})));
}

TEST_CASE("a replaced-token loss without tokens is NaN") {
  CHECK(std::isnan(replaced({}, {})));
  CHECK(std::isnan(replaced({1.0F}, {0}, {0})));
}

TEST_CASE("extreme logits have a finite replaced-token loss") {
  CHECK(is(replaced({1e4F}, {0}), 1e4));
  CHECK(is(replaced({-1e4F}, {1}), 1e4));
  CHECK(replaced({1e4F, -1e4F}, {1, 0}) == 0.0F);
  CHECK(is(replaced({3e38F}, {0}), double{3e38F}));
}

TEST_CASE("the cross-entropy is a mean over rows") {
  CHECK(is(cross_entropy_loss(Floats{0, 0, 0, 0}, 4, Labels{2}), std::log(4.0)));
  // probabilities 1/6, 2/6, 3/6
  const Floats row = {0.0F, static_cast<float>(std::log(2.0)), static_cast<float>(std::log(3.0))};
  CHECK(is(cross_entropy_loss(row, 3, Labels{0}), std::log(6.0)));
  CHECK(is(cross_entropy_loss(row, 3, Labels{2}), std::log(2.0)));
  Floats two = row;
  two.insert(two.end(), {5.0F, 5.0F, 5.0F});
  CHECK(is(cross_entropy_loss(two, 3, Labels{1, 0}), std::log(3.0)));
}

TEST_CASE("a row with the ignored label does not count") {
  CHECK(is(cross_entropy_loss(Floats{0, 0, 9, 1}, 2, Labels{1, ignored_label}), std::log(2.0)));
  CHECK(is(cross_entropy_loss(Floats{NAN, 0, 0, 0}, 2, Labels{ignored_label, 0}), std::log(2.0)));
}

TEST_CASE("a cross-entropy without rows is NaN, as in PyTorch") {
  CHECK(std::isnan(cross_entropy_loss(Floats{}, 2, Labels{})));
  CHECK(std::isnan(cross_entropy_loss(Floats{1, 2}, 2, Labels{ignored_label})));
}

TEST_CASE("extreme logits have a finite cross-entropy") {
  CHECK(is(cross_entropy_loss(Floats{1e4F, 0, -1e4F}, 3, Labels{1}), 1e4));
  CHECK(is(cross_entropy_loss(Floats{1e4F, 0, -1e4F}, 3, Labels{2}), 2e4));
  CHECK(cross_entropy_loss(Floats{1e4F, 0, -1e4F}, 3, Labels{0}) == 0.0F);
}

TEST_CASE("the multi-label loss is a mean over logits, whose targets may be fractions") {
  const auto ln3 = static_cast<float>(std::log(3.0));
  CHECK(is(multi_label_loss(Floats{ln3, 0.0F}, Floats{1, 0}), (std::log(4.0 / 3.0) + std::log(2.0)) / 2.0));
  CHECK(is(multi_label_loss(Floats{ln3}, Floats{0.5F}), (std::log(4.0 / 3.0) + std::log(4.0)) / 2.0));
  CHECK(is(multi_label_loss(Floats{1e4F, -1e4F}, Floats{0, 1}), 1e4));
}

TEST_CASE("the squared error is a mean over logits") {
  CHECK(is(squared_error_loss(Floats{1, 2, 3}, Floats{1, 4, 0}), 13.0 / 3.0));
  CHECK(std::isnan(squared_error_loss(Floats{}, Floats{})));
}

TEST_CASE("the loss of positions is a cross-entropy over tokens that clamps and leaves out") {
  const Floats rows = {0, 0, static_cast<float>(std::log(2.0)), 5, 5, 5};  // probabilities 1/4, 1/4, 1/2 and thirds
  CHECK(is(position_loss(rows, 3, Labels{2, 0}), (std::log(2.0) + std::log(3.0)) / 2.0));
  CHECK(is(position_loss(rows, 3, Labels{-1, 3}), std::log(4.0)));
  CHECK(is(position_loss(rows, 3, Labels{1 << 20, -100}), std::log(3.0)));
  CHECK(std::isnan(position_loss(rows, 3, Labels{3, 4})));
}

TEST_CASE("the type of a classification is stated or guessed as Transformers guesses it") {
  Config config;
  config.num_labels = 3;
  CHECK(problem_type(config, LabelType::integers) == ProblemType::single_label);
  CHECK(problem_type(config, LabelType::floats) == ProblemType::multi_label);
  config.num_labels = 1;
  CHECK(problem_type(config, LabelType::integers) == ProblemType::regression);
  config.problem_type = "single_label_classification";
  CHECK(problem_type(config, LabelType::floats) == ProblemType::single_label);
  config.problem_type = "multi_label_classification";
  CHECK(problem_type(config, LabelType::integers) == ProblemType::multi_label);
  config.num_labels = 3;
  config.problem_type = "regression";
  CHECK(problem_type(config, LabelType::integers) == ProblemType::regression);
}

}  // namespace
}  // namespace electra
