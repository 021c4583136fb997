// The pre-tokenizer of a tokenizer.json: what cuts a normalised text into words, as the tokenizers library does it. A
// PreTokenizer is immutable: threads share one.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "base/json_object.h"
#include "text/characters.h"

namespace electra::internal {

namespace pre_tokenizers {

enum class Delimiter : uint8_t { white_space, punctuation, word_character, digit, one_character };

// SplitDelimiterBehavior of the library: what becomes of a delimiter. In "a--b": a, b; a, -, -, b; a-, -, b; a, -, -b;
// a, --, b.
enum class Behavior : uint8_t { removed, isolated, merged_with_previous, merged_with_next, contiguous };

// Cuts at every delimiter.
struct Stage {
  Delimiter delimiter;
  Behavior behavior;
  char32_t character = 0;  // of one_character

  bool operator==(const Stage&) const = default;
};

}  // namespace pre_tokenizers

class PreTokenizer {
 public:
  using Word = std::span<const Character>;  // never empty

  // Leaves a text as one word.
  PreTokenizer() = default;
  // Every stage cuts the words of the one before it.
  explicit PreTokenizer(std::vector<pre_tokenizers::Stage> stages) : stages_(std::move(stages)) {}

  // BertPreTokenizer.
  static PreTokenizer bert();

  // The words, in order. They are parts of `text`.
  std::vector<Word> split(Word text) const;

  // Whether it does what a BertPreTokenizer does and nothing else.
  bool is_bert() const;

 private:
  std::vector<pre_tokenizers::Stage> stages_;
};

// From a member of tokenizer.json: BertPreTokenizer, Whitespace, WhitespaceSplit, Punctuation, Digits,
// CharDelimiterSplit, a Sequence of them, or null, which leaves a text whole. Throws Error(model) for others, by name.
PreTokenizer read_pre_tokenizer(const JsonObject& file, const char* key);

}  // namespace electra::internal
