#include "text/basic_word_piece.h"

#include <utility>

#include "base/utf8.h"
#include "text/normalizers.h"
#include "text/unicode.h"

namespace electra::internal {
namespace {

using python_unicode::Character;
using python_unicode::Characters;

BasicRules rules_of(const TokenizerOptions& options) {
  if (options.kind == TokenizerKind::google) {
    return {.compose = false,
            .lower_case = options.lower_case,
            .lower_case_words = true,
            .strip_accents = options.strips_accents(),
            .tokenize_chinese_chars = options.tokenize_chinese_chars,
            .max_word_characters = largest_max_word_characters};
  }
  return {.compose = true,
          .lower_case = options.lower_case,
          .lower_case_words = false,
          .strip_accents = options.strips_accents(),
          .tokenize_chinese_chars = options.tokenize_chinese_chars,
          .max_word_characters = default_max_word_characters};
}

// Calls visit(code point, source) for text[begin, end).
template <class Visit>
void for_each_character(std::string_view text, size_t begin, size_t end, const Visit& visit) {
  text = text.substr(0, end);
  for (size_t position = begin; position < end;) {
    const DecodedCodePoint decoded = decode_utf8(text, position);
    const auto start = static_cast<uint32_t>(position);
    visit(decoded.code_point, Span{start, start + decoded.length});
    position += decoded.length;
  }
}

// Character by character, whatever stands around it.
void lower_case_each(Characters& characters) {
  static const Normalizer lower_case({normalizers::Lowercase{}});
  lower_case.apply(characters);
}

std::string to_string(std::span<const Character> characters) {
  std::string text;
  for (const Character& character : characters) append_utf8(text, character.code_point);
  return text;
}

}  // namespace

BasicWordPiece::BasicWordPiece(Vocabulary vocabulary, const TokenizerOptions& options, std::string_view unk_token,
                               const WholeWords& whole, bool basic_tokenization)
    : WordPieceModel(std::move(vocabulary), false,
                     {.unk_token = std::string(unk_token),
                      .max_word_characters = rules_of(options).max_word_characters,
                      .form = {.begins_words = !basic_tokenization}}),
      rules_(rules_of(options)),
      whole_(whole),
      basic_tokenization_(basic_tokenization) {
  rules_.lower_case = rules_.lower_case && basic_tokenization;
}

// As WordpieceTokenizer gets a text that no BasicTokenizer has seen.
void BasicWordPiece::encode_plain(std::string_view text, size_t begin, size_t end, WordPieceSink& sink) const {
  WordBuffer word(rules_.max_word_characters);
  const auto flush = [&] {
    if (!word.empty()) sink.word(word);
    word.clear();
  };
  for_each_character(text, begin, end,
                     [&](char32_t c, Span source) { python_unicode::is_space(c) ? flush() : word.append(c, source); });
  flush();
}

// White space and ideographs end a chunk in every stage that follows, so a text of any length takes little memory.
void BasicWordPiece::encode(std::string_view text, size_t begin, size_t end, EncodingBuilder& builder) const {
  WordPieceSink sink(table(), text, builder);
  if (!basic_tokenization_) return encode_plain(text, begin, end, sink);
  Characters chunk;
  const auto flush = [&] {
    if (!chunk.empty()) encode_chunk(chunk, sink, builder);
    chunk.clear();
    builder.drop();
  };
  for_each_character(text, begin, end, [&](char32_t c, Span source) {
    if (python_unicode::is_removed(c)) return;
    if (contains(unicode_tables::white_space, c)) return flush();
    const bool isolated = rules_.tokenize_chinese_chars && python_unicode::is_ideograph(c);
    if (isolated) flush();
    chunk.push_back({c, source});
    if (isolated) flush();
  });
  flush();
}

bool BasicWordPiece::is_whole(const Characters& chunk) const {
  if (whole_.special.empty() && whole_.never_split.empty()) return false;
  const std::string text = to_string(chunk);
  return whole_.special.contains(text) || whole_.never_split.contains(text);
}

void BasicWordPiece::put_word(std::span<const Character> word, WordPieceSink& sink, EncodingBuilder& builder) const {
  if (word.empty()) return;
  if (!whole_.never_split.empty()) {
    if (const std::string text = to_string(word); whole_.never_split.contains(text)) {
      const int32_t piece = id(text);
      builder.whole_word(piece >= 0 ? piece : table().unk_id, {word.front().source.begin, word.back().source.end});
      return;
    }
  }
  WordBuffer buffer(rules_.max_word_characters);
  for (const auto& [code_point, source] : word) buffer.append(code_point, source);
  sink.word(buffer);
}

// Special tokens keep their case in a text; BasicTokenizer looks for what is not split before it takes accents away,
// and again before it splits at marks.
void BasicWordPiece::encode_chunk(Characters& chunk, WordPieceSink& sink, EncodingBuilder& builder) const {
  if (whole_.special.contains(to_string(chunk))) return put_word(chunk, sink, builder);
  if (rules_.lower_case && !rules_.lower_case_words) lower_case_each(chunk);
  if (rules_.compose) python_unicode::compose(chunk);
  if (is_whole(chunk)) return put_word(chunk, sink, builder);
  if (rules_.lower_case && rules_.lower_case_words) python_unicode::lower_case(chunk);
  if (rules_.strip_accents) python_unicode::strip_accents(chunk);
  if (is_whole(chunk)) return put_word(chunk, sink, builder);
  size_t begin = 0;
  const std::span<const Character> all = chunk;
  for (size_t i = 0; i < all.size(); ++i) {
    if (!python_unicode::is_punctuation(all[i].code_point)) continue;
    put_word(all.subspan(begin, i - begin), sink, builder);
    put_word(all.subspan(i, 1), sink, builder);
    begin = i + 1;
  }
  put_word(all.subspan(begin), sink, builder);
}

NormalizedText BasicWordPiece::normalize(std::string_view text, size_t begin, size_t end) const {
  NormalizedText normalized;
  for_each_character(text, begin, end, [&](char32_t c, Span source) {
    if (!rules_.lower_case) return normalized.append(c, source);
    for (const char32_t lower : lower_case(c)) normalized.append(lower, source);
  });
  return normalized;
}

std::string BasicWordPiece::join(const std::vector<std::string_view>& tokens) const {
  constexpr std::string_view continuation = "##";
  std::string text;
  for (std::string_view token : tokens) {
    if (!text.empty() && token.starts_with(continuation)) {
      token.remove_prefix(continuation.size());
    } else if (!text.empty()) {
      text += ' ';
    }
    text += token;
  }
  return text;
}

}  // namespace electra::internal
