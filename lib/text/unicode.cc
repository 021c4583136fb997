#include "text/unicode.h"

#include <algorithm>
#include <cassert>

namespace electra::internal {
namespace {

// The range that contains code_point, or null.
template <class Range>
const Range* find_range(std::span<const Range> ranges, char32_t code_point) {
  const auto after = std::upper_bound(ranges.begin(), ranges.end(), code_point,
                                      [](char32_t c, const Range& r) { return c < r.first; });
  if (after == ranges.begin()) return nullptr;
  const Range& range = *(after - 1);
  return code_point <= range.last ? &range : nullptr;
}

}  // namespace

bool contains(std::span<const unicode_tables::CodePointRange> ranges, char32_t code_point) {
  return find_range(ranges, code_point) != nullptr;
}

bool is_white_space(char32_t c) {
  constexpr char32_t vertical_tab = 0x0B, form_feed = 0x0C, next_line = 0x85;  // the table is of what clean_text leaves
  return c == vertical_tab || c == form_feed || c == next_line || contains(unicode_tables::white_space, c);
}

uint8_t combining_class(char32_t code_point) {
  const auto* range = find_range(unicode_tables::combining_classes, code_point);
  return range ? range->combining_class : uint8_t{0};
}

CodePoints lower_case(char32_t code_point) {
  if (code_point == U'\u0130') return {{U'i', U'\u0307'}, 2};
  const auto* range = find_range(unicode_tables::lower_case, code_point);
  if (!range || (code_point - range->first) % range->step != 0) return {{code_point}, 1};
  return {{static_cast<char32_t>(static_cast<int32_t>(code_point) + range->delta)}, 1};
}

CodePoints decompose_hangul(char32_t syllable) {
  assert(syllable >= first_hangul_syllable && syllable <= last_hangul_syllable);
  constexpr char32_t first_leading = 0x1100, first_vowel = 0x1161, before_trailing = 0x11A7;
  constexpr char32_t vowels = 21, trailings = 28;
  const char32_t index = syllable - first_hangul_syllable;
  const char32_t trailing = index % trailings;
  CodePoints jamo{{first_leading + index / (vowels * trailings), first_vowel + index / trailings % vowels}, 2};
  if (trailing != 0) jamo.data[jamo.size++] = before_trailing + trailing;
  return jamo;
}

CodePoints decompose(char32_t code_point) {
  if (code_point >= first_hangul_syllable && code_point <= last_hangul_syllable) return decompose_hangul(code_point);
  const auto& all = unicode_tables::decompositions;
  const auto found =
      std::lower_bound(all.begin(), all.end(), code_point,
                       [](const unicode_tables::Decomposition& d, char32_t c) { return d.code_point < c; });
  if (found == all.end() || found->code_point != code_point) return {{code_point}, 1};
  CodePoints result;
  for (uint8_t i = 0; i < found->length; ++i) {
    result.data[result.size++] = unicode_tables::decomposition_code_points[size_t{found->offset} + i];
  }
  return result;
}

}  // namespace electra::internal
