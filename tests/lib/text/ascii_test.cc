#include "text/ascii.h"

#include <doctest/doctest.h>

#include <string>

#include "text/unicode_tables.h"

namespace electra {

using namespace internal;

namespace {

std::string lower(const std::string& eight) {
  char result[8];
  ascii::store_block(result, ascii::lower_case(ascii::load_block(eight.data())));
  return {result, 8};
}

TEST_CASE("letters are lower-cased and nothing else changes") {
  CHECK(lower("AZaz09[@") == "azaz09[@");
  CHECK(lower("\xC3\x89Q`{^_\x7F") == "\xC3\x89q`{^_\x7F");
}

TEST_CASE("every byte is classified alike at every place of a block") {
  for (unsigned byte = 0; byte < 256; ++byte) {
    const auto c = static_cast<char>(byte);
    const bool expected = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    for (size_t place = 0; place < 8; ++place) {
      std::string text = "aZ09zA5m";
      text[place] = c;
      CAPTURE(byte);
      CAPTURE(place);
      CHECK(ascii::word_length(ascii::load_block(text.data())) == (expected ? 8 : place));
    }
  }
}

TEST_CASE("the first bytes of a block are kept") {
  const uint64_t block = ascii::load_block("abcdefgh");
  CHECK(ascii::first_bytes(block, 1) == 'a');
  CHECK(ascii::first_bytes(block, 2) == ('b' << 8 | 'a'));
  CHECK(ascii::first_bytes(block, 8) == block);
}

}  // namespace
}  // namespace electra
