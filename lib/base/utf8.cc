#include "base/utf8.h"

#include <cstring>

namespace electra::internal {
namespace {

// What may follow a lead byte: how many continuation bytes, and the range of the first of them, which excludes overlong
// forms, surrogates and code points above U+10FFFF (Unicode, table 3-7).
struct Lead {
  uint8_t continuations;  // 0: not a lead byte
  uint8_t second_min;
  uint8_t second_max;
};

constexpr Lead lead(uint8_t byte) {
  if (byte >= 0xC2 && byte <= 0xDF) return {1, 0x80, 0xBF};
  if (byte == 0xE0) return {2, 0xA0, 0xBF};
  if (byte == 0xED) return {2, 0x80, 0x9F};
  if (byte >= 0xE1 && byte <= 0xEF) return {2, 0x80, 0xBF};
  if (byte == 0xF0) return {3, 0x90, 0xBF};
  if (byte >= 0xF1 && byte <= 0xF3) return {3, 0x80, 0xBF};
  if (byte == 0xF4) return {3, 0x80, 0x8F};
  return {0, 0, 0};
}

}  // namespace

DecodedCodePoint decode_utf8(std::string_view text, size_t position) {
  const auto byte_at = [text](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t first = byte_at(position);
  if (first < 0x80) return {first, 1, true};
  const Lead kind = lead(first);
  if (kind.continuations == 0) return {replacement_character, 1, false};

  char32_t code_point = first & (0x3FU >> kind.continuations);
  uint8_t min = kind.second_min, max = kind.second_max;
  for (uint32_t i = 1; i <= kind.continuations; ++i) {
    if (position + i >= text.size()) return {replacement_character, i, false};
    const uint8_t byte = byte_at(position + i);
    if (byte < min || byte > max) return {replacement_character, i, false};
    code_point = code_point << 6 | (byte & 0x3FU);
    min = 0x80, max = 0xBF;
  }
  return {code_point, kind.continuations + 1U, true};
}

void append_utf8(std::string& text, char32_t code_point) {
  const auto put = [&text](char32_t byte) { text += static_cast<char>(byte); };
  const auto continuation = [&](int shift) { put(0x80 | (code_point >> shift & 0x3F)); };
  if (code_point < 0x80) {
    put(code_point);
  } else if (code_point < 0x800) {
    put(0xC0 | code_point >> 6);
    continuation(0);
  } else if (code_point < 0x10000) {
    put(0xE0 | code_point >> 12);
    continuation(6);
    continuation(0);
  } else {
    put(0xF0 | code_point >> 18);
    continuation(12);
    continuation(6);
    continuation(0);
  }
}

bool is_utf8(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    uint64_t block;  // of eight ASCII characters, most of the time
    while (text.size() - i >= sizeof block) {
      std::memcpy(&block, text.data() + i, sizeof block);
      if ((block & 0x8080808080808080) != 0) break;
      i += sizeof block;
    }
    if (i == text.size()) return true;
    if (static_cast<uint8_t>(text[i]) < 0x80) {
      ++i;
      continue;
    }
    const DecodedCodePoint decoded = decode_utf8(text, i);
    if (!decoded.valid) return false;
    i += decoded.length;
  }
  return true;
}

std::string replace_malformed_utf8(std::string_view text, uint64_t& replaced) {
  std::string result;
  result.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    const DecodedCodePoint decoded = decode_utf8(text, i);
    if (decoded.valid) {
      result.append(text, i, decoded.length);
    } else {
      append_utf8(result, replacement_character);
      ++replaced;
    }
    i += decoded.length;
  }
  return result;
}

}  // namespace electra::internal
