// What the evaluation scripts of SQuAD 1.1 and 2.0, by Rajpurkar et al., do with an answer.
#include "metrics/answers.h"

#include <algorithm>
#include <set>

#include "base/utf8.h"
#include "electra/metrics.h"
#include "text/python_unicode.h"

namespace electra {

namespace internal {

namespace {

std::u32string lower_case(std::string_view text) {
  python_unicode::Characters characters;
  for (size_t position = 0; position < text.size();) {
    const DecodedCodePoint decoded = decode_utf8(text, position);
    characters.push_back({decoded.code_point, {}});
    position += decoded.length;
  }
  python_unicode::lower_case(characters);
  std::u32string lowered;
  for (const auto& character : characters) lowered += character.code_point;
  return lowered;
}

bool is_ascii_punctuation(char32_t c) {
  const bool letter_or_digit = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  return c > ' ' && c < 0x7F && !letter_or_digit;
}

// Every article that stands between characters that are no part of words becomes a blank.
std::u32string without_articles(std::u32string_view text) {
  const auto is_word = [&](size_t i) { return python_unicode::is_word_character(text[i]); };
  std::u32string out;
  for (size_t i = 0; i < text.size();) {
    size_t article = 0;
    for (const std::u32string_view candidate : {U"a", U"an", U"the"}) {
      const size_t end = i + candidate.size();
      const bool stands_alone = (i == 0 || !is_word(i - 1)) && (end >= text.size() || !is_word(end));
      if (text.substr(i).starts_with(candidate) && stands_alone) article = candidate.size();
    }
    out += article > 0 ? U' ' : text[i];
    i += std::max<size_t>(1, article);
  }
  return out;
}

size_t in_common(const Words& a, const Words& b) {
  std::multiset<std::string> left(a.begin(), a.end());
  size_t common = 0;
  for (const std::string& word : b) {
    const auto found = left.find(word);
    if (found == left.end()) continue;
    left.erase(found);
    ++common;
  }
  return common;
}

// Of one prediction and one gold answer.
double word_f1(const Words& gold, const Words& predicted, EmptyAnswers empty) {
  if (empty == EmptyAnswers::equal && (gold.empty() || predicted.empty())) return gold == predicted ? 1.0 : 0.0;
  const auto common = static_cast<double>(in_common(gold, predicted));
  if (common == 0.0) return 0.0;
  const double precision = common / static_cast<double>(predicted.size());
  const double recall = common / static_cast<double>(gold.size());
  return 2.0 * precision * recall / (precision + recall);
}

}  // namespace

Words words_of(std::string_view text) {
  std::u32string kept;
  for (const char32_t c : lower_case(text)) {
    if (!is_ascii_punctuation(c)) kept += c;
  }
  Words words;
  bool inside = false;
  for (const char32_t c : without_articles(kept)) {
    const bool space = python_unicode::is_space(c);
    if (!space && !inside) words.emplace_back();
    if (!space) append_utf8(words.back(), c);
    inside = !space;
  }
  return words;
}

Match best_match(const std::vector<Words>& golds, const Words& predicted, EmptyAnswers empty) {
  Match best;
  for (const Words& gold : golds) {
    best.exact = std::max(best.exact, gold == predicted ? 1.0 : 0.0);
    best.f1 = std::max(best.f1, word_f1(gold, predicted, empty));
  }
  return best;
}

}  // namespace internal

std::string normalize_answer(std::string_view text) {
  std::string joined;
  for (const std::string& word : internal::words_of(text)) {
    if (!joined.empty()) joined += ' ';
    joined += word;
  }
  return joined;
}

}  // namespace electra
