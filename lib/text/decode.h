// Tokens back to text, as the WordPiece decoder of tokenizers and clean_up_tokenization of Transformers.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace electra::internal {

// How tokens become a text.
enum class TokenJoin : uint8_t {
  cleaned,  // the decoder WordPiece: "##ing" without a space, others behind one; spaces before marks taken away
  plain,    // the same without that
  blanks,   // no decoder: all behind a space, as they are
};

struct TokenDecoder {
  TokenJoin join = TokenJoin::cleaned;
  std::string prefix = "##";  // of continuations; taken away
};

std::string join_tokens(std::span<const std::string_view> tokens, const TokenDecoder& decoder);

// Takes the space before punctuation and English contractions away ("do n't ." -> "don't.").
std::string clean_up_spaces(std::string text);

}  // namespace electra::internal
