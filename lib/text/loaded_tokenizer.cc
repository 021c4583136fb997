#include "text/loaded_tokenizer.h"

#include <fmt/core.h>

#include <algorithm>
#include <cassert>
#include <limits>
#include <utility>

#include "electra/error.h"
#include "text/encoding_builder.h"

namespace electra::internal {

LoadedTokenizer::LoadedTokenizer(LoadedPieces loaded, const TokenizerConfig& config)
    : pieces(std::move(loaded.model)),
      unreachable(std::move(loaded.unreachable)),
      file(std::move(loaded.file)),
      warnings(std::move(loaded.warnings)),
      options(config.options),
      model_max_length(config.model_max_length) {
  std::vector<AddedToken> added_tokens = config.added_tokens;
  number(added_tokens);
  find_special_tokens(config.special_tokens);
  look_for(config, std::move(added_tokens));
}

// As Transformers gives ids: the vocabulary's, or the next one behind all others, in the order of the tokens.
void LoadedTokenizer::number(std::vector<AddedToken>& added_tokens) {
  for (AddedToken& token : added_tokens) {
    const int32_t stated = token.id;
    token.id = pieces->id(token.content);
    if (token.id < 0) {
      token.id = size();
      beyond.push_back(token.content);
    }
    if (stated < 0 || stated == token.id) continue;
    warnings.push_back(fmt::format("{}: added token {} has id {} and not {}: ids follow each other, as in Transformers",
                                   file, quote_token(token.content), token.id, stated));
  }
}

void LoadedTokenizer::find_special_tokens(const SpecialTokenNames& names) {
  for (size_t i = 0; i < num_special_tokens; ++i) special_ids[i] = id(names[i]);
  const auto name = [&](SpecialToken token) { return quote_token(names[static_cast<size_t>(token)]); };
  for (const SpecialToken token : required_special_tokens) {
    if (special(token) < 0) throw Error(ErrorKind::model, fmt::format("{}: no {} token", file, name(token)));
  }
  // WordPiece looks for it among its own pieces; Transformers fails at the first word that needs it.
  if (!pieces->is_sentence_piece() && special(SpecialToken::unk) >= pieces->size()) {
    throw Error(ErrorKind::model,
                fmt::format("{}: {} is an added token, expected it among the pieces", file, name(SpecialToken::unk)));
  }
  if (special(SpecialToken::pad) < 0) {
    warnings.push_back(fmt::format("{}: no {} token", file, name(SpecialToken::pad)));
  }
}

void LoadedTokenizer::look_for(const TokenizerConfig& config, std::vector<AddedToken> added_tokens) {
  for (size_t i = 0; i < num_special_tokens; ++i) {
    const std::string& name = config.special_tokens[i];
    if (special_ids[i] >= 0) skipped.push_back(special_ids[i]);
    const bool added = std::ranges::find(added_tokens, name, &AddedToken::content) != added_tokens.end();
    if (added || !config.finds_special_token[i]) continue;
    added_tokens.push_back({.content = name, .id = special_ids[i], .special = true});
  }
  for (const AddedToken& token : added_tokens) {
    if (token.special && token.id >= 0) skipped.push_back(token.id);
  }
  std::ranges::sort(skipped);
  if (options.kind == TokenizerKind::google) return;
  std::vector<AddedToken> raw;
  std::vector<AddedToken> normalized;
  for (AddedToken& token : added_tokens) {
    // ElectraTokenizer lower-cases all but the tokens of a text before it looks for them, as they are written.
    const bool slow = options.kind == TokenizerKind::slow;
    if (slow || !token.normalized) raw.push_back(token);
    if (slow || token.normalized) {
      if (!slow) token.content = pieces->normalize(token.content, 0, token.content.size()).bytes;
      normalized.push_back(std::move(token));
    }
  }
  raw_tokens = AddedTokenFinder(raw);
  normalized_tokens = AddedTokenFinder(normalized);
}

int32_t LoadedTokenizer::id(std::string_view token) const {
  const int32_t piece = pieces->id(token);
  if (piece >= 0) return piece;
  const auto found = std::ranges::find(beyond, token);
  return found == beyond.end() ? -1 : pieces->size() + static_cast<int32_t>(found - beyond.begin());
}

// Between the tokens that are looked for in the text as it is written.
void LoadedTokenizer::encode(std::string_view text, EncodingBuilder& builder) const {
  assert(text.size() <= std::numeric_limits<uint32_t>::max());
  for (size_t begin = 0; begin < text.size();) {
    const AddedTokenFinder::Found found = raw_tokens.find(text, begin);
    if (begin < found.begin) encode_stretch(text, begin, found.begin, builder);
    if (found.id >= 0) {
      builder.whole_word(found.id, {static_cast<uint32_t>(found.begin), static_cast<uint32_t>(found.end)});
    }
    begin = found.end;
  }
}

// The same between those that are looked for in the normalised text.
void LoadedTokenizer::encode_stretch(std::string_view text, size_t begin, size_t end, EncodingBuilder& builder) const {
  if (normalized_tokens.empty()) return pieces->encode(text, begin, end, builder);
  const NormalizedText normalized = pieces->normalize(text, begin, end);
  for (size_t from = 0; begin < end || from < normalized.bytes.size();) {
    const AddedTokenFinder::Found found = normalized_tokens.find(normalized.bytes, from);
    if (found.id < 0) {
      return pieces->encode_between(text, normalized, {begin, end, from, normalized.bytes.size()}, builder);
    }
    const Span source = {normalized.sources[found.begin].begin, normalized.sources[found.end - 1].end};
    pieces->encode_between(text, normalized, {begin, source.begin, from, found.begin}, builder);
    builder.whole_word(found.id, source);
    begin = source.end;
    from = found.end;
  }
}

}  // namespace electra::internal
