// tokenizer.json of the tokenizers library, as far as it describes a WordPiece tokenizer.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "text/added_tokens.h"
#include "text/decode.h"
#include "text/normalizers.h"
#include "text/pre_tokenizers.h"
#include "text/sequence_template.h"
#include "text/vocabulary.h"

namespace electra::internal {

struct TokenizerJson {
  Vocabulary vocabulary;
  std::string unk_token;
  uint32_t max_word_characters = 0;
  Normalizer normalizer;
  PreTokenizer pre_tokenizer;
  std::string normalizer_name;  // "Sequence(NFKC, BertNormalizer)", "none"
  std::string pre_tokenizer_name;
  SequenceTemplate frame;
  TokenJoin join = TokenJoin::cleaned;   // the decoder
  std::vector<AddedToken> added_tokens;  // in the order of the file
};

// Padding and truncation in the file are left to the caller, as in Transformers. Throws Error(model) that names the
// file and whatever else stands in it: "tokenizer.json: 'model': 'type' is \"BPE\", expected \"WordPiece\"".
TokenizerJson read_tokenizer_json(const std::filesystem::path& file);

}  // namespace electra::internal
