// The comparisons of the other tests fail when they should.
#include "lib/nn/compare.h"

#include <doctest/doctest.h>

namespace electra {
namespace {

TEST_CASE("a difference names its place, both values and the bound") {
  const std::vector<float> got = {0.0F, -5.0F};
  CHECK(first_difference(got, std::vector<float>{0.0F, -1.0F}, 0.5) == "[1]: got -5, expected -1, bound 0.5");
  CHECK(first_difference(got, std::vector<float>{0.0F, -1.0F}, 4.0) == "");
  CHECK(first_difference(got, std::vector<float>{0.0F}, 9.0) == "got 2 values, expected 1");
}

TEST_CASE("NaN is a difference, whatever the bound") {
  const std::vector<float> nan = {NAN};
  const std::vector<float> zero = {0.0F};
  CHECK(first_difference(nan, zero, INFINITY) != "");
  CHECK(first_difference(zero, nan, INFINITY) != "");
  CHECK(first_difference(zero, std::vector<Bounded>{{0.0, NAN}}) != "");
}

TEST_CASE("bits differ where values do not") {
  CHECK(first_bit_difference(std::vector<float>{0.0F}, std::vector<float>{-0.0F}) != "");
  CHECK(first_bit_difference(std::vector<float>{1.0F}, std::vector<float>{std::nextafter(1.0F, 2.0F)}) != "");
  CHECK(first_bit_difference(std::vector<float>{NAN}, std::vector<float>{NAN}) == "");
}

}  // namespace
}  // namespace electra
