// The most probable classes, against logarithms worked out by hand.
#include "model/top_log_probs.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "lib/nn/compare.h"

namespace electra {

using namespace internal;

namespace {

using Floats = std::vector<float>;
using Index = std::vector<int32_t>;

TEST_CASE("log_softmax gives the logarithms of probabilities") {
  const auto ln = [](double x) { return static_cast<float>(std::log(x)); };
  CHECK(first_difference(log_softmax(Floats{0, 0, 0, 0}), Floats{ln(0.25), ln(0.25), ln(0.25), ln(0.25)}, 1e-6) == "");
  CHECK(first_difference(log_softmax(Floats{ln(1), ln(2), ln(5)}), Floats{ln(0.125), ln(0.25), ln(0.625)}, 1e-6) == "");
  CHECK(first_difference(log_softmax(Floats{-1000, 1000}), Floats{-2000, 0}, 1e-6) == "");
  CHECK(log_softmax(Floats{7}) == Floats{0});
}

TEST_CASE("the best come first, and equal ones in order") {
  CHECK(top_log_probs(Floats{1, 3, 2, 3, 0}, 3).index == Index{1, 3, 2});
  CHECK(top_log_probs(Floats{1, 1, 1, 1}, 2).index == Index{0, 1});
  const TopLogProbs top = top_log_probs(Floats{0, 4, -2}, 2);
  CHECK(top.log_probs.size() == 2);
  CHECK(top.log_probs[0] == log_softmax(Floats{0, 4, -2})[1]);
}

TEST_CASE("there are no more than there are classes") {
  CHECK(top_log_probs(Floats{1, 2}, 20).index == Index{1, 0});
  CHECK(top_log_probs(Floats{1, 2}, 0).index.empty());
}

TEST_CASE("NaN harms nobody") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  CHECK(top_log_probs(Floats(50, nan), 3).index == Index{0, 1, 2});
  CHECK(top_log_probs(Floats{1, nan, 2}, 3).index.size() == 3);
}

}  // namespace
}  // namespace electra
