// The tokenizer's part of a model directory: from Google's vocab.txt, or a copy of the files of Transformers.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "converters/source.h"
#include "electra/config.h"
#include "electra/tokenizer.h"

namespace electra::converters {

// What is said of a tokenizer; the vocabulary shows the rest.
struct TokenizerSettings {
  std::optional<bool> lower_case = {};
  std::optional<StripAccents> strip_accents = {};
  bool is_google = false;  // whether the model was trained with Google's FullTokenizer
};

struct TokenizerFiles {
  std::string label;       // where the vocabulary was found
  std::string vocabulary;  // the bytes of vocab.txt
  int64_t pieces = 0;
  TokenizerOptions options = {};
  std::string casing_reason = {};   // "no piece has a capital letter"
  std::string accents_reason = {};  // "stripping changes no piece"
  std::vector<std::string> warnings = {};
};

// Reads `given`, or else vocab.txt beside the source; nothing where that is absent. Unless `settings` say otherwise, a
// vocabulary is cased if lower-casing changes a piece, and an uncased one has its accents if stripping them changes a
// piece (vocabulary_look.h). Throws Error(model) for an empty vocabulary, one of more than 64 MB, one that is not
// UTF-8, one without [UNK], [CLS] or [SEP].
std::optional<TokenizerFiles> read_tokenizer_files(const Source& source, const std::filesystem::path& given,
                                                   const TokenizerSettings& settings);

// Names of files beside a source, and what is in them.
using CopiedFiles = std::map<std::string, std::string>;

// The files of a tokenizer of Transformers that lie beside the source; empty if there is none but vocab.txt, which
// alone does not say how it is used. Throws Error(io), and Error(model) for one of more than 64 MB.
CopiedFiles read_copied_files(const Source& source);
void write_copied_files(const CopiedFiles& files, const std::filesystem::path& directory);

// Throws Error(model) for more pieces than the embedding has rows; returns a warning for fewer, else nothing.
std::string check_vocabulary_size(const TokenizerFiles& files, int64_t rows);

// Writes vocab.txt, tokenizer_config.json and special_tokens_map.json. The kind of the tokenizer is written if it is
// Google's. Throws Error(io).
void write_tokenizer_files(const TokenizerFiles& files, const Config& model_config,
                           const std::filesystem::path& directory);

}  // namespace electra::converters
