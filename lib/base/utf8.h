// UTF-8, decoded without trust.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace electra::internal {

inline constexpr char32_t replacement_character = 0xFFFD;

struct DecodedCodePoint {
  char32_t code_point;  // replacement_character for a malformed sequence
  uint32_t length;      // bytes it takes, at least 1
  bool valid;
};

// The code point at `position`. A malformed sequence is as long as its maximal well-formed beginning (Unicode 3.9,
// U+FFFD substitution of maximal subparts), as in Python's errors="replace". REQUIRES: position < text.size().
DecodedCodePoint decode_utf8(std::string_view text, size_t position);

// Whether a byte of well-formed UTF-8 continues the code point of the byte before it.
inline bool continues_code_point(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

void append_utf8(std::string& text, char32_t code_point);

// True if `text` is well-formed UTF-8.
bool is_utf8(std::string_view text);

// `text` with every malformed sequence replaced by U+FFFD; adds their number to `replaced`.
std::string replace_malformed_utf8(std::string_view text, uint64_t& replaced);

}  // namespace electra::internal
