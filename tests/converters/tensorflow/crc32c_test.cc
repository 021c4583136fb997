#include "converters/tensorflow/crc32c.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace electra::converters {
namespace {

std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

// RFC 3720, B.4.
TEST_CASE("the checksums of the standard's examples") {
  std::string ascending;
  for (int i = 0; i < 32; ++i) ascending += static_cast<char>(i);
  CHECK(crc32c(bytes_of(std::string(32, '\0'))) == 0x8a9136aa);
  CHECK(crc32c(bytes_of(std::string(32, '\xff'))) == 0x62a8ab43);
  CHECK(crc32c(bytes_of(ascending)) == 0x46dd794e);
  CHECK(crc32c(bytes_of("123456789")) == 0xe3069283);
  CHECK(crc32c({}) == 0);
}

TEST_CASE("the fast way and the portable one agree at every length and start") {
  std::vector<std::byte> data(40'000);
  uint32_t state = 1;
  for (std::byte& byte : data) {
    state = state * 1664525 + 1013904223;
    byte = static_cast<std::byte>(state >> 24);
  }
  // 12288 bytes are handled as three streams.
  for (size_t begin = 0; begin < 9; ++begin) {
    for (const size_t size : {0, 1, 7, 8, 9, 63, 4096, 12'287, 12'288, 12'289, 24'576, 30'001}) {
      const auto part = std::span<const std::byte>(data).subspan(begin, size);
      REQUIRE(extend_crc32c(7, part) == extend_crc32c_portably(7, part));
    }
  }
}

TEST_CASE("a checksum can be taken in pieces") {
  const std::string text = "the quick brown fox jumps over the lazy dog";
  for (size_t cut = 0; cut <= text.size(); ++cut) {
    const uint32_t first = crc32c(bytes_of(text).first(cut));
    REQUIRE(extend_crc32c(first, bytes_of(text).subspan(cut)) == crc32c(bytes_of(text)));
  }
}

TEST_CASE("stored checksums are rotated and offset") { CHECK(mask_crc32c(0) == 0xa282ead8); }

}  // namespace
}  // namespace electra::converters
