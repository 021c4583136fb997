// Properties of single code points, looked up in the frozen tables. Slow (binary search): for building tables, for rare
// characters and for tests. Thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "text/unicode_tables.h"

namespace electra::internal {

inline constexpr char32_t max_code_point = 0x10FFFF;
inline constexpr char32_t first_hangul_syllable = 0xAC00;
inline constexpr char32_t last_hangul_syllable = 0xD7A3;

bool contains(std::span<const unicode_tables::CodePointRange> ranges, char32_t code_point);

// char::is_whitespace of Rust, which is \s of its regular expressions, too.
bool is_white_space(char32_t code_point);

// Canonical combining class; 0 for starters.
uint8_t combining_class(char32_t code_point);

// A few code points, by value.
struct CodePoints {
  std::array<char32_t, 4> data{};
  uint8_t size = 0;

  const char32_t* begin() const { return data.data(); }
  const char32_t* end() const { return data.data() + size; }
  bool operator==(const CodePoints&) const = default;
};

// Lower case, without context (sigma is never final); code_point itself where it has none.
CodePoints lower_case(char32_t code_point);

// Full canonical decomposition (NFD of this code point alone); code_point itself where it has none.
CodePoints decompose(char32_t code_point);

// The two or three jamo of a syllable. REQUIRES: first_hangul_syllable <= syllable <= last_hangul_syllable.
CodePoints decompose_hangul(char32_t syllable);

}  // namespace electra::internal
