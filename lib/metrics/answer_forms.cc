#include "metrics/answer_forms.h"

#include <algorithm>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/utf8.h"
#include "metrics/treebank_words.h"
#include "text/python_unicode.h"

namespace electra::internal {
namespace {

using Articles = std::span<const std::u32string_view>;

std::string utf8_of(std::u32string_view text) {
  std::string out;
  for (const char32_t c : text) append_utf8(out, c);
  return out;
}

// Python's split().
Words split(std::u32string_view text) {
  Words words;
  bool inside = false;
  for (const char32_t c : text) {
    const bool space = python_unicode::is_space(c);
    if (!space && !inside) words.emplace_back();
    if (!space) append_utf8(words.back(), c);
    inside = !space;
  }
  return words;
}

ComparedAnswer of_words(Words words) {
  ComparedAnswer form;
  for (const std::string& word : words) {
    if (!form.whole.empty()) form.whole += ' ';
    form.whole += word;
  }
  form.units = std::move(words);
  return form;
}

bool is_one_of(std::u32string_view set, char32_t c) { return set.find(c) != std::u32string_view::npos; }

bool is_ascii_punctuation(char32_t c) {
  const bool letter_or_digit = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  return c > ' ' && c < 0x7F && !letter_or_digit;
}

// What the scripts take for Chinese.
bool is_chinese(char32_t c) { return c >= 0x4E00 && c <= 0x9FA5; }

// Every article that stands between characters that are no part of words becomes a blank.
std::u32string without_articles(std::u32string_view text, Articles articles) {
  const auto is_word = [&](size_t i) { return python_unicode::is_word_character(text[i]); };
  std::u32string out;
  for (size_t i = 0; i < text.size();) {
    size_t article = 0;
    for (const std::u32string_view candidate : articles) {
      const size_t end = i + candidate.size();
      const bool stands_alone = (i == 0 || !is_word(i - 1)) && (end >= text.size() || !is_word(end));
      if (text.substr(i).starts_with(candidate) && stands_alone) article = candidate.size();
    }
    out += article > 0 ? U' ' : text[i];
    i += std::max<size_t>(1, article);
  }
  return out;
}

constexpr std::u32string_view english[] = {U"a", U"an", U"the"};
constexpr std::u32string_view spanish[] = {U"un", U"una", U"unos", U"unas", U"el", U"la", U"los", U"las"};
constexpr std::u32string_view vietnamese[] = {U"của", U"là", U"cái", U"chiếc", U"những"};
constexpr std::u32string_view german[] = {U"ein", U"eine", U"einen", U"einem", U"eines", U"einer",
                                          U"der", U"die",  U"das",   U"den",   U"dem",   U"des"};

// As MLQA's script has it: wherever it stands, inside of words, too.
std::u32string without_arabic_article(std::u32string_view text) {
  constexpr std::u32string_view article = U"ال";
  std::u32string out;
  for (size_t i = 0; i < text.size();) {
    const bool found = text.substr(i).starts_with(article);
    out += found ? U' ' : text[i];
    i += found ? article.size() : 1;
  }
  return out;
}

std::u32string without_articles_of(std::u32string text, AnswerLanguage language) {
  switch (language) {
    case AnswerLanguage::en:
      return without_articles(text, english);
    case AnswerLanguage::es:
      return without_articles(text, spanish);
    case AnswerLanguage::vi:
      return without_articles(text, vietnamese);
    case AnswerLanguage::de:
      return without_articles(text, german);
    case AnswerLanguage::ar:
      return without_arabic_article(text);
    case AnswerLanguage::hi:
    case AnswerLanguage::zh:
      break;
  }
  return text;
}

// Every ideograph alone, and what `split_rest` makes of the runs between them.
template <class Split>
Words split_at_chinese(std::u32string_view text, const Split& split_rest) {
  Words words;
  size_t begin = 0;
  const auto add_rest = [&](size_t end) {
    for (std::string& word : split_rest(text.substr(begin, end - begin))) words.push_back(std::move(word));
    begin = end;
  };
  for (size_t i = 0; i < text.size(); ++i) {
    if (!is_chinese(text[i])) continue;
    add_rest(i);
    words.push_back(utf8_of(text.substr(i, 1)));
    begin = i + 1;
  }
  add_rest(text.size());
  return words;
}

std::u32string_view stripped(std::u32string_view text) {
  while (!text.empty() && python_unicode::is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && python_unicode::is_space(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace

ComparedAnswer squad_form(std::string_view text) {
  std::u32string kept = python_unicode::lower_case(text);
  std::erase_if(kept, is_ascii_punctuation);
  return of_words(split(without_articles(kept, english)));
}

ComparedAnswer korquad_form(std::string_view text) {
  // The script makes blanks of these before lower case, in which no sigma may see them.
  std::string blanked;
  for (size_t position = 0; position < text.size();) {
    const DecodedCodePoint decoded = decode_utf8(text, position);
    append_utf8(blanked, is_one_of(U"'\"《》<>〈〉()‘’", decoded.code_point) ? U' ' : decoded.code_point);
    position += decoded.length;
  }
  std::u32string kept = python_unicode::lower_case(blanked);
  std::erase_if(kept, is_ascii_punctuation);
  ComparedAnswer form = of_words(split(kept));
  form.units.clear();
  for (const char32_t c : kept) {
    if (!python_unicode::is_space(c)) form.units.push_back(utf8_of({&c, 1}));
  }
  return form;
}

ComparedAnswer cmrc_form(std::string_view text) {
  const std::u32string lowered = python_unicode::lower_case(text);
  std::u32string kept(stripped(lowered));
  std::erase_if(kept, [](char32_t c) { return is_one_of(U"-:_*^/\\~`+=，。：？！“”；’《》·、「」（）－～『』", c); });
  return {.whole = utf8_of(kept), .units = split_at_chinese(kept, treebank_words)};
}

ComparedAnswer mlqa_form(std::string_view text, AnswerLanguage language) {
  std::u32string kept = python_unicode::lower_case(text);
  std::erase_if(kept, python_unicode::is_punctuation);
  kept = without_articles_of(std::move(kept), language);
  return of_words(language == AnswerLanguage::zh ? split_at_chinese(kept, split) : split(kept));
}

}  // namespace electra::internal
