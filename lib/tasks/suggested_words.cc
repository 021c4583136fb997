#include "tasks/suggested_words.h"

#include "base/utf8.h"
#include "text/letter_case.h"
#include "text/python_unicode.h"

namespace electra::internal {
namespace {

constexpr std::string_view sentence_piece_blank = "\u2581";

enum class Kind { none, mark, word };

// Of a text without white space: marks are single ones, and the other words have none in them.
Kind kind_of(std::string_view text) {
  size_t marks = 0;
  size_t characters = 0;
  for (size_t i = 0; i < text.size(); ++characters) {
    const DecodedCodePoint next = decode_utf8(text, i);
    if (!next.valid) return Kind::none;
    marks += python_unicode::is_punctuation(next.code_point) ? 1 : 0;
    i += next.length;
  }
  if (characters == 0) return Kind::none;
  if (marks == 0) return Kind::word;
  return characters == 1 ? Kind::mark : Kind::none;
}

// What a piece stands for if it is a whole word; else empty.
std::string_view whole_word(const Tokenizer& tokenizer, int32_t id) {
  std::string_view piece = tokenizer.token(id);
  if (tokenizer.is_special(id)) return "";
  if (!tokenizer.is_sentence_piece()) return piece.starts_with("##") ? "" : piece;
  if (!piece.starts_with(sentence_piece_blank)) return "";
  piece.remove_prefix(sentence_piece_blank.size());
  return piece;
}

}  // namespace

SuggestedWords::SuggestedWords(const Tokenizer& tokenizer) : tokenizer_(tokenizer) {
  for (int32_t id = 0; id < tokenizer.size(); ++id) {
    const Kind kind = kind_of(whole_word(tokenizer, id));
    if (kind == Kind::word) words_.push_back(id);
    if (kind == Kind::mark) marks_.push_back(id);
  }
}

std::span<const int32_t> SuggestedWords::fit_for(std::string_view word) const {
  return kind_of(word) == Kind::mark ? marks_ : words_;
}

std::string SuggestedWords::text(int32_t id, std::string_view word) const {
  const std::string_view text = whole_word(tokenizer_, id);
  return tokenizer_.options().lower_case ? in_case_of(word, text) : std::string(text);
}

}  // namespace electra::internal
