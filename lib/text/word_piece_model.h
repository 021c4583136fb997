// The two ways to split a text for WordPiece: the fast one, and the plain one of slow tokenizers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/decode.h"
#include "text/normalize.h"
#include "text/piece_model.h"
#include "text/pre_tokenizers.h"
#include "text/vocabulary.h"
#include "text/word_piece_sink.h"

namespace electra::internal {

struct WordPieceSettings {
  std::string unk_token = "[UNK]";  // the piece that stands for words that the vocabulary cannot spell
  uint32_t max_word_characters = default_max_word_characters;
  PieceForm form = {};
  TokenDecoder decoder = {};
};

class WordPieceModel : public PieceModel {
 public:
  // lower_case: of ASCII words, which reach the sink as they are in the text.
  WordPieceModel(Vocabulary vocabulary, bool lower_case, const WordPieceSettings& settings);

  int32_t size() const override { return vocabulary_.size(); }
  std::string_view token(int32_t id) const override { return vocabulary_[id]; }
  int32_t id(std::string_view token) const override { return table_.pieces.id(token); }

  std::string join(const std::vector<std::string_view>& tokens) const override { return join_tokens(tokens, decoder_); }

  // Later lines with the token of an earlier one.
  const std::vector<WordPieces::Duplicate>& duplicates() const { return table_.pieces.duplicates(); }
  const Vocabulary& vocabulary() const { return vocabulary_; }

 protected:
  const PieceTable& table() const { return table_; }
  // The words of what is normalised already; `text` is what it was made of.
  void encode_normalized(std::string_view text, const Characters& characters, const PreTokenizer& pre_tokenizer,
                         EncodingBuilder& builder) const;

 private:
  Vocabulary vocabulary_;
  PieceTable table_;
  TokenDecoder decoder_;
};

// As ElectraTokenizerFast: BertNormalizer and BertPreTokenizer in one pass.
class FastWordPiece final : public WordPieceModel {
 public:
  FastWordPiece(Vocabulary vocabulary, const TokenizerOptions& options, const WordPieceSettings& settings = {});

  void encode(std::string_view text, size_t begin, size_t end, EncodingBuilder& builder) const override;
  NormalizedText normalize(std::string_view text, size_t begin, size_t end) const override;
  // Splits what is normalised already: one character of the text can be several there.
  void encode_between(std::string_view text, const NormalizedText& normalized, const Stretch& stretch,
                      EncodingBuilder& builder) const override;

 private:
  void append_normalized(NormalizedText& normalized, char32_t code_point, Span source) const;

  NormalizationRules rules_;
  bool pads_ideographs_;
};

}  // namespace electra::internal
