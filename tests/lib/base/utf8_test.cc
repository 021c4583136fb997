#include "base/utf8.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace electra {

using namespace internal;

namespace {

std::string encoded(char32_t code_point) {
  std::string text;
  append_utf8(text, code_point);
  return text;
}

// The lengths of the code points of a text; negative for malformed sequences.
std::vector<int> lengths(std::string_view text) {
  std::vector<int> result;
  for (size_t i = 0; i < text.size();) {
    const DecodedCodePoint decoded = decode_utf8(text, i);
    const int length = static_cast<int>(decoded.length);
    result.push_back(decoded.valid ? length : -length);
    i += decoded.length;
  }
  return result;
}

TEST_CASE("every code point survives encoding and decoding") {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    const std::string text = encoded(c);
    const DecodedCodePoint decoded = decode_utf8(text, 0);
    if (decoded.code_point != c || decoded.length != text.size() || !decoded.valid) FAIL("code point ", uint32_t{c});
  }
}

TEST_CASE("a code point takes as many bytes as its size asks for") {
  CHECK(encoded(0x7F).size() == 1);
  CHECK(encoded(0x80).size() == 2);
  CHECK(encoded(0x7FF).size() == 2);
  CHECK(encoded(0x800).size() == 3);
  CHECK(encoded(0xFFFF).size() == 3);
  CHECK(encoded(0x10000).size() == 4);
}

TEST_CASE("a malformed sequence is as long as its well-formed beginning") {
  CHECK(lengths("\x80") == std::vector{-1});
  CHECK(lengths("\xC0\xAF") == std::vector{-1, -1});                  // overlong
  CHECK(lengths("\xE0\x80\xAF") == std::vector{-1, -1, -1});          // overlong
  CHECK(lengths("\xED\xA0\x80") == std::vector{-1, -1, -1});          // surrogate
  CHECK(lengths("\xF4\x91\x80\x80") == std::vector{-1, -1, -1, -1});  // above U+10FFFF
  CHECK(lengths("\xF5x") == std::vector{-1, 1});
  CHECK(lengths("\xE2\x82x") == std::vector{-2, 1});
  CHECK(lengths("\xF0\x9F\x98") == std::vector{-3});
  CHECK(lengths("\xF0\x9F\xF0\x9F\x98\x80") == std::vector{-2, 4});
  CHECK(lengths("\xC3\xC3\xA9") == std::vector{-1, 2});
}

TEST_CASE("a decoder never reads behind the text") {
  const std::string text = "aé€😀";
  for (size_t size = 1; size <= text.size(); ++size) {
    size_t total = 0;
    for (const int length : lengths(std::string_view(text).substr(0, size))) {
      total += static_cast<size_t>(length < 0 ? -length : length);
    }
    CHECK(total == size);
  }
}

TEST_CASE("well-formed text is told from malformed text wherever the fault is") {
  const std::string good = "twelve bytes, é€😀 and more ASCII than a block";
  CHECK(is_utf8(""));
  CHECK(is_utf8(good));
  for (size_t i = 0; i <= good.size(); ++i) {
    CHECK_FALSE(is_utf8(good.substr(0, i) + '\xFF' + good.substr(i)));
  }
  CHECK_FALSE(is_utf8("12345678\xC3"));
}

TEST_CASE("malformed sequences are replaced and counted") {
  uint64_t replaced = 1;
  CHECK(replace_malformed_utf8("a\xFF"
                               "b\xE2\x82",
                               replaced) == "a\uFFFDb\uFFFD");
  CHECK(replaced == 3);
  CHECK(replace_malformed_utf8("é\uFFFD", replaced) == "é\uFFFD");
  CHECK(replaced == 3);
}

}  // namespace
}  // namespace electra
