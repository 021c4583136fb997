#include "text/added_tokens.h"

#include <algorithm>

#include "base/utf8.h"
#include "text/unicode.h"

namespace electra::internal {
namespace {

uint8_t first_byte(const AddedToken& token) { return static_cast<uint8_t>(token.content.front()); }

// The code point that ends before `position`.
DecodedCodePoint decode_before(std::string_view text, size_t position) {
  constexpr size_t longest = 4;
  for (size_t length = std::min(longest, position); length > 1; --length) {
    const DecodedCodePoint decoded = decode_utf8(text.substr(0, position), position - length);
    if (decoded.valid && decoded.length == length) return decoded;
  }
  return decode_utf8(text.substr(0, position), position - 1);
}

// What a regular expression's \s matches: the normaliser's white space, and three characters that it deletes.
bool is_space(char32_t c) { return c == 0x0B || c == 0x0C || c == 0x85 || contains(unicode_tables::white_space, c); }

}  // namespace

AddedTokenFinder::AddedTokenFinder(const std::vector<AddedToken>& tokens, SingleWord single_word)
    : single_word_(single_word) {
  for (const AddedToken& token : tokens) {
    if (token.id < 0 || token.content.empty() || !by_content_.emplace(token.content, tokens_.size()).second) continue;
    tokens_.push_back(token);
    std::vector<size_t>& lengths = lengths_of_byte_[first_byte(token)];
    if (std::ranges::find(lengths, token.content.size()) == lengths.end()) lengths.push_back(token.content.size());
  }
  for (std::vector<size_t>& lengths : lengths_of_byte_) std::ranges::sort(lengths, std::greater<>());
  const auto is_used = [](const std::vector<size_t>& lengths) { return !lengths.empty(); };
  one_first_byte_ = std::ranges::count_if(lengths_of_byte_, is_used) == 1;
  if (one_first_byte_) only_first_byte_ = tokens_.front().content.front();
}

const AddedToken* AddedTokenFinder::longest_at(std::string_view text, size_t position) const {
  for (const size_t length : lengths_of_byte_[static_cast<uint8_t>(text[position])]) {
    if (length > text.size() - position) continue;
    const auto found = by_content_.find(text.substr(position, length));
    if (found != by_content_.end()) return &tokens_[found->second];
  }
  return nullptr;
}

bool AddedTokenFinder::stands_alone(std::string_view text, size_t begin, size_t end) const {
  if (single_word_ == SingleWord::between_blanks) {
    return (begin == 0 || text[begin - 1] == ' ') && (end == text.size() || text[end] == ' ');
  }
  const auto is_word = [](char32_t c) { return contains(unicode_tables::word_characters, c); };
  return (begin == 0 || !is_word(decode_before(text, begin).code_point)) &&
         (end == text.size() || !is_word(decode_utf8(text, end).code_point));
}

AddedTokenFinder::Found AddedTokenFinder::with_white_space(const AddedToken& token, std::string_view text, size_t from,
                                                           size_t begin) {
  size_t end = begin + token.content.size();
  while (token.rstrip && end < text.size()) {
    const DecodedCodePoint next = decode_utf8(text, end);
    if (!is_space(next.code_point)) break;
    end += next.length;
  }
  while (token.lstrip && begin > from) {
    const DecodedCodePoint previous = decode_before(text, begin);
    if (!is_space(previous.code_point)) break;
    begin -= previous.length;
  }
  return {begin, end, token.id};
}

AddedTokenFinder::Found AddedTokenFinder::find(std::string_view text, size_t from) const {
  const Found nothing{text.size(), text.size(), -1};
  if (tokens_.empty()) return nothing;
  for (size_t i = from; i < text.size(); ++i) {
    if (one_first_byte_) {
      i = text.find(only_first_byte_, i);
      if (i == text.npos) return nothing;
    }
    const AddedToken* token = longest_at(text, i);
    if (token == nullptr) continue;
    const bool stands_wrong = token->single_word && !stands_alone(text, i, i + token->content.size());
    if (token->is_text || stands_wrong) {
      i += token->content.size() - 1;  // as in the reference a shorter token inside it has no chance either
      continue;
    }
    return with_white_space(*token, text, from, i);
  }
  return nothing;
}

}  // namespace electra::internal
