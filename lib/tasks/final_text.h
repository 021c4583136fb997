// Google's final-text step: which part of some words of a context an answer's pieces stand for.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "electra/tokenizer.h"
#include "text/python_unicode.h"

namespace electra::internal {

// Words of a text as Google's SQuAD reader splits it: at blanks, TABs, line ends and U+202F.
std::vector<Span> white_space_words(std::string_view text);

struct FinalText {
  std::string text;
  Span bytes;  // of the context, from its first to its last character
};

// The final texts of the candidates of one question. Not for use by several threads at once.
// Source: get_final_text of finetune/qa/qa_metrics.py, google-research ELECTRA.
class FinalTexts {
 public:
  // The context must outlive this. The options are those of the tokenizer that made the pieces.
  FinalTexts(std::string_view context, const TokenizerOptions& options);

  // What `pieces`, joined, stand for in the words that begin around two bytes of the context: from the word of
  // first_byte to that of last_byte. All of these words where the pieces cannot be told apart in them. Nothing if the
  // same text was given before. REQUIRES: the context has words.
  std::optional<FinalText> next(std::string_view pieces, uint32_t first_byte, uint32_t last_byte);

 private:
  using Characters = python_unicode::Characters;

  // Words as they are and as BasicTokenizer splits them. Many candidates stand in the same ones, and without blanks
  // they may be all of a long context.
  struct Words {
    Characters original;
    std::u32string split;
    std::vector<size_t> original_places, split_places;  // of characters that are no blanks
    bool given_whole = false;
  };
  Words& words_of(size_t first, size_t last);
  size_t word_at(uint32_t byte) const;
  static std::optional<std::pair<size_t, size_t>> aligned(std::string_view pieces, const Words& words);

  std::string_view context_;
  TokenizerOptions options_;
  std::vector<Span> spans_;  // of all words
  std::map<std::pair<size_t, size_t>, Words> words_;
  std::set<std::string> seen_;
};

// Pieces as get_final_text wants them: without "##", words separated by one blank.
std::string joined_pieces(std::span<const std::string_view> pieces);

}  // namespace electra::internal
