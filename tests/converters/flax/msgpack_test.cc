#include "converters/flax/msgpack.h"

#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <string_view>

namespace electra::converters {

using namespace internal;

namespace {

int64_t number_of(std::string_view bytes) {
  ByteReader reader(bytes);
  const auto value = take_msgpack(reader);
  REQUIRE(value.has_value());
  CHECK(reader.empty());
  return value->number;
}

TEST_CASE("integers of every length and sign") {
  CHECK(number_of("\x7F") == 127);
  CHECK(number_of("\xE0") == -32);
  CHECK(number_of("\xCC\xFF") == 255);
  CHECK(number_of("\xCD\x01\x02") == 258);
  CHECK(number_of("\xD0\x80") == -128);
  CHECK(number_of("\xD1\xFF\xFE") == -2);
  CHECK(number_of("\xD3\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFD") == -3);
  CHECK(number_of("\xCF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF") == std::numeric_limits<int64_t>::max());
}

TEST_CASE("every length of texts, bytes and extensions is that of its payload") {
  for (const std::string_view head :
       {std::string_view("\xA2"), std::string_view("\xD9\x02"), std::string_view("\xDA\0\x02", 3),
        std::string_view("\xDB\0\0\0\x02", 5), std::string_view("\xC4\x02"), std::string_view("\xC6\0\0\0\x02", 5),
        std::string_view("\xD5\x01"), std::string_view("\xC7\x02\x01"), std::string_view("\xC8\0\x02\x01", 4)}) {
    const std::string bytes = std::string(head) + "ab";
    ByteReader reader(bytes);
    const auto value = take_msgpack(reader);
    REQUIRE(value.has_value());
    CHECK(value->bytes == "ab");
    CHECK(reader.empty());
    for (size_t size = 0; size < bytes.size(); ++size) {
      ByteReader cut(std::string_view(bytes).substr(0, size));
      CHECK(!take_msgpack(cut));
    }
  }
}

TEST_CASE("a count is refused that the bytes that remain cannot hold") {
  for (const std::string_view bytes :
       {"\x92\x01", "\x81\xA0", "\xDD\xFF\xFF\xFF\xFF\x01", "\xDF\xFF\xFF\xFF\xFF\x01", "\xC1"}) {
    ByteReader reader(bytes);
    CHECK(!take_msgpack(reader));
  }
}

}  // namespace
}  // namespace electra::converters
