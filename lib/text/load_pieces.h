// Finds the vocabulary of a model directory and makes what splits text into its pieces.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "text/added_tokens.h"
#include "text/normalizers.h"
#include "text/piece_model.h"
#include "text/sequence_template.h"
#include "text/tokenizer_class.h"
#include "text/tokenizer_config.h"

namespace electra::internal {

struct LoadedPieces {
  std::unique_ptr<PieceModel> model = {};
  std::vector<int32_t> unreachable = {};  // ids that no token has, or that lost their token to a later one; ascending
  TokenizerOrigin origin = {};            // its file stands in messages, too
  std::vector<std::string> warnings = {};
  TokenizerOptions options = {};               // those that count
  std::string unk_token = {};                  // the model's own, for words that cannot be spelt
  std::string pad_token = {};                  // SentencePiece's own
  std::optional<SequenceTemplate> frame = {};  // of tokenizer.json
  std::vector<AddedToken> added_tokens = {};   // of tokenizer.json, in its order
  // For the names of added tokens: as in Transformers they are not overruled; nothing where the model has it.
  std::optional<Normalizer> token_normalizer = {};
  Side truncation_side = Side::right;  // where no file says which
  bool has_usual_names = true;         // of special tokens, where no file gives others
  bool cleans_up_spaces = true;        // where no file says whether
};

// tokenizer.json, vocab.txt or spiece.model of a directory: the one that counts for the kind of tokenizer.
std::optional<std::filesystem::path> find_vocabulary(const std::filesystem::path& directory,
                                                     const TokenizerConfig& config);

// From that file. Throws Error(model), or Error(usage) for a kind that the directory has no vocabulary for.
LoadedPieces load_pieces(const std::filesystem::path& directory, TokenizerConfig& config);

// From a file alone: tokenizer.json if its name ends in .json, a SentencePiece model if in .model, else a vocab.txt.
LoadedPieces load_vocabulary(const std::filesystem::path& file, TokenizerConfig& config, ClassRule rule);

}  // namespace electra::internal
