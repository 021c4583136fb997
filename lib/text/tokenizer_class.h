// The tokenizer_class of a directory: whether its files can say how it splits, and which of them count.
#pragma once

#include <filesystem>

#include "text/tokenizer_config.h"

namespace electra::internal {

enum class ClassRule {
  // BertTokenizer, ElectraTokenizer and their kin: do_lower_case, strip_accents and tokenize_chinese_chars overrule a
  // BertNormalizer of tokenizer.json, and the five special tokens have names even where no file gives them.
  overrules,
  // PreTrainedTokenizerFast: tokenizer.json as it is.
  as_is,
};

// Without a class the model type decides: ElectraTokenizer. Throws Error(model) for a class whose way to split is not
// in these files, such as a dictionary of Japanese words.
ClassRule rule_of_class(const TokenizerConfig& config, const std::filesystem::path& directory);

}  // namespace electra::internal
