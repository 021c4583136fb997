// BertNormalizer, folded into one rule for each code point.
//
// The reference runs clean_text, handle_chinese_chars, strip_accents (NFD, then deletion of marks) and lowercase one
// after the other over the whole text. For given options nearly every code point has one fixed outcome, so all stages,
// and the pre-tokenizer's question whether the outcome is punctuation, are composed into one table when a tokenizer is
// loaded. Only marks that survive the deletion need their neighbours: reorder_marks().
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "electra/tokenizer.h"

namespace electra::internal {

enum class Action : uint8_t {
  keep,     // a character of a word, unchanged
  isolate,  // a word of its own, unchanged: punctuation, ideograph
  replace,  // a character of a word, changed into one other
  expand,   // other characters, some of them perhaps isolated
  hangul,   // a syllable, to be taken apart into jamo
  space,    // ends a word
  remove,   // leaves nothing, and does not end a word
  reorder,  // contains a mark that stays: its place depends on its neighbours
};

class Rule {
 public:
  // A non-starter in the sense of canonical ordering: belongs to a run of marks that may be reordered.
  static constexpr uint32_t mark_flag = 1U << 3;
  // Deleted before canonical ordering: a run of marks goes on across it.
  static constexpr uint32_t transparent_flag = 1U << 4;

  constexpr Rule(Action action, uint32_t payload = 0, uint32_t flags = 0)
      : packed_(static_cast<uint32_t>(action) | flags | payload << 8) {}

  Action action() const { return static_cast<Action>(packed_ & 7U); }
  bool is_mark() const { return (packed_ & mark_flag) != 0; }
  bool is_transparent() const { return (packed_ & transparent_flag) != 0; }
  uint32_t payload() const { return packed_ >> 8; }  // replace: the code point; expand: index of the expansion

 private:
  uint32_t packed_;
};

// One character of the normalised text, and the bytes of the original text that it comes from.
struct NormalizedCharacter {
  char32_t code_point;
  bool isolated;
  Span source;
};

class NormalizationRules {
 public:
  explicit NormalizationRules(const TokenizerOptions& options);

  // REQUIRES: code_point <= max_code_point.
  Rule operator[](char32_t code_point) const {
    return rules_[size_t{page_of_[code_point >> 8]} << 8 | (code_point & 0xFF)];
  }

  struct Expanded {
    char32_t code_point;
    bool isolated;
  };
  using Expansion = std::vector<Expanded>;
  const Expansion& expansion(Rule rule) const { return expansions_[rule.payload()]; }

  bool lower_case() const { return lower_case_; }

  // Normalises a run of marks with the starter before it, if that is where it begins: from `begin` to the first starter
  // behind it or the end of `text`. Appends to `output`; returns the position behind the run. Canonical ordering moves
  // marks, but as in the reference the sources stay in the order of the text.
  // REQUIRES: the rule of the code point at `begin` is a mark or has the action reorder.
  size_t reorder_marks(std::string_view text, size_t begin, std::vector<NormalizedCharacter>& output) const;

 private:
  uint16_t add_page(bool shared);
  void set(char32_t code_point, Rule rule);
  void set_range(char32_t first, char32_t last, Rule rule);
  void add_marks();
  void add_lower_case();
  void add_decompositions();
  Rule concatenate(std::u32string_view parts);
  Rule add_expansion(Expansion expansion, uint32_t flags);

  bool lower_case_;
  std::vector<uint16_t> page_of_;  // page of 256 code points -> page of rules_; page 0 keeps everything
  std::vector<Rule> rules_;
  std::vector<bool> is_shared_;  // page of rules_ -> may serve several pages of code points: copied when one changes
  std::vector<Expansion> expansions_;
};

}  // namespace electra::internal
