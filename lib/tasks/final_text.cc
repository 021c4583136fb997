#include "tasks/final_text.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/utf8.h"
#include "text/python_unicode.h"
#include "text/unicode.h"
#include "text/unicode_tables.h"

namespace electra::internal {
namespace {

using python_unicode::Characters;

constexpr char32_t narrow_no_break_space = 0x202F;

Characters characters_of(std::string_view text, Span range) {
  Characters characters;
  for (size_t i = range.begin; i < range.end;) {
    const DecodedCodePoint next = decode_utf8(text, i);
    const auto begin = static_cast<uint32_t>(i);
    i += next.length;
    characters.push_back({next.code_point, {begin, static_cast<uint32_t>(i)}});
  }
  return characters;
}

// Appends the words of BasicTokenizer's stages behind white space: lower case, without accents, punctuation apart.
void append_words(Characters chunk, const TokenizerOptions& options, Characters& out) {
  if (options.lower_case) python_unicode::lower_case(chunk);
  if (options.strips_accents()) python_unicode::strip_accents(chunk);
  bool inside = false;
  for (const auto& character : chunk) {
    const bool isolated = python_unicode::is_punctuation(character.code_point);
    if (!out.empty() && (isolated || !inside)) out.push_back({U' ', {}});
    out.push_back(character);
    inside = !isolated;
  }
}

// " ".join(BasicTokenizer.tokenize(text)).
Characters basic_text(const Characters& text, const TokenizerOptions& options) {
  Characters out;
  Characters chunk;
  const auto flush = [&] {
    if (!chunk.empty()) append_words(std::exchange(chunk, {}), options, out);
  };
  for (const auto& character : text) {
    const char32_t c = character.code_point;
    if (python_unicode::is_removed(c)) continue;
    if (contains(unicode_tables::white_space, c)) {
      flush();
      continue;
    }
    const bool isolated = python_unicode::is_ideograph(c);
    if (isolated) flush();
    chunk.push_back(character);
    if (isolated) flush();
  }
  flush();
  return out;
}

std::u32string string_of(const Characters& characters) {
  std::u32string text;
  for (const auto& character : characters) text += character.code_point;
  return text;
}

// Where the characters that are no blanks stand.
std::vector<size_t> solid_places(const Characters& text) {
  std::vector<size_t> places;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i].code_point != U' ') places.push_back(i);
  }
  return places;
}

std::optional<size_t> index_in(const std::vector<size_t>& places, size_t place) {
  const auto found = std::ranges::lower_bound(places, place);
  if (found == places.end() || *found != place) return std::nullopt;
  return static_cast<size_t>(found - places.begin());
}

}  // namespace

std::vector<Span> white_space_words(std::string_view text) {
  std::vector<Span> words;
  bool inside = false;
  for (const auto& character : characters_of(text, {0, static_cast<uint32_t>(text.size())})) {
    const char32_t c = character.code_point;
    if (c == U' ' || c == U'\t' || c == U'\r' || c == U'\n' || c == narrow_no_break_space) {
      inside = false;
    } else if (inside) {
      words.back().end = character.source.end;
    } else {
      words.push_back(character.source);
      inside = true;
    }
  }
  return words;
}

FinalTexts::FinalTexts(std::string_view context, const TokenizerOptions& options)
    : context_(context), options_(options), spans_(white_space_words(context)) {}

size_t FinalTexts::word_at(uint32_t byte) const {
  const auto behind = std::ranges::upper_bound(spans_, byte, {}, &Span::begin);
  return static_cast<size_t>((behind == spans_.begin() ? behind : behind - 1) - spans_.begin());
}

FinalTexts::Words& FinalTexts::words_of(size_t first, size_t last) {
  const auto [place, is_new] = words_.try_emplace({first, last});
  Words& words = place->second;
  if (!is_new) return words;
  for (size_t i = first; i <= last; ++i) {
    if (i > first) words.original.push_back({U' ', {words.original.back().source.end, spans_[i].begin}});
    for (const auto& character : characters_of(context_, spans_[i])) words.original.push_back(character);
  }
  const Characters split = basic_text(words.original, options_);
  words.split = string_of(split);
  words.original_places = solid_places(words.original);
  words.split_places = solid_places(split);
  return words;
}

// The characters [first, last] of the words that the pieces stand for.
std::optional<std::pair<size_t, size_t>> FinalTexts::aligned(std::string_view pieces, const Words& words) {
  if (pieces.empty() || words.original_places.size() != words.split_places.size()) return std::nullopt;
  const std::u32string wanted = string_of(characters_of(pieces, {0, static_cast<uint32_t>(pieces.size())}));
  const size_t start = words.split.find(wanted);
  if (start == std::u32string::npos) return std::nullopt;
  const std::optional<size_t> first = index_in(words.split_places, start);
  const std::optional<size_t> last = index_in(words.split_places, start + wanted.size() - 1);
  if (!first || !last) return std::nullopt;
  return std::pair(words.original_places[*first], words.original_places[*last]);
}

std::optional<FinalText> FinalTexts::next(std::string_view pieces, uint32_t first_byte, uint32_t last_byte) {
  Words& words = words_of(word_at(first_byte), word_at(last_byte));
  const auto place = aligned(pieces, words);
  if (!place && std::exchange(words.given_whole, true)) return std::nullopt;
  const auto [first, last] = place.value_or(std::pair(size_t{0}, words.original.size() - 1));
  FinalText result{.text = {}, .bytes = {words.original[first].source.begin, words.original[last].source.end}};
  for (size_t i = first; i <= last; ++i) append_utf8(result.text, words.original[i].code_point);
  if (!seen_.insert(result.text).second) return std::nullopt;
  return result;
}

std::string joined_pieces(std::span<const std::string_view> pieces) {
  std::string text;
  for (const std::string_view piece : pieces) {
    if (!text.empty() && !piece.starts_with("##")) text += ' ';
    text += piece;
  }
  for (size_t at = text.find("##"); at != text.npos; at = text.find("##", at)) text.erase(at, 2);
  return text;
}

}  // namespace electra::internal
