#include "text/python_unicode.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>
#include <vector>

#include "base/utf8.h"
#include "text/python_unicode_tables.h"
#include "text/unicode.h"

namespace electra::internal::python_unicode {
namespace {

namespace tables = python_unicode_tables;

constexpr char32_t capital_sigma = 0x3A3;
constexpr char32_t final_sigma = 0x3C2;

uint8_t combining_class(char32_t c) {
  const auto found = std::ranges::lower_bound(tables::combining_classes, c, {}, &tables::CombiningClassRange::last);
  return found != tables::combining_classes.end() && found->first <= c ? found->combining_class : 0;
}

CodePoints decompose(char32_t c) {
  if (c >= first_hangul_syllable && c <= last_hangul_syllable) return decompose_hangul(c);
  if (c == 0x11938) return {{0x11935, 0x11930}, 2};  // of Unicode 13, the one that the shared table is too old for
  return internal::decompose(c);
}

// Marks of a run get the order of their classes; the sources stay in the order of the text.
void order_marks(Characters& characters) {
  const auto is_starter = [](const Character& character) { return combining_class(character.code_point) == 0; };
  std::vector<char32_t> marks;
  for (auto begin = characters.begin(); begin != characters.end();) {
    begin = std::find_if_not(begin, characters.end(), is_starter);
    const auto end = std::find_if(begin, characters.end(), is_starter);
    marks.clear();
    std::transform(begin, end, std::back_inserter(marks), [](const Character& mark) { return mark.code_point; });
    std::ranges::stable_sort(marks, {}, combining_class);
    std::transform(begin, end, marks.begin(), begin, [](const Character& place, char32_t mark) {
      return Character{mark, place.source};
    });
    begin = end;
  }
}

void decompose(Characters& characters) {
  Characters parts;
  for (const Character& character : characters) {
    for (const char32_t c : decompose(character.code_point)) parts.push_back({c, character.source});
  }
  order_marks(parts);
  characters = std::move(parts);
}

// Whether a sigma at `position` ends a word: a cased letter before it, none behind, whatever is ignorable between.
bool ends_word(const Characters& characters, size_t position) {
  const auto ignorable = [](const Character& c) { return contains(tables::case_ignorable, c.code_point); };
  const auto cased = [](const Character& c) { return contains(tables::cased, c.code_point); };
  const auto here = characters.begin() + static_cast<std::ptrdiff_t>(position);
  const auto before = std::find_if_not(std::make_reverse_iterator(here), characters.rend(), ignorable);
  const auto behind = std::find_if_not(here + 1, characters.end(), ignorable);
  return before != characters.rend() && cased(*before) && (behind == characters.end() || !cased(*behind));
}

}  // namespace

bool is_removed(char32_t c) { return contains(tables::removed, c); }

bool is_ideograph(char32_t c) {
  const bool of_extension_e = c >= 0x2B820 && c <= 0x2B91F;  // the other table begins later
  return of_extension_e || contains(unicode_tables::ideographs, c);
}

bool is_punctuation(char32_t c) { return contains(tables::punctuation, c); }

bool is_space(char32_t c) {
  const bool separator = (c >= 0x1C && c <= 0x1F) || c == 0x0B || c == 0x0C || c == 0x85;
  return separator || contains(unicode_tables::white_space, c);
}

bool is_word_character(char32_t c) { return contains(tables::word_characters, c); }

void strip_accents(Characters& characters) {
  decompose(characters);
  std::erase_if(characters, [](const Character& c) { return contains(tables::nonspacing_marks, c.code_point); });
}

char32_t composite_of(char32_t first, char32_t second) {
  constexpr char32_t leading = 0x1100, vowel = 0x1161, trailing = 0x11A7;  // jamo; the first trailing one is none
  if (first >= leading && first < leading + 19 && second >= vowel && second < vowel + 21) {
    return first_hangul_syllable + ((first - leading) * 21 + (second - vowel)) * 28;
  }
  const bool open_syllable =
      first >= first_hangul_syllable && first <= last_hangul_syllable && (first - first_hangul_syllable) % 28 == 0;
  if (open_syllable && second > trailing && second < trailing + 28) return first + (second - trailing);
  const auto pair_of = [](const tables::Composition& c) { return std::tuple(c.first, c.second); };
  const auto found = std::ranges::lower_bound(tables::compositions, std::tuple(first, second), {}, pair_of);
  return found != tables::compositions.end() && pair_of(*found) == std::tuple(first, second) ? found->composite : 0;
}

// Unicode 3.11, D117: each character is put together with the last starter unless something between them blocks it.
void compose(Characters& characters) {
  decompose(characters);
  Characters composed;
  size_t starter = 0;
  bool has_starter = false;
  uint8_t last_class = 0;  // of the character before; 0 where that is the starter itself
  for (const Character& character : characters) {
    const uint8_t mark = combining_class(character.code_point);
    const bool adjacent = has_starter && composed.size() == starter + 1;
    if (has_starter && (adjacent || last_class < mark)) {
      if (const char32_t composite = composite_of(composed[starter].code_point, character.code_point)) {
        Span& source = composed[starter].source;
        source.end = std::max(source.end, character.source.end);
        composed[starter].code_point = composite;
        continue;
      }
    }
    if (mark == 0) starter = composed.size(), has_starter = true;
    last_class = mark;
    composed.push_back(character);
  }
  characters = std::move(composed);
}

void lower_case(Characters& characters) {
  Characters lowered;
  for (size_t i = 0; i < characters.size(); ++i) {
    const auto [code_point, source] = characters[i];
    if (code_point == capital_sigma && ends_word(characters, i)) {
      lowered.push_back({final_sigma, source});
      continue;
    }
    for (const char32_t c : internal::lower_case(code_point)) lowered.push_back({c, source});
  }
  characters = std::move(lowered);
}

std::u32string lower_case(std::string_view text) {
  Characters characters;
  for (size_t position = 0; position < text.size();) {
    const DecodedCodePoint decoded = decode_utf8(text, position);
    characters.push_back({decoded.code_point, {}});
    position += decoded.length;
  }
  lower_case(characters);
  std::u32string lowered;
  for (const auto& character : characters) lowered += character.code_point;
  return lowered;
}

}  // namespace electra::internal::python_unicode
