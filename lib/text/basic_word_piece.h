// WordPiece as the tokenizers written in Python split for it: plain, one stage after the other.
#pragma once

#include <set>
#include <span>
#include <string>

#include "text/python_unicode.h"
#include "text/word_piece_model.h"

namespace electra::internal {

// The differences between the two that are written in Python.
struct BasicRules {
  bool compose;  // NFC before words are split
  bool lower_case;
  bool lower_case_words;  // a whole word at a time, which knows a final sigma
  bool strip_accents;
  bool tokenize_chinese_chars;
  uint32_t max_word_characters;
};

// What is not split where it stands between white space.
struct WholeWords {
  std::set<std::string> special;      // the names of special tokens
  std::set<std::string> never_split;  // words that are pieces as they are, also between marks
};

// BasicTokenizer and WordpieceTokenizer of Transformers (ElectraTokenizer) or of Google (FullTokenizer), by the kind of
// the options. Without basic tokenization (do_basic_tokenize) a text is cut at white space and nothing else is done.
class BasicWordPiece final : public WordPieceModel {
 public:
  BasicWordPiece(Vocabulary vocabulary, const TokenizerOptions& options, std::string_view unk_token,
                 const WholeWords& whole = {}, bool basic_tokenization = true);

  void encode(std::string_view text, size_t begin, size_t end, EncodingBuilder& builder) const override;
  NormalizedText normalize(std::string_view text, size_t begin, size_t end) const override;
  std::string join(const std::vector<std::string_view>& tokens) const override;

 private:
  void encode_plain(std::string_view text, size_t begin, size_t end, WordPieceSink& sink) const;
  bool is_whole(const python_unicode::Characters& chunk) const;
  void put_word(std::span<const python_unicode::Character> word, WordPieceSink& sink, EncodingBuilder& builder) const;
  // Of what stands between white space.
  void encode_chunk(python_unicode::Characters& chunk, WordPieceSink& sink, EncodingBuilder& builder) const;

  BasicRules rules_;
  WholeWords whole_;
  bool basic_tokenization_;
};

}  // namespace electra::internal
