// tokenizer_config.json: the settings of the normaliser and the names of the special tokens.
#pragma once

#include <filesystem>

#include "electra/tokenizer.h"
#include "text/special_tokens.h"

namespace electra {

struct TokenizerConfig {
  TokenizerOptions options;
  SpecialTokenNames special_tokens = {default_special_tokens[0], default_special_tokens[1], default_special_tokens[2],
                                      default_special_tokens[3], default_special_tokens[4]};
};

// Reads do_lower_case, strip_accents, tokenize_chinese_chars, and unk_token etc. as strings or {"content": …}; absent
// keys and nulls mean the default, other keys are ignored. Throws Error(model) naming the file and the key.
TokenizerConfig read_tokenizer_config(const std::filesystem::path& file);

}  // namespace electra
