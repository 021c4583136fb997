#include "text/normalize.h"

#include <algorithm>
#include <utility>

#include "base/utf8.h"
#include "text/unicode.h"

namespace electra::internal {
namespace {

constexpr size_t page_size = 256;
constexpr size_t expected_pages = 160;  // what all options on need

// One character after decomposition, before ordering.
struct Decomposed {
  char32_t code_point;
  uint8_t combining_class;
  bool first;  // of its source's decomposition
};

}  // namespace

// Later settings win, which gives the order of the reference: what clean_text deletes or turns into a space is never
// seen by the other stages, and decompositions are put together from finished rules of their parts.
NormalizationRules::NormalizationRules(const TokenizerOptions& options)
    : lower_case_(options.lower_case), page_of_((max_code_point + 1) / page_size, 0) {
  rules_.reserve(expected_pages * page_size);
  rules_.assign(page_size, Rule(Action::keep));
  add_page(true);
  if (lower_case_) add_lower_case();
  if (options.strips_accents()) {
    add_marks();
    set_range(first_hangul_syllable, last_hangul_syllable, Rule(Action::hangul));
  }
  const auto set_all = [this](std::span<const unicode_tables::CodePointRange> ranges, Rule rule) {
    for (const auto& range : ranges) set_range(range.first, range.last, rule);
  };
  set_all(unicode_tables::punctuation, Rule(Action::isolate));
  if (options.tokenize_chinese_chars) set_all(unicode_tables::ideographs, Rule(Action::isolate));
  set_all(unicode_tables::white_space, Rule(Action::space));
  set_all(unicode_tables::removed, Rule(Action::remove, 0, Rule::transparent_flag));
  if (options.strips_accents()) add_decompositions();
}

uint16_t NormalizationRules::add_page(bool shared) {
  is_shared_.push_back(shared);
  return static_cast<uint16_t>(is_shared_.size() - 1);
}

void NormalizationRules::set(char32_t code_point, Rule rule) {
  uint16_t& page = page_of_[code_point >> 8];
  if (is_shared_[page]) {
    const size_t original = size_t{page} * page_size;
    page = add_page(false);
    for (size_t i = 0; i < page_size; ++i) rules_.push_back(Rule(rules_[original + i]));
  }
  rules_[size_t{page} * page_size + (code_point & 0xFF)] = rule;
}

// The whole pages of a long range (ideographs, Hangul, private use) share one page of rules.
void NormalizationRules::set_range(char32_t first, char32_t last, Rule rule) {
  uint16_t uniform = 0;
  for (char32_t c = first; c <= last;) {
    const bool whole_page = c % page_size == 0 && last - c >= page_size - 1;
    if (!whole_page) {
      set(c++, rule);
      continue;
    }
    if (uniform == 0) {
      uniform = add_page(true);
      rules_.resize(rules_.size() + page_size, rule);
    }
    page_of_[c >> 8] = uniform;
    c += page_size;
  }
}

void NormalizationRules::add_lower_case() {
  for (const auto& range : unicode_tables::lower_case) {
    for (char32_t c = range.first; c <= range.last; c += range.step) {
      set(c, Rule(Action::replace, static_cast<uint32_t>(static_cast<int32_t>(c) + range.delta)));
    }
  }
  constexpr char32_t capital_i_with_dot = 0x130;  // the only one that turns into two
  const CodePoints lower = internal::lower_case(capital_i_with_dot);
  set(capital_i_with_dot, add_expansion({{lower.data[0], false}, {lower.data[1], false}}, 0));
}

void NormalizationRules::add_marks() {
  for (const auto& range : unicode_tables::combining_classes) {
    set_range(range.first, range.last, Rule(Action::reorder, 0, Rule::mark_flag));
  }
  for (const auto& range : unicode_tables::nonspacing_marks) {
    for (char32_t c = range.first; c <= range.last; ++c) {
      set(c, Rule(Action::remove, 0, (*this)[c].is_mark() ? Rule::mark_flag : 0));
    }
  }
}

void NormalizationRules::add_decompositions() {
  for (const auto& decomposition : unicode_tables::decompositions) {
    const Rule cleaned = (*this)[decomposition.code_point];
    if (cleaned.is_transparent() || cleaned.action() == Action::space) continue;
    const char32_t* parts = unicode_tables::decomposition_code_points.data() + decomposition.offset;
    set(decomposition.code_point, concatenate({parts, decomposition.length}));
  }
}

// The rule of a code point from those of its canonical decomposition.
Rule NormalizationRules::concatenate(std::u32string_view parts) {
  Expansion expansion;
  const uint32_t mark = (*this)[parts.front()].is_mark() ? Rule::mark_flag : 0;
  for (const char32_t part : parts) {
    const Rule rule = (*this)[part];
    switch (rule.action()) {
      case Action::reorder:
        return Rule(Action::reorder, 0, mark);
      case Action::keep:
        expansion.push_back({part, false});
        break;
      case Action::isolate:
        expansion.push_back({part, true});
        break;
      case Action::replace:
        expansion.push_back({rule.payload(), false});
        break;
      case Action::expand:
      case Action::hangul:
      case Action::space:
      case Action::remove:
        break;  // a mark that goes; the other three do not occur as parts, as the generator of the tables checks
    }
  }
  if (expansion.empty()) return Rule(Action::remove, 0, mark);
  if (expansion.size() == 1 && !expansion.front().isolated) {
    return Rule(Action::replace, expansion.front().code_point, mark);
  }
  return add_expansion(std::move(expansion), mark);
}

Rule NormalizationRules::add_expansion(Expansion expansion, uint32_t flags) {
  expansions_.push_back(std::move(expansion));
  return Rule(Action::expand, static_cast<uint32_t>(expansions_.size() - 1), flags);
}

size_t NormalizationRules::reorder_marks(std::string_view text, size_t begin,
                                         std::vector<NormalizedCharacter>& output) const {
  std::vector<Decomposed> characters;
  std::vector<Span> sources;  // one for each code point of the text that clean_text leaves
  size_t position = begin;
  while (position < text.size()) {
    const DecodedCodePoint decoded = decode_utf8(text, position);
    const Rule rule = (*this)[decoded.code_point];
    if (position != begin && !rule.is_mark() && !rule.is_transparent()) break;
    const auto start = static_cast<uint32_t>(position);
    position += decoded.length;
    if (rule.is_transparent()) continue;
    sources.push_back({start, static_cast<uint32_t>(position)});
    bool first = true;
    for (const char32_t c : decompose(decoded.code_point)) {
      characters.push_back({c, combining_class(c), std::exchange(first, false)});
    }
  }
  std::stable_sort(characters.begin(), characters.end(),
                   [](const Decomposed& a, const Decomposed& b) { return a.combining_class < b.combining_class; });

  // The reference hands out sources by position: the first character of each decomposition takes the next one, whatever
  // it came from; the others share that of the character before them.
  size_t taken = 0;
  for (const Decomposed& character : characters) {
    if (character.first) ++taken;
    const Span source = sources[taken == 0 ? 0 : taken - 1];
    const Rule rule = (*this)[character.code_point];
    if (rule.action() == Action::remove) continue;
    const bool replaced = rule.action() == Action::replace;
    output.push_back({replaced ? rule.payload() : character.code_point, rule.action() == Action::isolate, source});
  }
  return position;
}

}  // namespace electra::internal
