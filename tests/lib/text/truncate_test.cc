#include "text/truncate.h"

#include <doctest/doctest.h>

#include "lib/base/error_of.h"

namespace electra {

using namespace internal;

namespace {

using Windows = std::vector<Window>;

TEST_CASE("windows from the right side and from the left") {
  CHECK(cut(5, 5, 2, Side::right) == Windows{{0, 5}});
  CHECK(cut(7, 3, 0, Side::right) == Windows{{0, 3}, {3, 6}, {6, 7}});
  CHECK(cut(7, 3, 1, Side::right) == Windows{{0, 3}, {2, 5}, {4, 7}});
  CHECK(cut(7, 3, 1, Side::left) == Windows{{4, 7}, {2, 5}, {0, 3}});
  CHECK(cut(8, 3, 1, Side::left) == Windows{{5, 8}, {3, 6}, {1, 4}, {0, 2}});
  CHECK(cut(4, 0, 0, Side::right) == Windows{{0, 0}, {0, 4}});
  CHECK(cut(0, 0, 0, Side::right) == Windows{{0, 0}});
  CHECK(error_of(ErrorKind::input, [] { cut(4, 3, 3, Side::right); }) ==
        "a stride of 3 tokens: expected less than the 3 that remain for this text");
}

TEST_CASE("the longer text gives way first, then both") {
  const auto lengths = [](size_t first, size_t second, size_t room) {
    const TextWindows windows = truncate(first, second, room, {.truncation = Truncation::longest_first});
    return Window{windows.first[0].end, windows.second[0].end};
  };
  CHECK(lengths(10, 4, 14) == Window{10, 4});
  CHECK(lengths(10, 4, 12) == Window{8, 4});
  CHECK(lengths(4, 10, 12) == Window{4, 8});
  CHECK(lengths(10, 10, 7) == Window{3, 4});
  CHECK(lengths(11, 10, 7) == Window{4, 3});
  CHECK(lengths(10, 4, 0) == Window{0, 0});
}

TEST_CASE("a text that cannot give way is named") {
  CHECK(error_of(ErrorKind::input, [] { truncate(3, 10, 9, {.truncation = Truncation::only_first}); }) ==
        "the first text has 3 tokens: 4 too many for the 9 that fit cannot be cut from it alone");
  CHECK(error_of(ErrorKind::input, [] {
          truncate(10, 3, 9, {.truncation = Truncation::only_second});
        }).starts_with("the second text has 3 tokens"));
  CHECK(truncate(5, 10, 9, {.truncation = Truncation::only_second}).second[0] == Window{0, 4});
}

}  // namespace
}  // namespace electra
