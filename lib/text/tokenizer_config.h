// The files beside a vocabulary: the settings of the normaliser, the special tokens and the added ones.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/json_object.h"
#include "electra/tokenizer.h"
#include "text/added_tokens.h"
#include "text/special_tokens.h"

namespace electra::internal {

struct TokenizerConfig {
  TokenizerOptions options;
  SpecialTokenNames special_tokens = {default_special_tokens[0], default_special_tokens[1], default_special_tokens[2],
                                      default_special_tokens[3], default_special_tokens[4]};
  // Whether the name in a text means the token: where a file gives it, and in WordPiece always.
  std::array<bool, num_special_tokens> finds_special_token = {};
  std::vector<AddedToken> added_tokens;  // in the order in which they get their ids
  std::vector<std::string> never_split;  // by the slow tokenizer alone
  std::optional<int64_t> model_max_length;
  // Whether tokenizer_config.json lists its tokens by id, as Transformers has written it since 2023: then the two older
  // files do not count.
  bool has_added_tokens_decoder = false;
};

// Reads do_lower_case, strip_accents, tokenize_chinese_chars, never_split, model_max_length, unk_token etc. as strings
// or {"content": …}, additional_special_tokens, added_tokens_decoder; absent keys and nulls mean the default, other
// keys are ignored. Throws Error(model) naming the file and the key.
TokenizerConfig read_tokenizer_config(const std::filesystem::path& file);

// What a directory says, as Transformers reads it: tokenizer_config.json; then, unless that has an
// added_tokens_decoder, the names of special_tokens_map.json in place of its own and the tokens of added_tokens.json.
// All files are optional. Throws as above.
TokenizerConfig read_tokenizer_files(const std::filesystem::path& directory);

// An object of Transformers' or of the tokenizers library: content, id if it has one, and the five switches.
AddedToken read_added_token(const JsonObject& object);

// Whether a file is there; a link that leads nowhere counts, so that reading it says so.
bool is_there(const std::filesystem::path& file);

}  // namespace electra::internal
