#include "text/letter_case.h"

#include "base/utf8.h"
#include "text/unicode.h"
#include "text/unicode_tables.h"

namespace electra::internal {
namespace {

bool is_capital(char32_t code_point) {
  const CodePoints lower = lower_case(code_point);
  return lower.size != 1 || lower.data[0] != code_point;
}

// The tables know lower case alone. In the alphabets that have case, a capital stands this far before its letter.
char32_t capital_of(char32_t letter) {
  for (const char32_t distance : {32, 1, 80, 48, 8}) {
    if (letter <= distance) continue;
    const CodePoints lower = lower_case(letter - distance);
    if (lower.size == 1 && lower.data[0] == letter) return letter - distance;
  }
  return letter;
}

enum class Case { as_it_is, first_capital, capitals };

Case case_of(std::string_view model) {
  bool is_first = true;
  Case found = Case::as_it_is;
  for (size_t i = 0; i < model.size();) {
    const DecodedCodePoint next = decode_utf8(model, i);
    i += next.length;
    if (contains(unicode_tables::nonspacing_marks, next.code_point)) continue;  // of the letter before
    if (is_first && !is_capital(next.code_point)) return Case::as_it_is;
    if (!is_first && !is_capital(next.code_point)) return Case::first_capital;
    found = is_first ? Case::first_capital : Case::capitals;
    is_first = false;
  }
  return found;
}

}  // namespace

std::string in_case_of(std::string_view model, std::string_view word) {
  const Case wanted = case_of(model);
  if (wanted == Case::as_it_is) return std::string(word);
  std::string out;
  for (size_t i = 0; i < word.size();) {
    const DecodedCodePoint next = decode_utf8(word, i);
    append_utf8(out, i == 0 || wanted == Case::capitals ? capital_of(next.code_point) : next.code_point);
    i += next.length;
  }
  return out;
}

}  // namespace electra::internal
