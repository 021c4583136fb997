// Source: NLTKWordTokenizer of nltk/tokenize/destructive.py: its regular expressions, in its order.
#include "metrics/treebank_words.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/utf8.h"
#include "text/python_unicode.h"

namespace electra::internal {
namespace {

using View = std::u32string_view;

bool is_one_of(View set, char32_t c) { return set.find(c) != View::npos; }
bool is_word(View text, size_t i) { return i < text.size() && python_unicode::is_word_character(text[i]); }
// \b
bool is_border(View text, size_t i) { return (i > 0 && is_word(text, i - 1)) != is_word(text, i); }
// Of those of \d the ones that stand in Chinese: ASCII's and the wide ones.
bool is_digit(char32_t c) { return (c >= '0' && c <= '9') || (c >= 0xFF10 && c <= 0xFF19); }

// What replaces a match, and how many characters matched; 0: none.
struct Found {
  size_t length = 0;
  std::u32string text = {};
};

// Every match of a rule, which sees the whole text and where it stands.
template <class Rule>
void replace(std::u32string& text, const Rule& rule) {
  std::u32string out;
  for (size_t i = 0; i < text.size();) {
    const Found found = rule(View(text), i);
    out += found.length > 0 ? View(found.text) : View(text).substr(i, 1);
    i += std::max<size_t>(1, found.length);
  }
  text = std::move(out);
}

void pad(std::u32string& text, View characters) {
  replace(text, [&](View all, size_t i) {
    return is_one_of(characters, all[i]) ? Found{1, {U' ', all[i], U' '}} : Found();
  });
}

void pad_word(std::u32string& text, View from, View to) {
  replace(text, [&](View all, size_t i) {
    return all.substr(i).starts_with(from) ? Found{from.size(), std::u32string(to)} : Found();
  });
}

void open_quotes(std::u32string& text) {
  pad(text, U"«‘„");
  if (text.starts_with('"')) text.replace(0, 1, U" `` ");
  replace(text, [](View all, size_t i) {
    if (!is_one_of(U" ([{<", all[i])) return Found();
    const View rest = all.substr(i + 1);
    const size_t length = rest.starts_with(U'"') ? 1 : rest.starts_with(U"''") ? 2 : 0;
    return length == 0 ? Found() : Found{length + 1, std::u32string(1, all[i]) + U" `` "};
  });
  replace(text, [](View all, size_t i) {
    if (all[i] != '\'' || (i > 0 && is_word(all, i - 1)) || !is_word(all, i + 1)) return Found();
    for (const View clitic : {U"re", U"ve", U"ll", U"m", U"t", U"s", U"d", U"n"}) {
      if (all.substr(i + 1).starts_with(clitic) && is_border(all, i + 1 + clitic.size())) return Found();
    }
    return Found{1, U"' "};
  });
}

// The stop that ends the text, with quotes and brackets behind it. A blank is among them the first time only.
void split_last_stop(std::u32string& text, View behind, View between) {
  size_t end = text.size();
  while (end > 0 && python_unicode::is_space(text[end - 1])) --end;
  size_t closing = end;
  while (closing > 0 && is_one_of(behind, text[closing - 1])) --closing;
  if (closing < 2 || text[closing - 1] != '.' || text[closing - 2] == '.') return;
  text = text.substr(0, closing - 1) + U" ." + std::u32string(between) + text.substr(closing, end - closing) + U' ';
}

void split_punctuation(std::u32string& text) {
  split_last_stop(text, U"])}>\"'»”’ ", U" ");
  replace(text, [](View all, size_t i) {
    if (all[i] != ',' || i + 1 == all.size() || is_digit(all[i + 1])) return Found();
    return Found{2, {U' ', U',', U' ', all[i + 1]}};
  });
  if (text.ends_with(',')) text.replace(text.size() - 1, 1, U" , ");
  replace(text, [](View all, size_t i) {
    const size_t end = std::min(all.find_first_not_of('.', i), all.size());
    return end < i + 2 ? Found() : Found{end - i, U' ' + std::u32string(all.substr(i, end - i)) + U' '};
  });
  pad(text, U";@#$%&");
  pad(text, U"\u2012\u2013\u2014\u2015");
  split_last_stop(text, U"])}>\"'", U"");
  pad(text, U"?!");
  replace(text, [](View all, size_t i) {
    const bool found = all[i] != '\'' && all.substr(i + 1).starts_with(U"' ");
    return found ? Found{3, {all[i], U' ', U'\'', U' '}} : Found();
  });
  pad(text, U"][(){}<>");
}

void join_blanks(std::u32string& text) {
  std::ranges::replace_if(text, python_unicode::is_space, U' ');
  const auto both = [](char32_t a, char32_t b) { return a == ' ' && b == ' '; };
  text.erase(std::unique(text.begin(), text.end(), both), text.end());
}

// The endings that stand before a blank and behind another character than a blank or quote.
void split_endings(std::u32string& text, std::initializer_list<View> endings) {
  replace(text, [&](View all, size_t i) {
    if (all[i] == '\'' || all[i] == ' ') return Found();
    for (const View ending : endings) {
      const size_t end = i + 1 + ending.size();
      if (!all.substr(i + 1).starts_with(ending) || end >= all.size() || all[end] != ' ') continue;
      return Found{ending.size() + 2, std::u32string(1, all[i]) + U' ' + std::u32string(ending) + U' '};
    }
    return Found();
  });
}

void close_quotes(std::u32string& text) {
  pad(text, U"»”’");
  pad_word(text, U"''", U" '' ");
  pad_word(text, U"\"", U" '' ");
  join_blanks(text);
  split_endings(text, {U"'s", U"'m", U"'d", U"'"});
  split_endings(text, {U"'ll", U"'re", U"'ve", U"n't"});
}

struct Contraction {
  View first, second;
};
constexpr Contraction contractions[] = {{U"can", U"not"}, {U"d", U"'ye"},  {U"gim", U"me"},  {U"gon", U"na"},
                                        {U"got", U"ta"},  {U"lem", U"me"}, {U"more", U"'n"}, {U"wan", U"na"}};

void split_contractions(std::u32string& text) {
  for (const auto& [first, second] : contractions) {
    const std::u32string whole = std::u32string(first) + std::u32string(second);
    const std::u32string apart = U' ' + std::u32string(first) + U' ' + std::u32string(second) + U' ';
    const bool needs_blank = first == U"wan";
    replace(text, [&](View all, size_t i) {
      const size_t end = i + whole.size();
      if (!all.substr(i).starts_with(whole) || !is_border(all, i) || !is_border(all, end)) return Found();
      return needs_blank && (end == all.size() || all[end] != ' ') ? Found() : Found{whole.size(), apart};
    });
  }
  for (const View second : {U"is", U"was"}) {
    const std::u32string whole = U" 't" + std::u32string(second);
    replace(text, [&](View all, size_t i) {
      const bool found = all.substr(i).starts_with(whole) && is_border(all, i + whole.size());
      return found ? Found{whole.size(), U" 't " + std::u32string(second) + U' '} : Found();
    });
  }
}

}  // namespace

std::vector<std::string> treebank_words(std::u32string_view sentence) {
  std::u32string text(sentence);
  open_quotes(text);
  split_punctuation(text);
  text = U' ' + text + U' ';
  close_quotes(text);
  split_contractions(text);
  std::vector<std::string> words;
  for (size_t i = 0; i < text.size(); ++i) {
    if (python_unicode::is_space(text[i])) continue;
    if (i == 0 || python_unicode::is_space(text[i - 1])) words.emplace_back();
    append_utf8(words.back(), text[i]);
  }
  return words;
}

}  // namespace electra::internal
