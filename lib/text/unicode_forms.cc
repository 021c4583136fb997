#include "text/unicode_forms.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "text/python_unicode.h"
#include "text/stage_tables.h"
#include "text/unicode.h"

namespace electra::internal {
namespace {

using Changes = std::vector<Change>;

// Empty where it is the canonical decomposition.
std::u32string_view compatibility_decomposition(char32_t c) {
  const auto& all = stage_tables::compatibility;
  const auto found = std::ranges::lower_bound(all, c, {}, &stage_tables::Decomposition::code_point);
  if (found == all.end() || found->code_point != c) return {};
  return {stage_tables::compatibility_code_points.data() + found->offset, found->length};
}

// The first part of a decomposition stands for the character, the others are inserted.
template <class Parts>
void append_parts(Changes& changes, const Parts& parts) {
  uint32_t replaced = 1;
  for (const char32_t part : parts) {
    changes.push_back({part, replaced});
    replaced = 0;
  }
}

void order_marks(Changes& changes) {
  const auto class_of = [](const Change& change) { return combining_class(change.code_point); };
  const auto is_starter = [&](const Change& change) { return class_of(change) == 0; };
  for (auto begin = changes.begin(); begin != changes.end();) {
    begin = std::find_if_not(begin, changes.end(), is_starter);
    const auto end = std::find_if(begin, changes.end(), is_starter);
    std::ranges::stable_sort(begin, end, {}, class_of);
    begin = end;
  }
}

Changes decompose(const Characters& characters, bool compatibly) {
  Changes changes;
  changes.reserve(characters.size());
  for (const Character& character : characters) {
    const char32_t c = character.code_point;
    const std::u32string_view parts = compatibly ? compatibility_decomposition(c) : std::u32string_view();
    parts.empty() ? append_parts(changes, internal::decompose(c)) : append_parts(changes, parts);
  }
  order_marks(changes);
  return changes;
}

// What two code points make together, or 0.
char32_t composite_of(char32_t first, char32_t second) {
  constexpr char32_t late = 0x11938;  // of Unicode 13, which the library does not know
  const char32_t composite = python_unicode::composite_of(first, second);
  return composite == late ? 0 : composite;
}

// Unicode 3.11, D117: each character is put together with the last starter unless something between them blocks it. A
// composite stands for as many characters as its parts.
Changes compose(const Changes& decomposed) {
  Changes composed;
  composed.reserve(decomposed.size());
  std::optional<size_t> starter;
  int last_class = -1;  // of the mark before the character at hand; none where that is the starter itself
  for (const Change& change : decomposed) {
    const uint8_t mark = combining_class(change.code_point);
    if (starter && last_class < mark) {
      if (const char32_t composite = composite_of(composed[*starter].code_point, change.code_point)) {
        composed[*starter] = {composite, composed[*starter].replaced + change.replaced};
        continue;
      }
    }
    if (mark == 0) {
      starter = composed.size();
      last_class = -1;
    } else if (starter) {
      last_class = mark;
    }
    composed.push_back(change);
  }
  return composed;
}

}  // namespace

void to_unicode_form(Characters& characters, UnicodeForm form) {
  if (std::ranges::all_of(characters, [](const Character& c) { return c.code_point < 0x80; })) return;
  const bool compatibly = form == UnicodeForm::nfkc || form == UnicodeForm::nfkd;
  const bool composes = form == UnicodeForm::nfc || form == UnicodeForm::nfkc;
  const Changes decomposed = decompose(characters, compatibly);
  transform(characters, composes ? compose(decomposed) : decomposed);
}

}  // namespace electra::internal
