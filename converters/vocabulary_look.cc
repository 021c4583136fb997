#include "converters/vocabulary_look.h"

#include <algorithm>
#include <string_view>

#include "base/utf8.h"
#include "text/python_unicode.h"
#include "text/unicode.h"

namespace electra::converters {

using namespace internal;

namespace {

using python_unicode::Character;
using python_unicode::Characters;

bool is_name(std::string_view piece) {
  return (piece.starts_with('[') && piece.ends_with(']')) || (piece.starts_with('<') && piece.ends_with('>'));
}

Characters characters_of(std::string_view piece) {
  Characters characters;
  for (size_t position = 0; position < piece.size();) {
    const DecodedCodePoint decoded = decode_utf8(piece, position);
    characters.push_back({decoded.code_point, {}});
    position += decoded.length;
  }
  return characters;
}

bool has_capital(const Characters& piece) {
  return std::ranges::any_of(piece, [](const Character& c) {
    return lower_case(c.code_point) != CodePoints{{c.code_point}, 1};
  });
}

bool has_accent(const Characters& piece) {
  Characters stripped = piece;
  python_unicode::strip_accents(stripped);
  return !std::ranges::equal(piece, stripped, {}, &Character::code_point, &Character::code_point);
}

}  // namespace

VocabularyLook look_at(const Vocabulary& vocabulary) {
  VocabularyLook look;
  for (int32_t id = 0; id < vocabulary.size() && !(look.capital && look.accent); ++id) {
    if (is_name(vocabulary[id])) continue;
    const Characters piece = characters_of(vocabulary[id]);
    if (!look.capital && has_capital(piece)) look.capital = id;
    if (!look.accent && has_accent(piece)) look.accent = id;
  }
  return look;
}

}  // namespace electra::converters
