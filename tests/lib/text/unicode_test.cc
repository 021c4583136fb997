#include "text/unicode.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace electra {

using namespace internal;

namespace {

std::u32string text_of(const CodePoints& code_points) { return {code_points.begin(), code_points.end()}; }

template <class Range>
void check_sorted(std::span<const Range> ranges) {
  REQUIRE_FALSE(ranges.empty());
  for (size_t i = 0; i < ranges.size(); ++i) {
    CHECK(ranges[i].first <= ranges[i].last);
    if (i > 0) CHECK(ranges[i - 1].last < ranges[i].first);
  }
}

TEST_CASE("all tables are sorted") {
  check_sorted(unicode_tables::removed);
  check_sorted(unicode_tables::white_space);
  check_sorted(unicode_tables::ideographs);
  check_sorted(unicode_tables::punctuation);
  check_sorted(unicode_tables::nonspacing_marks);
  check_sorted(unicode_tables::combining_classes);
}

TEST_CASE("every lower-case pair is found, and what is between them is not") {
  size_t pairs = 0;
  for (const auto& range : unicode_tables::lower_case) {
    for (char32_t c = range.first; c <= range.last; ++c) {
      const bool listed = (c - range.first) % range.step == 0;
      pairs += listed;
      const CodePoints lower = lower_case(c);
      if (listed) {
        CHECK(lower.size == 1);
        CHECK(lower.data[0] != c);
      }
    }
  }
  CHECK(pairs > 1300);
}

TEST_CASE("lower case does not depend on context") {
  CHECK(text_of(lower_case(U'A')) == U"a");
  CHECK(text_of(lower_case(U'a')) == U"a");
  CHECK(text_of(lower_case(U'Σ')) == U"σ");
  CHECK(text_of(lower_case(U'Ω')) == U"ω");
  CHECK(text_of(lower_case(U'İ')) == U"i\u0307");
  CHECK(text_of(lower_case(U'Ā')) == U"ā");
  CHECK(text_of(lower_case(U'ā')) == U"ā");
}

TEST_CASE("decompositions are full and canonical") {
  CHECK(text_of(decompose(U'a')) == U"a");
  CHECK(text_of(decompose(U'é')) == U"e\u0301");
  CHECK(text_of(decompose(U'ᾂ')) == U"α\u0313\u0300\u0345");
  CHECK(text_of(decompose(U'ﬁ')) == U"ﬁ");  // only a compatibility decomposition
  CHECK(text_of(decompose(U'\uF900')) == U"豈");
}

TEST_CASE("Hangul syllables come apart into two or three jamo") {
  CHECK(text_of(decompose(U'가')) == U"\u1100\u1161");
  CHECK(text_of(decompose(U'각')) == U"\u1100\u1161\u11A8");
  CHECK(text_of(decompose(U'힣')) == U"\u1112\u1175\u11C2");
}

TEST_CASE("marks have combining classes and starters have none") {
  CHECK(combining_class(U'a') == 0);
  CHECK(combining_class(0x301) == 230);
  CHECK(combining_class(0x327) == 202);
  CHECK(combining_class(0x302E) == 224);
  CHECK(combining_class(max_code_point) == 0);
}

}  // namespace
}  // namespace electra
