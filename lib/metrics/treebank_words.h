// Words as NLTK's word tokenizer, that of the Penn Treebank with some more quotes, splits one sentence.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace electra::internal {

// REQUIRES: lower case, and none of the characters that CMRC's script takes out before: - : _ * ` “ ” ’. Thread-safe.
std::vector<std::string> treebank_words(std::u32string_view sentence);

}  // namespace electra::internal
