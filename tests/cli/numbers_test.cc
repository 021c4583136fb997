#include "cli/io/numbers.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

namespace electra::cli {
namespace {

TEST_CASE("numbers for people have commas between thousands") {
  CHECK(with_commas(0) == "0");
  CHECK(with_commas(999) == "999");
  CHECK(with_commas(1000) == "1,000");
  CHECK(with_commas(100'000) == "100,000");
  CHECK(with_commas(std::numeric_limits<uint64_t>::max()) == "18,446,744,073,709,551,615");
}

TEST_CASE("what is counted has its plural, but for one") {
  CHECK(counted(0, "text") == "0 texts");
  CHECK(counted(1, "text") == "1 text");
  CHECK(counted(1001, "question") == "1,001 questions");
}

}  // namespace
}  // namespace electra::cli
