#include "text/tokenizer_impl.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "electra/error.h"

namespace electra {

using namespace internal;

Tokenizer::Impl::Impl(LoadedPieces loaded, const TokenizerConfig& config)
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
void Tokenizer::Impl::number(std::vector<AddedToken>& added_tokens) {
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

void Tokenizer::Impl::find_special_tokens(const SpecialTokenNames& names) {
  for (size_t i = 0; i < num_special_tokens; ++i) special_ids[i] = id(names[i]);
  const auto name = [&](SpecialToken token) { return quote_token(names[static_cast<size_t>(token)]); };
  for (const SpecialToken token : {SpecialToken::unk, SpecialToken::cls, SpecialToken::sep}) {
    if (special(token) < 0) throw Error(ErrorKind::model, fmt::format("{}: no {} token", file, name(token)));
  }
  if (special(SpecialToken::pad) < 0) {
    warnings.push_back(fmt::format("{}: no {} token", file, name(SpecialToken::pad)));
  }
}

void Tokenizer::Impl::look_for(const TokenizerConfig& config, std::vector<AddedToken> added_tokens) {
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

int32_t Tokenizer::Impl::id(std::string_view token) const {
  const int32_t piece = pieces->id(token);
  if (piece >= 0) return piece;
  const auto found = std::ranges::find(beyond, token);
  return found == beyond.end() ? -1 : pieces->size() + static_cast<int32_t>(found - beyond.begin());
}

Tokenizer Tokenizer::load(const std::filesystem::path& directory, int64_t vocab_size, TokenizerKind kind) {
  TokenizerConfig config = read_tokenizer_files(directory);
  config.options.kind = kind;
  LoadedPieces pieces = load_pieces(directory, config);
  auto impl = std::make_unique<Impl>(std::move(pieces), config);
  const int32_t ids = impl->size();
  const std::string sizes = fmt::format(
      "{}: {} {}, expected {} (vocab_size)", impl->file, ids,
      impl->beyond.empty() ? (impl->pieces->is_sentence_piece() ? "pieces" : "lines") : "pieces and added tokens",
      vocab_size);
  if (ids > vocab_size) throw Error(ErrorKind::model, sizes);
  if (ids < vocab_size) impl->warnings.push_back(sizes);
  return Tokenizer(std::move(impl));
}

bool Tokenizer::has_vocabulary(const std::filesystem::path& directory) {
  return find_vocabulary(directory).has_value();
}

Tokenizer Tokenizer::from_vocab(const std::filesystem::path& vocab_file, const TokenizerOptions& options) {
  TokenizerConfig config;
  config.options = options;
  LoadedPieces pieces = load_vocabulary(vocab_file, config);
  return Tokenizer(std::make_unique<Impl>(std::move(pieces), config));
}

}  // namespace electra
