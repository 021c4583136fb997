#include "text/characters.h"

#include <cassert>
#include <utility>

#include "base/utf8.h"

namespace electra::internal {

Characters characters_of(std::string_view text, size_t begin, size_t end) {
  text = text.substr(0, end);
  Characters characters;
  characters.reserve(end - begin);
  for (size_t position = begin; position < end;) {
    const DecodedCodePoint decoded = decode_utf8(text, position);
    const auto start = static_cast<uint32_t>(position);
    characters.push_back({decoded.code_point, {start, start + decoded.length}});
    position += decoded.length;
  }
  return characters;
}

void transform(Characters& characters, const std::vector<Change>& changes) {
  Characters changed;
  changed.reserve(changes.size());
  size_t taken = 0;
  for (const auto& [code_point, replaced] : changes) {
    assert(taken + replaced <= characters.size());
    const bool inserted_first = replaced == 0 && taken == 0;
    const size_t place = replaced == 0 ? taken - 1 : taken;
    changed.push_back({code_point, inserted_first ? Span{0, 0} : characters[place].source});
    taken += replaced;
  }
  characters = std::move(changed);
}

}  // namespace electra::internal
