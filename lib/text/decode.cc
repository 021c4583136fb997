#include "text/decode.h"

#include <span>

namespace electra::internal {
namespace {

struct Replacement {
  std::string_view from;
  std::string_view to;
};

// Applied one after the other, in this order.
constexpr Replacement clean_ups[] = {
    {" .", "."},     {" ?", "?"},   {" !", "!"},   {" ,", ","},     {" ' ", "'"},
    {" n't", "n't"}, {" 'm", "'m"}, {" 's", "'s"}, {" 've", "'ve"}, {" 're", "'re"},
};

// The decoder cleans up every token, with the space before it, whatever the caller asks for; it knows one more pair.
constexpr Replacement token_clean_ups[] = {
    {" .", "."},   {" ?", "?"},           {" !", "!"},   {" ,", ","},     {" ' ", "'"},    {" n't", "n't"},
    {" 'm", "'m"}, {" do not", " don't"}, {" 's", "'s"}, {" 've", "'ve"}, {" 're", "'re"},
};

std::string replace_all(std::string_view text, const Replacement& replacement) {
  std::string result;
  result.reserve(text.size());
  for (;;) {
    const size_t found = text.find(replacement.from);
    result += text.substr(0, found);
    if (found == text.npos) return result;
    result += replacement.to;
    text.remove_prefix(found + replacement.from.size());
  }
}

std::string replace_all(std::span<const Replacement> replacements, std::string text) {
  for (const Replacement& replacement : replacements) {
    if (text.find(replacement.from) != text.npos) text = replace_all(text, replacement);
  }
  return text;
}

// A continuation without a space, another token behind a space unless it is the first.
std::string with_space(std::string_view token, std::string_view prefix, bool first) {
  if (first) return std::string(token);
  if (token.starts_with(prefix)) return std::string(token.substr(prefix.size()));
  return " " + std::string(token);
}

}  // namespace

std::string join_tokens(std::span<const std::string_view> tokens, const TokenDecoder& decoder) {
  std::string text;
  bool first = true;
  for (const std::string_view token : tokens) {
    if (decoder.join == TokenJoin::blanks) {
      if (!first) text += ' ';
      text += token;
    } else {
      std::string piece = with_space(token, decoder.prefix, first);
      text += decoder.join == TokenJoin::cleaned ? replace_all(token_clean_ups, std::move(piece)) : piece;
    }
    first = false;
  }
  return text;
}

std::string clean_up_spaces(std::string text) { return replace_all(clean_ups, std::move(text)); }

}  // namespace electra::internal
