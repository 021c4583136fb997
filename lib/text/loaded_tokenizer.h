// What a Tokenizer holds: one way to find pieces, and the tokens that are found before that.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "electra/tokenizer.h"
#include "text/added_vocabulary.h"
#include "text/load_pieces.h"
#include "text/sequence_template.h"
#include "text/special_tokens.h"

namespace electra::internal {

struct LoadedTokenizer {
  // Special tokens that are only named get ids below `rows`, or none. Throws Error(model) without [UNK] and, where they
  // stand around a text, [CLS] or [SEP].
  LoadedTokenizer(LoadedPieces loaded, const TokenizerConfig& config, int64_t rows);

  void encode(std::string_view text, EncodingBuilder& builder) const;
  void encode_stretch(std::string_view text, size_t begin, size_t end, EncodingBuilder& builder) const;

  int32_t special(SpecialToken token) const { return special_ids[static_cast<size_t>(token)]; }
  std::string_view token(int32_t id) const;

  std::unique_ptr<PieceModel> pieces;
  std::vector<int32_t> unreachable;
  TokenizerOrigin origin;
  std::vector<std::string> warnings;
  TokenizerOptions options;
  std::optional<int64_t> model_max_length;
  Side truncation_side;
  bool cleans_up_spaces;
  AddedVocabulary added;
  std::array<int32_t, num_special_tokens> special_ids{};
  std::vector<int32_t> skipped;  // by decode() on request, ascending
  std::vector<int32_t> apart;    // the slow tokenizer joins what stands between these for itself; ascending
  SequenceTemplate frame;

 private:
  std::string normalized_name(const std::string& name, const Normalizer* normalizer) const;
  void find_apart(const TokenizerConfig& config);
  void add_fast(const std::vector<AddedToken>& of_json, const TokenizerConfig& config, bool usual_names, int64_t rows);
  void add_slow(const TokenizerConfig& config, int64_t rows);
  void warn_of_ids(const TokenizerConfig& config);
  void find_special_tokens(const LoadedPieces& loaded, const TokenizerConfig& config);
  void find_skipped(const TokenizerConfig& config, bool usual_names);
};

}  // namespace electra::internal
