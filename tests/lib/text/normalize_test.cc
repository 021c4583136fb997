#include "text/normalize.h"

#include <doctest/doctest.h>

#include <string>

#include "text/unicode.h"

namespace electra {

using namespace internal;

namespace {

TokenizerOptions options(bool lower_case, StripAccents strip_accents, bool chinese = true) {
  return {lower_case, strip_accents, chinese};
}

// What the table must say, worked out slowly, stage by stage as the reference does it. Empty: removed. "\x01": a mark
// that stays. Isolated characters are framed in spaces.
std::u32string stages(char32_t c, const TokenizerOptions& o) {
  if (contains(unicode_tables::removed, c)) return U"";
  if (contains(unicode_tables::white_space, c)) return U" ";
  const bool ideograph = o.tokenize_chinese_chars && contains(unicode_tables::ideographs, c);
  const bool strip = o.strip_accents == StripAccents::automatic ? o.lower_case : o.strip_accents == StripAccents::yes;
  std::u32string result;
  for (const char32_t part : strip ? decompose(c) : CodePoints{{c}, 1}) {
    if (strip && contains(unicode_tables::nonspacing_marks, part)) continue;
    if (strip && combining_class(part) != 0) return U"\x01";
    for (const char32_t out : o.lower_case ? lower_case(part) : CodePoints{{part}, 1}) {
      const bool isolated = ideograph || contains(unicode_tables::punctuation, out);
      result += isolated ? std::u32string{U' ', out, U' '} : std::u32string{out};
    }
  }
  return result;
}

std::u32string rule_text(const NormalizationRules& rules, char32_t c) {
  const Rule rule = rules[c];
  std::u32string result;
  switch (rule.action()) {
    case Action::keep:
      return {c};
    case Action::isolate:
      return {U' ', c, U' '};
    case Action::replace:
      return {static_cast<char32_t>(rule.payload())};
    case Action::expand:
      for (const auto& [out, isolated] : rules.expansion(rule)) {
        result += isolated ? std::u32string{U' ', out, U' '} : std::u32string{out};
      }
      return result;
    case Action::hangul: {
      const CodePoints jamo = decompose_hangul(c);
      return {jamo.begin(), jamo.end()};
    }
    case Action::space:
      return U" ";
    case Action::remove:
      return U"";
    case Action::reorder:
      return U"\x01";
  }
  return U"?";
}

TEST_CASE("the rule of every code point is that of the stages, for all options") {
  for (const bool lower : {true, false}) {
    for (const StripAccents strip : {StripAccents::automatic, StripAccents::yes, StripAccents::no}) {
      for (const bool chinese : {true, false}) {
        const TokenizerOptions o = options(lower, strip, chinese);
        const NormalizationRules rules(o);
        for (char32_t c = 0; c <= max_code_point; ++c) {
          if (rule_text(rules, c) != stages(c, o)) FAIL("code point ", uint32_t{c}, " lower ", lower, " cjk ", chinese);
        }
      }
    }
  }
}

TEST_CASE("marks are known as such only where accents are stripped") {
  const NormalizationRules stripping(options(false, StripAccents::yes));
  CHECK(stripping[0x301].is_mark());
  CHECK(stripping[0x301].action() == Action::remove);
  CHECK(stripping[0x302E].is_mark());
  CHECK(stripping[0x302E].action() == Action::reorder);
  CHECK_FALSE(stripping[U'é'].is_mark());
  const NormalizationRules keeping(options(true, StripAccents::no));
  CHECK_FALSE(keeping[0x301].is_mark());
  CHECK(keeping[0x301].action() == Action::keep);
}

TEST_CASE("a mark that stays takes the place of the mark it moves across") {
  const NormalizationRules rules(options(true, StripAccents::automatic));
  // U+0301 has class 230, U+302E 224: they change places, the sources do not; then U+0301 is deleted.
  const std::string text = "\u0301\u302Ex";
  std::vector<NormalizedCharacter> output;
  CHECK(rules.reorder_marks(text, 0, output) == 5);
  REQUIRE(output.size() == 1);
  CHECK(output[0].code_point == 0x302E);
  CHECK(output[0].source == Span{0, 2});
}

TEST_CASE("deleted characters do not end a run of marks") {
  const NormalizationRules rules(options(true, StripAccents::automatic));
  const std::string text = "\u0301\u200D\u302E";
  std::vector<NormalizedCharacter> output;
  CHECK(rules.reorder_marks(text, 0, output) == text.size());
  REQUIRE(output.size() == 1);
  CHECK(output[0].source == Span{0, 2});
}

TEST_CASE("the parts of one character share its place") {
  const NormalizationRules rules(options(true, StripAccents::automatic));
  const std::string text = "\U0001D15E";  // a musical note: head and stem, the stem being a mark that stays
  std::vector<NormalizedCharacter> output;
  CHECK(rules.reorder_marks(text, 0, output) == 4);
  REQUIRE(output.size() == 2);
  CHECK(output[0].code_point == 0x1D157);
  CHECK(output[1].code_point == 0x1D165);
  CHECK(output[0].source == Span{0, 4});
  CHECK(output[1].source == Span{0, 4});
}

}  // namespace
}  // namespace electra
