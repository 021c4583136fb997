#include "converters/tensorflow/slices.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "base/byte_reader.h"

namespace electra::converters {

using namespace internal;

namespace {

using namespace std::string_literals;

// The ordered code of one number, out of the key of a slice of one dimension.
std::string code(int64_t value) {
  const std::string key = slice_key("", {{value}, {0}});
  return key.substr(5, key.size() - 6);
}

TEST_CASE("the key of a slice") {
  CHECK(slice_key("ab", {{0, 10}, {3, -1}}) == "\0ab\0\1\1\2\x80\x83\x8A\x7F"s);
  CHECK(slice_key("a\0b"s, {{}, {}}) == "\0a\0\xFF"s + "b\0\1\0"s);
}

TEST_CASE("ordered codes sort as numbers do, and are longer where they have to be") {
  const int64_t most = std::numeric_limits<int64_t>::max();
  std::vector<int64_t> numbers = {0, 1, 63, 64, 65, 8191, 8192, 1 << 20, int64_t{1} << 34, int64_t{1} << 62, most};
  for (const int64_t number : std::vector(numbers)) numbers.push_back(~number);
  std::ranges::sort(numbers);
  for (size_t i = 1; i < numbers.size(); ++i) {
    CAPTURE(numbers[i]);
    CHECK(code(numbers[i - 1]) < code(numbers[i]));
  }
  CHECK(code(63).size() == 1);
  CHECK(code(64) == "\xC0\x40"s);
  CHECK(code(-65) == "\x3F\xBF"s);
  CHECK(code(8192).size() == 3);
  CHECK(code(most).size() == 10);
}

TEST_CASE("slices must cover a tensor exactly") {
  const std::vector<int64_t> shape = {4, 3};
  const TfSlice top{{0, 0}, {2, 3}};
  const TfSlice bottom{{2, 0}, {2, 3}};
  const TfSlice left{{0, 0}, {4, 1}};
  CHECK(slices_fault(shape, std::vector{top, bottom}).empty());
  CHECK(slices_fault(shape, std::vector{top}) == "its 1 slices cover 6 of 12 elements");
  CHECK(slices_fault(shape, std::vector{top, left}) ==
        "its slices at [0, 0] of shape [2, 3] and at [0, 0] of shape [4, 1] overlap");
  CHECK(slices_fault(shape, std::vector{TfSlice{{3, 0}, {2, 3}}}) ==
        "its slice at [3, 0] of shape [2, 3] reaches out of [4, 3]");
  CHECK(slices_fault(shape, std::vector{TfSlice{{-1, 0}, {2, 3}}}).find("reaches out") != std::string::npos);
  CHECK(
      slices_fault(shape, std::vector{TfSlice{{0, 0}, {std::numeric_limits<int64_t>::max(), 3}}}).find("reaches out") !=
      std::string::npos);
}

TEST_CASE("two slices that overlap are found wherever they stand") {
  std::vector<TfSlice> slices;
  for (int64_t i = 0; i < 10; ++i) slices.push_back({{0, (7 * i) % 10}, {4, 1}});
  CHECK(slices_fault(std::vector<int64_t>{4, 10}, slices).empty());
  slices[3] = {{1, 4}, {1, 4}};
  CHECK(slices_fault(std::vector<int64_t>{4, 10}, slices) ==
        "its slices at [0, 4] of shape [4, 1] and at [1, 4] of shape [1, 4] overlap");
}

TEST_CASE("slices are put in their places") {
  const std::vector<int64_t> shape = {2, 3, 4};
  std::vector<int16_t> whole(24);
  std::vector<int16_t> expected(24);
  std::iota(expected.begin(), expected.end(), int16_t{0});
  const std::vector<TfSlice> slices = {
      {{0, 0, 0}, {2, 2, 4}}, {{0, 2, 0}, {1, 1, 4}}, {{1, 2, 0}, {1, 1, 1}}, {{1, 2, 1}, {1, 1, 3}}};
  REQUIRE(slices_fault(shape, slices).empty());
  for (const TfSlice& slice : slices) {
    std::vector<int16_t> part;
    for (int64_t i = slice.start[0]; i < slice.start[0] + slice.length[0]; ++i) {
      for (int64_t j = slice.start[1]; j < slice.start[1] + slice.length[1]; ++j) {
        for (int64_t k = slice.start[2]; k < slice.start[2] + slice.length[2]; ++k) {
          part.push_back(expected[static_cast<size_t>((i * 3 + j) * 4 + k)]);
        }
      }
    }
    place_slice(shape, slice, sizeof(int16_t), std::as_bytes(std::span(part)),
                reinterpret_cast<std::byte*>(whole.data()));
  }
  CHECK(whole == expected);
}

TEST_CASE("a byte reader stops at the end") {
  const std::string bytes = "\x01\x02\x00\x00\x00\xAC\x02\xFF"s;
  ByteReader reader(bytes);
  CHECK(*reader.u8() == 1);
  CHECK(*reader.u32() == 2);
  CHECK(*reader.varint() == 300);
  CHECK_FALSE(reader.varint());
  CHECK_FALSE(reader.take(2));
  CHECK(*reader.take(1) == "\xFF");
  CHECK(reader.empty());
  CHECK(*ByteReader("\xFF\xFF\xFF\xFF\x0F"s).varint(32) == 0xFFFFFFFFU);
  CHECK_FALSE(ByteReader("\xFF\xFF\xFF\xFF\x1F"s).varint(32));
  CHECK(*ByteReader("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01"s).varint() == ~uint64_t{0});
  CHECK_FALSE(ByteReader("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02"s).varint());
}

}  // namespace
}  // namespace electra::converters
