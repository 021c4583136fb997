#include "text/pipeline_word_piece.h"

#include <utility>

namespace electra::internal {
namespace {

// Which words there are depends on the stages.
WordPieceSettings with_any_words(WordPieceSettings settings) {
  settings.form.begins_words = true;
  return settings;
}

}  // namespace

PipelineWordPiece::PipelineWordPiece(Vocabulary vocabulary, Normalizer normalizer, PreTokenizer pre_tokenizer,
                                     WordPieceSettings settings)
    : WordPieceModel(std::move(vocabulary), false, with_any_words(std::move(settings))),
      normalizer_(std::move(normalizer)),
      pre_tokenizer_(std::move(pre_tokenizer)) {}

void PipelineWordPiece::encode(std::string_view text, size_t begin, size_t end, EncodingBuilder& builder) const {
  Characters characters = characters_of(text, begin, end);
  normalizer_.apply(characters);
  encode_normalized(text, characters, pre_tokenizer_, builder);
}

NormalizedText PipelineWordPiece::normalize(std::string_view text, size_t begin, size_t end) const {
  Characters characters = characters_of(text, begin, end);
  normalizer_.apply(characters);
  NormalizedText normalized;
  for (const auto& [code_point, source] : characters) normalized.append(code_point, source);
  return normalized;
}

}  // namespace electra::internal
