// The files beside a vocabulary: the settings of the normaliser and the names of the special tokens.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "electra/tokenizer.h"
#include "text/special_tokens.h"

namespace electra {

struct TokenizerConfig {
  TokenizerOptions options;
  SpecialTokenNames special_tokens = {default_special_tokens[0], default_special_tokens[1], default_special_tokens[2],
                                      default_special_tokens[3], default_special_tokens[4]};
  // Whether tokenizer_config.json lists its tokens by id, as Transformers has written it since 2023: then the two older
  // files do not count.
  bool has_added_tokens_decoder = false;
  std::vector<std::string> warnings;
};

// Reads do_lower_case, strip_accents, tokenize_chinese_chars, and unk_token etc. as strings or {"content": …}; absent
// keys and nulls mean the default, other keys are ignored. Throws Error(model) naming the file and the key.
TokenizerConfig read_tokenizer_config(const std::filesystem::path& file);

// What a directory says, as Transformers reads it: tokenizer_config.json; then, unless that has an
// added_tokens_decoder, the names of special_tokens_map.json in place of its own. All files are optional. Tokens of
// added_tokens.json are not read, which is a warning. Throws as above.
TokenizerConfig read_tokenizer_files(const std::filesystem::path& directory);

}  // namespace electra
