// What the stages of tokenizer.json need to know of code points beyond unicode_tables.h.
//
// Generated and frozen: see data/unicode/generate_stages.py. All ranges are inclusive, sorted and disjoint.
#pragma once

#include <span>

#include "text/unicode_tables.h"

namespace electra::internal::stage_tables {

using unicode_tables::CodePointRange;
using unicode_tables::Decomposition;

extern const std::span<const CodePointRange> combining_marks;  // deleted by StripAccents
extern const std::span<const CodePointRange> numeric;          // what Digits looks for
// Full compatibility decompositions that differ from the canonical ones; places are in compatibility_code_points.
extern const std::span<const Decomposition> compatibility;
extern const std::span<const char32_t> compatibility_code_points;

}  // namespace electra::internal::stage_tables
