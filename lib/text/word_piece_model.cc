#include "text/word_piece_model.h"

#include <algorithm>
#include <utility>

#include "base/utf8.h"
#include "text/split.h"
#include "text/unicode.h"

namespace electra::internal {

void NormalizedText::append(char32_t code_point, Span source) {
  append_utf8(bytes, code_point);
  sources.resize(bytes.size(), source);
}

Characters NormalizedText::characters(size_t from, size_t to) const {
  Characters characters = characters_of(bytes, from, to);
  for (Character& character : characters) character.source = sources[character.source.begin];
  return characters;
}

WordPieceModel::WordPieceModel(Vocabulary vocabulary, bool lower_case, const WordPieceSettings& settings)
    : vocabulary_(std::move(vocabulary)),
      table_(vocabulary_, settings.form, lower_case, settings.max_word_characters),
      decoder_(settings.decoder) {
  table_.unk_id = table_.pieces.id(settings.unk_token);
}

void WordPieceModel::encode_normalized(std::string_view text, const Characters& characters,
                                       const PreTokenizer& pre_tokenizer, EncodingBuilder& builder) const {
  WordPieceSink sink(table_, text, builder);
  WordBuffer buffer(table_.max_word_characters);
  for (const PreTokenizer::Word word : pre_tokenizer.split(characters)) {
    buffer.clear();
    for (const auto& [code_point, source] : word) buffer.append(code_point, source);
    sink.word(buffer);
    if (!builder.wants_more()) return;
  }
}

FastWordPiece::FastWordPiece(Vocabulary vocabulary, const TokenizerOptions& options, const WordPieceSettings& settings)
    : WordPieceModel(std::move(vocabulary), options.lower_case, settings),
      rules_(options),
      pads_ideographs_(options.tokenize_chinese_chars) {}

void FastWordPiece::encode(std::string_view text, size_t begin, size_t end, EncodingBuilder& builder) const {
  // Long enough that asking in between takes no time, short enough that little is read in vain.
  constexpr size_t stretch = size_t{16} << 10;
  WordPieceSink sink(table(), text, builder);
  Splitter<WordPieceSink> splitter(rules_, text, sink, table().max_word_characters);
  while (begin < end && builder.wants_more()) {
    begin = splitter.split_some(begin, std::min(begin + stretch, end), end);
  }
}

void FastWordPiece::encode_between(std::string_view text, const NormalizedText& normalized, const Stretch& stretch,
                                   EncodingBuilder& builder) const {
  static const PreTokenizer bert = PreTokenizer::bert();
  encode_normalized(text, normalized.characters(stretch.from, stretch.to), bert, builder);
}

NormalizedText FastWordPiece::normalize(std::string_view text, size_t begin, size_t end) const {
  text = text.substr(0, end);
  NormalizedText normalized;
  std::vector<NormalizedCharacter> reordered;
  for (size_t position = begin; position < end;) {
    const DecodedCodePoint decoded = decode_utf8(text, position);
    const auto start = static_cast<uint32_t>(position);
    if (rules_[decoded.code_point].action() == Action::reorder) {
      reordered.clear();
      position = rules_.reorder_marks(text, position, reordered);
      for (const auto& character : reordered) normalized.append(character.code_point, character.source);
      continue;
    }
    append_normalized(normalized, decoded.code_point, {start, start + decoded.length});
    position += decoded.length;
  }
  return normalized;
}

void FastWordPiece::append_normalized(NormalizedText& normalized, char32_t code_point, Span source) const {
  const Rule rule = rules_[code_point];
  // Before anything is decomposed: compatibility ideographs are, too.
  const bool pads = pads_ideographs_ && contains(unicode_tables::ideographs, code_point);
  if (pads) normalized.append(U' ', source);
  switch (rule.action()) {
    case Action::keep:
    case Action::isolate:
      normalized.append(code_point, source);
      break;
    case Action::replace:
      normalized.append(rule.payload(), source);
      break;
    case Action::expand:
      for (const auto& part : rules_.expansion(rule)) normalized.append(part.code_point, source);
      break;
    case Action::hangul:
      for (const char32_t jamo : decompose_hangul(code_point)) normalized.append(jamo, source);
      break;
    case Action::space:
      normalized.append(U' ', source);
      break;
    case Action::remove:
    case Action::reorder:
      break;
  }
  if (pads) normalized.append(U' ', source);
}

}  // namespace electra::internal
