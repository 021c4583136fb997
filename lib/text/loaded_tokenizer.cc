#include "text/loaded_tokenizer.h"

#include <fmt/core.h>

#include <cassert>
#include <limits>
#include <set>
#include <utility>

#include "base/quote.h"
#include "base/utf8.h"
#include "electra/error.h"
#include "text/characters.h"
#include "text/encoding_builder.h"

namespace electra::internal {
namespace {

using Names = std::set<std::string, std::less<>>;

Names names_of(const std::vector<NamedToken>& tokens) {
  Names names;
  for (const NamedToken& named : tokens) names.insert(named.token.content);
  return names;
}

}  // namespace

LoadedTokenizer::LoadedTokenizer(LoadedPieces loaded, const TokenizerConfig& config, int64_t rows)
    : pieces(std::move(loaded.model)),
      unreachable(std::move(loaded.unreachable)),
      origin(std::move(loaded.origin)),
      warnings(std::move(loaded.warnings)),
      options(loaded.options),
      model_max_length(config.model_max_length),
      truncation_side(config.truncation_side.value_or(loaded.truncation_side)),
      cleans_up_spaces(config.clean_up_spaces.value_or(loaded.cleans_up_spaces)),
      added(*pieces, pieces->size() - static_cast<int32_t>(unreachable.size())) {
  options.kind = config.options.kind;
  const bool is_slow = options.kind == TokenizerKind::slow;
  is_slow ? add_slow(config, rows) : add_fast(loaded.added_tokens, config, loaded.has_usual_names, rows);
  find_special_tokens(loaded, config);
  find_skipped(config, loaded.has_usual_names || pieces->is_sentence_piece());
  if (is_slow) find_apart(config);
  if (is_slow && !config.split_special_tokens) {
    added.prepare_slow(options.lower_case && config.do_basic_tokenize, names_of(config.all_named(true)));
  } else if (options.kind == TokenizerKind::fast) {
    const Normalizer* normalizer = loaded.token_normalizer ? &*loaded.token_normalizer : nullptr;
    added.prepare_fast(
        config.split_special_tokens, [&](const std::string& name) { return normalized_name(name, normalizer); },
        origin.file);
  }
}

std::string LoadedTokenizer::normalized_name(const std::string& name, const Normalizer* normalizer) const {
  if (normalizer == nullptr) return pieces->normalize(name, 0, name.size()).bytes;
  Characters characters = characters_of(name, 0, name.size());
  normalizer->apply(characters);
  std::string text;
  for (const Character& character : characters) append_utf8(text, character.code_point);
  return text;
}

// As PreTrainedTokenizerFast: those of tokenizer.json, then those that the files list by id, then those that are named.
void LoadedTokenizer::add_fast(const std::vector<AddedToken>& of_json, const TokenizerConfig& config, bool usual_names,
                               int64_t rows) {
  added.add(of_json);
  const std::vector<NamedToken> all_named = config.all_named(usual_names);
  const Names names = names_of(all_named);
  std::vector<AddedToken> tokens = config.added_tokens;
  Names listed;
  for (const AddedToken& token : of_json) listed.insert(token.content);
  int64_t next = added.next_id();
  for (AddedToken& token : tokens) {
    token.special = token.special || names.contains(token.content);
    listed.insert(token.content);
    if (added.id(token.content) < 0) ++next;
  }
  for (const NamedToken& named : all_named) {
    const bool is_new = added.id(named.token.content) < 0 && !listed.contains(named.token.content);
    if (is_new && next >= rows) continue;
    if (!listed.insert(named.token.content).second && !named.has_switches) continue;
    next += is_new ? 1 : 0;
    tokens.push_back(named.token);
  }
  added.add(tokens);
  warn_of_ids(config);
}

void LoadedTokenizer::warn_of_ids(const TokenizerConfig& config) {
  for (const AddedToken& token : config.added_tokens) {
    const int32_t id = added.id(token.content);
    if (token.id < 0 || token.id == id) continue;
    warnings.push_back(fmt::format("{}: added token {} has id {} and not {}: ids follow each other, as in Transformers",
                                   origin.file, quote(token.content), id, token.id));
  }
  for (const auto& [id, token] : added.by_id()) {
    const std::string_view piece = id < pieces->size() ? pieces->token(id) : std::string_view();
    if (piece.empty() || piece == token.content) continue;
    warnings.push_back(fmt::format("{}: added token {} has the id of the piece {}, {}, as in Transformers", origin.file,
                                   quote(token.content), quote(piece), id));
  }
}

// As PreTrainedTokenizer.
void LoadedTokenizer::add_slow(const TokenizerConfig& config, int64_t rows) {
  Names listed;
  for (const AddedToken& token : config.added_tokens) {
    added.put(token);
    listed.insert(token.content);
  }
  for (const NamedToken& named : config.all_named(true)) {
    if (added.id(named.token.content) < 0 && added.size() >= rows) continue;
    if (!listed.insert(named.token.content).second && !named.has_switches) continue;
    added.put(named.token);
  }
}

void LoadedTokenizer::find_special_tokens(const LoadedPieces& loaded, const TokenizerConfig& config) {
  const auto name_of = [&](SpecialToken token) {
    if (config.names(token)) return config.name(token);
    const std::string usual = config.name(token);
    if (added.id(usual) >= 0) return usual;
    if (token == SpecialToken::unk && !loaded.unk_token.empty()) return loaded.unk_token;
    if (token == SpecialToken::pad && !loaded.pad_token.empty()) return loaded.pad_token;
    return usual;
  };
  const auto require = [&](const std::string& name) {
    if (added.id(name) >= 0) return;
    throw Error(ErrorKind::model, name.empty() ? fmt::format("{}: [UNK], [CLS] and [SEP] are needed, but the files "
                                                             "beside it name one of them null",
                                                             origin.file)
                                               : fmt::format("{}: no {} token", origin.file, quote(name)));
  };
  for (size_t i = 0; i < num_special_tokens; ++i) {
    const std::string name = name_of(static_cast<SpecialToken>(i));
    special_ids[i] = name.empty() ? -1 : added.id(name);
  }
  require(name_of(SpecialToken::unk));
  // WordPiece looks for it among its own pieces; Transformers fails at the first word that needs it.
  if (const std::string& unk = loaded.unk_token; !pieces->is_sentence_piece() && pieces->id(unk) < 0) {
    require(unk);
    throw Error(ErrorKind::model,
                fmt::format("{}: {} is an added token, expected it among the pieces", origin.file, quote(unk)));
  }
  if (loaded.frame) {
    frame = *loaded.frame;
  } else {
    require(name_of(SpecialToken::cls));
    require(name_of(SpecialToken::sep));
    frame = SequenceTemplate::bert(special(SpecialToken::cls), special(SpecialToken::sep));
  }
  if (!config.has_token_types.value_or(true)) frame.forget_types();
  const std::string pad = name_of(SpecialToken::pad);
  if (special(SpecialToken::pad) < 0 && !pad.empty()) {
    warnings.push_back(fmt::format("{}: no {} token", origin.file, quote(pad)));
  }
}

void LoadedTokenizer::find_skipped(const TokenizerConfig& config, bool usual_names) {
  std::set<int32_t> ids;
  for (const int32_t id : special_ids) {
    if (usual_names && id >= 0) ids.insert(id);
  }
  for (const NamedToken& named : config.all_named(false)) {
    if (const int32_t id = added.id(named.token.content); id >= 0) ids.insert(id);
  }
  for (const auto& [id, token] : added.by_id()) {
    if (added.is_special(token.content)) ids.insert(id);
  }
  skipped.assign(ids.begin(), ids.end());
}

// legacy_added_tokens of PreTrainedTokenizer: what is no special token, and those of additional_special_tokens that are
// no piece.
void LoadedTokenizer::find_apart(const TokenizerConfig& config) {
  const Names names = names_of(config.all_named(true));
  const Names additional = names_of(config.additional_special_tokens);
  const int32_t num_pieces = pieces->size() - static_cast<int32_t>(unreachable.size());
  for (const auto& [id, token] : added.by_id()) {
    const bool is_new = id >= num_pieces && additional.contains(token.content);
    if (!names.contains(token.content) || is_new) apart.push_back(id);
  }
}

std::string_view LoadedTokenizer::token(int32_t id) const {
  if (const std::string* name = added.token(id)) return *name;
  return id < pieces->size() ? pieces->token(id) : std::string_view();
}

// Between the tokens that are looked for in the text as it is written.
void LoadedTokenizer::encode(std::string_view text, EncodingBuilder& builder) const {
  assert(text.size() <= std::numeric_limits<uint32_t>::max());
  for (size_t begin = 0; begin < text.size() && builder.wants_more();) {
    const AddedTokenFinder::Found found = added.raw().find(text, begin);
    if (begin < found.begin) encode_stretch(text, begin, found.begin, builder);
    if (found.id >= 0) {
      builder.whole_word(found.id, {static_cast<uint32_t>(found.begin), static_cast<uint32_t>(found.end)});
    }
    begin = found.end;
  }
}

// The same between those that are looked for in the normalised text.
void LoadedTokenizer::encode_stretch(std::string_view text, size_t begin, size_t end, EncodingBuilder& builder) const {
  if (added.normalized().empty()) return pieces->encode(text, begin, end, builder);
  const NormalizedText normalized = pieces->normalize(text, begin, end);
  AddedTokenFinder::Found found = added.normalized().find(normalized.bytes, 0);
  if (found.id < 0) return pieces->encode(text, begin, end, builder);
  size_t from = 0;
  for (; found.id >= 0; found = added.normalized().find(normalized.bytes, from)) {
    const Span source = {normalized.sources[found.begin].begin, normalized.sources[found.end - 1].end};
    pieces->encode_between(text, normalized, {begin, source.begin, from, found.begin}, builder);
    builder.whole_word(found.id, source);
    begin = source.end;
    from = found.end;
  }
  pieces->encode_between(text, normalized, {begin, end, from, normalized.bytes.size()}, builder);
}

}  // namespace electra::internal
