// What the reference tokenizer does to each code point, as sorted range tables.
//
// Generated and frozen: see data/unicode/generate.py. All ranges are inclusive, sorted and disjoint.
#pragma once

#include <cstdint>
#include <span>

namespace electra::internal::unicode_tables {

struct CodePointRange {
  char32_t first;
  char32_t last;
};

struct CombiningClassRange {
  char32_t first;
  char32_t last;
  uint8_t combining_class;  // never 0
};

// Every step-th code point from first to last turns into itself + delta. U+0130, the only one that turns into two
// ("i", U+0307), is not listed.
struct LowerCaseRange {
  char32_t first;
  char32_t last;
  uint8_t step;
  int32_t delta;
};

// Full canonical decomposition; Hangul syllables, which are computed, are not listed.
struct Decomposition {
  char32_t code_point;
  uint16_t offset;  // into decomposition_code_points
  uint8_t length;
};

extern const std::span<const CodePointRange> removed;           // deleted by clean_text
extern const std::span<const CodePointRange> white_space;       // turned into a space by clean_text
extern const std::span<const CodePointRange> ideographs;        // words of their own with handle_chinese_chars
extern const std::span<const CodePointRange> punctuation;       // words of their own always
extern const std::span<const CodePointRange> nonspacing_marks;  // deleted by strip_accents
extern const std::span<const CodePointRange> word_characters;   // \w, beside which a token does not stand alone
extern const std::span<const CombiningClassRange> combining_classes;
extern const std::span<const LowerCaseRange> lower_case;
extern const std::span<const Decomposition> decompositions;
extern const std::span<const char32_t> decomposition_code_points;

}  // namespace electra::internal::unicode_tables
