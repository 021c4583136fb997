// Unicode 14.0 as Python's unicodedata has it, where it differs from unicode_tables.h or is needed in addition.
//
// Generated and frozen: see data/unicode/generate_python.py. All ranges are inclusive, sorted and disjoint.
#pragma once

#include <span>

#include "text/unicode_tables.h"

namespace electra::internal::python_unicode_tables {

using unicode_tables::CodePointRange;
using unicode_tables::CombiningClassRange;

// A pair that NFC makes one, by first, then second; Hangul, which is computed, is not listed.
struct Composition {
  char32_t first;
  char32_t second;
  char32_t composite;
};

extern const std::span<const CodePointRange> removed;  // deleted by clean_text; unassigned code points among them
extern const std::span<const CodePointRange> punctuation;
extern const std::span<const CodePointRange> nonspacing_marks;
extern const std::span<const CodePointRange> word_characters;  // \w of a regular expression
extern const std::span<const CodePointRange> cased;            // letters that a final sigma stands behind
extern const std::span<const CodePointRange> case_ignorable;   // skipped in looking for them
extern const std::span<const CombiningClassRange> combining_classes;
extern const std::span<const Composition> compositions;

}  // namespace electra::internal::python_unicode_tables
