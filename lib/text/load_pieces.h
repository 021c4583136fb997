// Finds the vocabulary of a model directory and makes what splits text into its pieces.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "text/piece_model.h"
#include "text/tokenizer_config.h"

namespace electra::internal {

struct LoadedPieces {
  std::unique_ptr<PieceModel> model = {};
  std::vector<int32_t> unreachable = {};  // ids that no token has, or that lost their token to a later one; ascending
  std::string file = {};                  // where they come from, for messages
  std::vector<std::string> warnings = {};
};

// A token as a message shows it: in quotes, short, and without control characters.
std::string quote_token(std::string_view token);

// vocab.txt, else tokenizer.json, else spiece.model of a directory.
std::optional<std::filesystem::path> find_vocabulary(const std::filesystem::path& directory);

// From that file. What these files say themselves of special and
// added tokens is put into the config where that says nothing. Throws Error(model), or Error(usage) for a kind that the
// directory has no vocabulary for.
LoadedPieces load_pieces(const std::filesystem::path& directory, TokenizerConfig& config);

// From a file alone: tokenizer.json if its name ends in .json, a SentencePiece model if in .model, else a vocab.txt.
LoadedPieces load_vocabulary(const std::filesystem::path& file, TokenizerConfig& config);

}  // namespace electra::internal
