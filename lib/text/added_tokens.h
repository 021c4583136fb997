// Tokens that are looked for in a text before it is split: the special ones, and those that were added to a vocabulary.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace electra::internal {

// Transformers' AddedToken.
struct AddedToken {
  std::string content;
  int32_t id = -1;           // -1: none yet
  bool special = false;      // decode() can leave it out
  bool normalized = false;   // looked for in the normalised text; otherwise in the text as it is written
  bool single_word = false;  // not where a character of a word is its neighbour
  bool lstrip = false;       // takes the white space before it
  bool rstrip = false;       // and behind it
  bool is_text = false;      // passed over where it is found (split_special_tokens)

  bool operator==(const AddedToken&) const = default;
};

// What may stand beside a token that is a single word: no character of a word, as in the tokenizers library, or a blank
// alone, as in Transformers' slow tokenizers.
enum class SingleWord : uint8_t { not_in_word, between_blanks };

// Finds them as the tokenizers library does: leftmost first, of several at one place the longest. Immutable.
class AddedTokenFinder {
 public:
  AddedTokenFinder() = default;
  // Tokens without an id or a content are never found.
  explicit AddedTokenFinder(const std::vector<AddedToken>& tokens, SingleWord single_word = SingleWord::not_in_word);

  bool empty() const { return tokens_.empty(); }

  struct Found {
    size_t begin;  // text.size() if there is none
    size_t end;
    int32_t id;  // -1 if there is none
  };
  // The first token of `text` at or after `from`.
  Found find(std::string_view text, size_t from) const;

 private:
  const AddedToken* longest_at(std::string_view text, size_t position) const;
  bool stands_alone(std::string_view text, size_t begin, size_t end) const;
  static Found with_white_space(const AddedToken& token, std::string_view text, size_t from, size_t begin);

  std::vector<AddedToken> tokens_;
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  std::unordered_map<std::string, size_t, Hash, std::equal_to<>> by_content_;  // the first of equal ones
  std::array<std::vector<size_t>, 256> lengths_of_byte_ = {};  // of the tokens that begin with it, longest first
  SingleWord single_word_ = SingleWord::not_in_word;
  char only_first_byte_ = '\0';
  bool one_first_byte_ = false;
};

}  // namespace electra::internal
