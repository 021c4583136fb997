#include "text/special_tokens.h"

#include <algorithm>

#include "base/utf8.h"

namespace electra::internal {

std::string quote_token(std::string_view token) {
  constexpr size_t limit = 40;
  size_t end = std::min(token.size(), limit);
  while (end > 0 && end < token.size() && continues_code_point(token[end])) --end;
  std::string shown = "'";
  for (const char c : token.substr(0, end)) {
    const auto byte = static_cast<unsigned char>(c);
    shown += byte < 0x20 || byte == 0x7F ? '?' : c;
  }
  return shown + (end < token.size() ? "...'" : "'");
}

}  // namespace electra::internal
