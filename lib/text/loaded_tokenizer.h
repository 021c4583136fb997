// What a Tokenizer holds: one way to find pieces, and the tokens that are found before that.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "electra/tokenizer.h"
#include "text/added_tokens.h"
#include "text/load_pieces.h"
#include "text/special_tokens.h"

namespace electra::internal {

struct LoadedTokenizer {
  // Throws Error(model) without [UNK], [CLS] or [SEP].
  LoadedTokenizer(LoadedPieces loaded, const TokenizerConfig& config);

  void encode(std::string_view text, EncodingBuilder& builder) const;
  void encode_stretch(std::string_view text, size_t begin, size_t end, EncodingBuilder& builder) const;

  int32_t special(SpecialToken token) const { return special_ids[static_cast<size_t>(token)]; }
  int32_t size() const { return pieces->size() + static_cast<int32_t>(beyond.size()); }
  int32_t id(std::string_view token) const;

  std::unique_ptr<PieceModel> pieces;
  std::vector<int32_t> unreachable;
  std::string file;
  std::vector<std::string> warnings;
  TokenizerOptions options;
  std::optional<int64_t> model_max_length;
  std::vector<std::string> beyond;  // added tokens with ids from pieces->size() on
  std::array<int32_t, num_special_tokens> special_ids{};
  std::vector<int32_t> skipped;  // by decode() on request, ascending
  AddedTokenFinder raw_tokens;
  AddedTokenFinder normalized_tokens;

 private:
  void number(std::vector<AddedToken>& added_tokens);
  void find_special_tokens(const SpecialTokenNames& names);
  void look_for(const TokenizerConfig& config, std::vector<AddedToken> added_tokens);
};

}  // namespace electra::internal
