#include "metrics/tags.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/quote.h"
#include "base/utf8.h"
#include "electra/error.h"

namespace electra {

using namespace internal;

namespace {

constexpr std::string_view all_letters = "BIESLU";

// The tag of a label with a letter of any scheme, a dash and a type.
std::optional<Tag> lettered(std::string_view label, TagAffix affix) {
  if (label.size() < 3) return std::nullopt;
  const bool in_front = affix == TagAffix::prefix;
  const char letter = in_front ? label.front() : label.back();
  const char dash = in_front ? label[1] : label[label.size() - 2];
  if (dash != '-' || all_letters.find(letter) == all_letters.npos) return std::nullopt;
  return Tag{letter, in_front ? label.substr(2) : label.substr(0, label.size() - 2)};
}

// "B-S" could be both, and says nothing.
bool has_only(std::string_view label, TagAffix affix) {
  const TagAffix other = affix == TagAffix::prefix ? TagAffix::suffix : TagAffix::prefix;
  return lettered(label, affix) && !lettered(label, other);
}

TagLetters letters_of(std::string_view found) {
  const auto has = [&](char letter) { return found.find(letter) != found.npos; };
  if (has('S') || (has('B') && has('E'))) return TagLetters::bioes;
  if (has('L') || has('U')) return TagLetters::bilou;
  if (has('E')) return TagLetters::ioe;
  if (has('B')) return TagLetters::bio;
  return has('I') ? TagLetters::io : TagLetters::none;
}

TagAffix told_affix(std::span<const std::string> labels) {
  const auto count_only = [&](TagAffix affix) {
    return std::ranges::count_if(labels, [&](const std::string& label) { return has_only(label, affix); });
  };
  const auto types = std::ranges::count_if(labels, [](const std::string& label) { return label != "O"; });
  const bool behind = count_only(TagAffix::prefix) == 0 && 2 * count_only(TagAffix::suffix) > types;
  return behind ? TagAffix::suffix : TagAffix::prefix;
}

// The bytes of the character that a text begins with, and of the one that it ends with.
size_t first_character(std::string_view text) {
  size_t size = 1;
  while (size < text.size() && continues_code_point(text[size])) ++size;
  return size;
}

size_t last_character(std::string_view text) {
  size_t size = 1;
  while (size < text.size() && continues_code_point(text[text.size() - size])) ++size;
  return size;
}

// A label cut into its letter and the rest. REQUIRES: not empty.
Tag cut(std::string_view label, TagAffix affix) {
  if (affix == TagAffix::prefix) return {label.front(), label.substr(first_character(label))};
  const size_t rest = label.size() - last_character(label);
  return {label[rest], label.substr(0, rest)};
}

}  // namespace

LabelReading read_labels(std::span<const std::string> labels, std::optional<TagAffix> affix) {
  const TagAffix side = affix ? *affix : told_affix(labels);
  std::string found;
  for (const std::string& label : labels) {
    if (const std::optional<Tag> tag = lettered(label, side)) found += tag->letter;
  }
  return {letters_of(found), side};
}

TagScheme tag_scheme(const LabelReading& reading) {
  const bool is_google = reading.letters == TagLetters::bioes && reading.affix == TagAffix::prefix;
  return is_google ? TagScheme::google : TagScheme::lenient;
}

namespace internal {

Tag seqeval_tag(std::string_view label, TagAffix affix) {
  if (label.empty()) return {};
  Tag tag = cut(label, affix);
  const size_t dash = affix == TagAffix::prefix ? tag.type.find('-') : tag.type.rfind('-');
  if (dash != tag.type.npos)
    tag.type = affix == TagAffix::prefix ? tag.type.substr(dash + 1) : tag.type.substr(0, dash);
  if (tag.type.empty()) tag.type = Tag().type;
  return tag;
}

Tag strict_tag(std::string_view label, TagAffix affix) {
  if (label.empty()) return {'\0', {}};
  Tag tag = cut(label, affix);
  const size_t begin = tag.type.find_first_not_of('-');
  if (begin == tag.type.npos) return {tag.letter, Tag().type};
  tag.type = tag.type.substr(begin, tag.type.find_last_not_of('-') + 1 - begin);
  return tag;
}

Tag pipeline_tag(std::string_view label) {
  if (label.starts_with("B-") || label.starts_with("I-")) return {label.front(), label.substr(2)};
  return {'I', label};
}

std::string_view pipeline_group(std::string_view label) { return label.substr(label.find('-') + 1); }

Tag google_tag(std::string_view label) {
  if (label == "O") return {};
  const bool begins = label.starts_with("B-") || label.starts_with("S-");
  return {begins ? label.front() : 'I', label.substr(label.rfind('-') + 1)};
}

Tag meant_tag(std::string_view label, const LabelReading& reading) {
  if (label == "O") return {};
  Tag tag{'I', label};
  if (tag_scheme(reading) == TagScheme::google) {
    tag = google_tag(label);
  } else if (const std::optional<Tag> read = lettered(label, reading.affix)) {
    tag = *read;
  }
  if (tag.letter == 'L') tag.letter = 'E';
  if (tag.letter == 'U') tag.letter = 'S';
  return tag.type == "O" ? Tag{} : tag;
}

void check_affix(std::string_view label, TagAffix affix) {
  const bool in_front = affix == TagAffix::prefix;
  if (!has_only(label, in_front ? TagAffix::suffix : TagAffix::prefix)) return;
  throw Error(ErrorKind::input,
              fmt::format("tag {}: the letter stands {} the type, expected {} it as in the others", quote(label),
                          in_front ? "behind" : "before", in_front ? "before" : "behind"));
}

bool is_span_tag(std::string_view label) {
  const std::optional<Tag> tag = lettered(label, TagAffix::prefix);
  return tag && tag->letter != 'L' && tag->letter != 'U';
}

}  // namespace internal

}  // namespace electra
