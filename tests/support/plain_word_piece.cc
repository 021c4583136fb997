#include "support/plain_word_piece.h"

#include <algorithm>
#include <fstream>

#include "base/utf8.h"
#include "text/unicode.h"

namespace electra::test {

using namespace internal;

namespace {

std::u32string decode(std::string_view text) {
  std::u32string code_points;
  for (size_t position = 0; position < text.size();) {
    const DecodedCodePoint decoded = decode_utf8(text, position);
    code_points += decoded.code_point;
    position += decoded.length;
  }
  return code_points;
}

std::string encode_utf8(std::u32string_view code_points) {
  std::string text;
  for (const char32_t c : code_points) append_utf8(text, c);
  return text;
}

bool is_hangul(char32_t c) { return c >= first_hangul_syllable && c <= last_hangul_syllable; }

}  // namespace

PlainWordPiece::PlainWordPiece(const std::filesystem::path& vocab_file, const TokenizerOptions& options)
    : options_(options) {
  std::ifstream file(vocab_file);
  int32_t id = 0;
  for (std::string line; std::getline(file, line);) ids_[line] = id++;
}

std::u32string PlainWordPiece::clean(std::u32string_view text) const {
  std::u32string out;
  for (const char32_t c : text) {
    if (contains(unicode_tables::removed, c)) continue;
    out += contains(unicode_tables::white_space, c) ? U' ' : c;
  }
  return out;
}

std::u32string PlainWordPiece::space_ideographs(std::u32string_view text) const {
  std::u32string out;
  for (const char32_t c : text) {
    const bool ideograph = contains(unicode_tables::ideographs, c);
    if (ideograph) out += U' ';
    out += c;
    if (ideograph) out += U' ';
  }
  return out;
}

std::u32string PlainWordPiece::strip_accents(std::u32string_view text) const {
  std::u32string decomposed;
  for (const char32_t c : text) {
    for (const char32_t part : is_hangul(c) ? decompose_hangul(c) : decompose(c)) decomposed += part;
  }
  for (auto begin = decomposed.begin(); begin != decomposed.end();) {
    const auto is_starter = [](char32_t c) { return combining_class(c) == 0; };
    begin = std::find_if_not(begin, decomposed.end(), is_starter);
    const auto end = std::find_if(begin, decomposed.end(), is_starter);
    std::stable_sort(begin, end, [](char32_t a, char32_t b) { return combining_class(a) < combining_class(b); });
    begin = end;
  }
  std::erase_if(decomposed, [](char32_t c) { return contains(unicode_tables::nonspacing_marks, c); });
  return decomposed;
}

std::u32string PlainWordPiece::lower(std::u32string_view text) const {
  std::u32string out;
  for (const char32_t c : text) {
    for (const char32_t part : lower_case(c)) out += part;
  }
  return out;
}

void PlainWordPiece::encode_word(std::u32string_view word, Tokens& tokens) const {
  const int32_t word_id = tokens.word_ids.empty() ? 0 : tokens.word_ids.back() + 1;
  std::vector<int32_t> pieces;
  for (size_t begin = 0; begin < word.size();) {
    size_t end = word.size();
    for (; end > begin; --end) {
      const std::string piece = (begin == 0 ? "" : "##") + encode_utf8(word.substr(begin, end - begin));
      if (const auto found = ids_.find(piece); found != ids_.end()) {
        pieces.push_back(found->second);
        break;
      }
    }
    if (end == begin) break;  // nothing fits
    begin = end;
    if (begin == word.size()) {
      if (word.size() > 100) break;
      tokens.ids.insert(tokens.ids.end(), pieces.begin(), pieces.end());
      tokens.word_ids.insert(tokens.word_ids.end(), pieces.size(), word_id);
      return;
    }
  }
  tokens.ids.push_back(ids_.at("[UNK]"));
  tokens.word_ids.push_back(word_id);
}

void PlainWordPiece::encode_stretch(std::string_view text, Tokens& tokens) const {
  std::u32string normalized = clean(decode(text));
  if (options_.tokenize_chinese_chars) normalized = space_ideographs(normalized);
  const bool strips = options_.strip_accents == StripAccents::automatic ? options_.lower_case
                                                                        : options_.strip_accents == StripAccents::yes;
  if (strips) normalized = strip_accents(normalized);
  if (options_.lower_case) normalized = lower(normalized);
  std::u32string word;
  const auto flush = [&] {
    if (!word.empty()) encode_word(word, tokens);
    word.clear();
  };
  for (const char32_t c : normalized) {
    if (c == U' ') {
      flush();
    } else if (contains(unicode_tables::punctuation, c)) {
      flush();
      encode_word(std::u32string_view(&c, 1), tokens);
    } else {
      word += c;
    }
  }
  flush();
}

PlainWordPiece::Tokens PlainWordPiece::encode(std::string_view text) const {
  Tokens tokens;
  size_t begin = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    for (const std::string_view name : {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"}) {
      const auto found = ids_.find(name);
      if (found == ids_.end() || !text.substr(i).starts_with(name)) continue;
      encode_stretch(text.substr(begin, i - begin), tokens);
      tokens.word_ids.push_back(tokens.word_ids.empty() ? 0 : tokens.word_ids.back() + 1);
      tokens.ids.push_back(found->second);
      begin = i + name.size();
      i = begin - 1;
      break;
    }
  }
  encode_stretch(text.substr(begin), tokens);
  return tokens;
}

}  // namespace electra::test
