// tokenizer.json of the tokenizers library: the one kind of tokenizer that ElectraTokenizerFast writes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "electra/tokenizer.h"
#include "text/added_tokens.h"
#include "text/vocabulary.h"

namespace electra::internal {

struct TokenizerJson {
  Vocabulary vocabulary;
  TokenizerOptions options;
  std::string unk_token;
  std::string cls_token;  // of the template
  std::string sep_token;
  uint32_t max_word_characters = 0;
  std::vector<AddedToken> added_tokens;  // by id
};

// Reads a file with BertNormalizer, BertPreTokenizer, WordPiece, and TemplateProcessing as [CLS] A [SEP] B [SEP];
// padding and truncation in it are left to the caller, as in Transformers. Throws Error(model) that names the file and
// whatever else stands in it: "tokenizer.json: 'normalizer': type \"NFC\", expected \"BertNormalizer\"".
TokenizerJson read_tokenizer_json(const std::filesystem::path& file);

}  // namespace electra::internal
