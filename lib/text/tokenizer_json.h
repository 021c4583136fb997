// tokenizer.json of the tokenizers library, as far as it describes a WordPiece tokenizer.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "text/added_tokens.h"
#include "text/normalizers.h"
#include "text/pre_tokenizers.h"
#include "text/sequence_template.h"
#include "text/vocabulary.h"
#include "text/word_piece_model.h"

namespace electra::internal {

struct TokenizerJson {
  Vocabulary vocabulary;
  WordPieceSettings settings;
  bool has_normalizer = false;
  Normalizer normalizer;
  PreTokenizer pre_tokenizer;
  std::string normalizer_name;  // "Sequence(NFKC, BertNormalizer)", "none"
  std::string pre_tokenizer_name;
  SequenceTemplate frame;
  std::optional<Side> truncation_side;   // of its block "truncation"
  std::vector<AddedToken> added_tokens;  // in the order of the file
};

// Lengths and padding in the file are left to the caller, as in Transformers. Throws Error(model) that names the
// file and whatever else stands in it: "tokenizer.json: 'model': 'type' is \"BPE\", expected \"WordPiece\"".
TokenizerJson read_tokenizer_json(const std::filesystem::path& file);

// Whether its model is a WordPiece; false for what cannot be told.
bool describes_word_piece(const std::filesystem::path& tokenizer_json);

// Its added tokens alone, whatever model it describes. Throws as above.
std::vector<AddedToken> read_added_tokens_of(const std::filesystem::path& tokenizer_json);

}  // namespace electra::internal
