// Tokens back to text, as the WordPiece decoder of tokenizers and clean_up_tokenization of Transformers.
#pragma once

#include <string>
#include <string_view>

namespace electra::internal {

// Appends one token: a continuation ("##ing") without a space, another one behind a space unless it is the first.
void append_decoded(std::string& text, std::string_view token, bool first);

// Takes the space before punctuation and English contractions away ("do n't ." -> "don't.").
std::string clean_up_spaces(std::string text);

}  // namespace electra::internal
