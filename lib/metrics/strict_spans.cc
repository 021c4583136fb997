#include "metrics/strict_spans.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/quote.h"
#include "electra/error.h"
#include "metrics/tags.h"

namespace electra::internal {

namespace {

enum class Types { any, same, different };

// Two neighbouring tags: one of the letters, then one of the others, and whether their types are the same.
struct Pattern {
  std::string_view before, now;
  Types types = Types::any;
};

// The tables of seqeval/scheme.py as they are, and so with its gaps: no span of IOE1 ends in an E before an O.
struct Rules {
  TagScheme scheme;
  std::string_view letters;
  Pattern starts[6], insides[4], ends[6];
};

constexpr std::string_view any_letter = "IOBESUL";
using enum Types;
constexpr Rules all_rules[] = {
    {.scheme = TagScheme::strict_iob1,
     .letters = "IOB",
     .starts = {{"O", "I"}, {"I", "I", different}, {"B", "I"}, {"I", "B", same}, {"B", "B", same}},
     .insides = {{"BI", "I", same}},
     .ends = {{"I", "I", different}, {"I", "OB"}, {"B", "O"}, {"B", "I", different}, {"B", "B", same}}},
    {.scheme = TagScheme::strict_iob2,
     .letters = "IOB",
     .starts = {{any_letter, "B"}},
     .insides = {{"BI", "I", same}},
     .ends = {{"BI", "OB"}, {"BI", "I", different}}},
    {.scheme = TagScheme::strict_ioe1,
     .letters = "IOE",
     .starts = {{"OE", "I"}, {"I", "I", different}, {"E", "E", same}},
     .insides = {{"I", "IE", same}},
     .ends = {{"I", "IE", different}, {"I", "O"}, {"E", "IE", same}}},
    {.scheme = TagScheme::strict_ioe2,
     .letters = "IOE",
     .starts = {{"OE", "IE"}, {"I", "IE", different}},
     .insides = {{"I", "IE", same}},
     .ends = {{"E", any_letter}}},
    {.scheme = TagScheme::strict_iobes,
     .letters = "IOBES",
     .starts = {{any_letter, "BS"}},
     .insides = {{"BI", "IE", same}},
     .ends = {{"ES", any_letter}}},
    {.scheme = TagScheme::strict_bilou,
     .letters = "IOBLU",
     .starts = {{any_letter, "BU"}},
     .insides = {{"BI", "IL", same}},
     .ends = {{"LU", any_letter}}},
};

const Rules& rules_of(TagScheme scheme) { return *std::ranges::find(all_rules, scheme, &Rules::scheme); }

bool is_one_of(char letter, std::string_view letters) { return letters.find(letter) != letters.npos; }

bool matches(std::span<const Pattern> patterns, const Tag& before, const Tag& now) {
  const Types types = before.type == now.type ? same : different;
  return std::ranges::any_of(patterns, [&](const Pattern& pattern) {
    return is_one_of(before.letter, pattern.before) && is_one_of(now.letter, pattern.now) &&
           (pattern.types == any || pattern.types == types);
  });
}

}  // namespace

void check_letter(std::string_view tag, TagScheme scheme, TagAffix affix) {
  const std::string_view letters = rules_of(scheme).letters;
  if (is_one_of(strict_tag(tag, affix).letter, letters)) return;
  throw Error(ErrorKind::input,
              fmt::format("tag {}: expected one of the letters {} {} the type: choose a scheme that has it", quote(tag),
                          letters, affix == TagAffix::prefix ? "before" : "behind"));
}

std::vector<TaggedSpan> strict_spans(std::span<const std::string> tags, TagScheme scheme, TagAffix affix) {
  const Rules& rules = rules_of(scheme);
  std::vector<Tag> read;
  for (const std::string& tag : tags) {
    check_letter(tag, scheme, affix);
    read.push_back(strict_tag(tag, affix));
  }
  read.emplace_back();  // O, which ends spans and begins none
  std::vector<TaggedSpan> spans;
  Tag before;
  for (size_t end = 0; end < read.size();) {
    const size_t begin = end++;
    if (matches(rules.starts, before, read[begin])) {
      while (matches(rules.insides, read[end - 1], read[end])) ++end;
      if (matches(rules.ends, read[end - 1], read[end])) {
        spans.push_back({std::string(read[begin].type), static_cast<int64_t>(begin), static_cast<int64_t>(end)});
      }
    }
    before = read[end - 1];
  }
  return spans;
}

}  // namespace electra::internal
