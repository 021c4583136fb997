// SentencePiece vocabularies (spiece.model), by the sentencepiece library.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "text/piece_model.h"

namespace electra::internal {

// Pieces and spans are the library's: a span takes in the white space that a piece stands for. A word is what stands
// between white space in the text.
class SentencePieces final : public PieceModel {
 public:
  // Throws Error(io) if the file cannot be read, Error(model) naming it if it is not such a model.
  explicit SentencePieces(const std::filesystem::path& file);
  ~SentencePieces() override;

  void encode(std::string_view text, size_t begin, size_t end, EncodingBuilder& builder) const override;
  NormalizedText normalize(std::string_view text, size_t begin, size_t end) const override;  // as it is
  std::string join(const std::vector<std::string_view>& tokens) const override;

  bool is_sentence_piece() const override { return true; }
  int32_t size() const override;
  std::string_view token(int32_t id) const override;
  int32_t id(std::string_view token) const override;

  // The model's own pieces for what it cannot spell and for padding; the second is empty where it has none.
  std::string unk_token() const;
  std::string pad_token() const;

 private:
  struct Library;  // keeps the library's headers out of ours
  std::unique_ptr<Library> library_;
};

}  // namespace electra::internal
