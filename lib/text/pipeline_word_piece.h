// WordPiece behind the stages that a tokenizer.json names, one after the other, as the tokenizers library runs them.
#pragma once

#include <string_view>

#include "text/normalizers.h"
#include "text/pre_tokenizers.h"
#include "text/word_piece_model.h"

namespace electra::internal {

// For stages other than the usual pair, which FastWordPiece does at once. Takes memory in proportion to the text.
class PipelineWordPiece final : public WordPieceModel {
 public:
  PipelineWordPiece(Vocabulary vocabulary, Normalizer normalizer, PreTokenizer pre_tokenizer,
                    WordPieceSettings settings = {});

  void encode(std::string_view text, size_t begin, size_t end, EncodingBuilder& builder) const override;
  NormalizedText normalize(std::string_view text, size_t begin, size_t end) const override;
  // Splits what is normalised already: another time could change it again.
  void encode_between(std::string_view text, const NormalizedText& normalized, const Stretch& stretch,
                      EncodingBuilder& builder) const override {
    encode_normalized(text, normalized.characters(stretch.from, stretch.to), pre_tokenizer_, builder);
  }

 private:
  Normalizer normalizer_;
  PreTokenizer pre_tokenizer_;
};

}  // namespace electra::internal
