#include "electra/tokenizer.h"

#include <fmt/core.h>

#include <algorithm>
#include <cassert>
#include <utility>

#include "electra/error.h"
#include "text/decode.h"
#include "text/encoding_builder.h"
#include "text/load_pieces.h"
#include "text/loaded_tokenizer.h"

namespace electra {

using namespace internal;

namespace {

std::shared_ptr<const LoadedTokenizer> load_alone(const std::filesystem::path& vocab_file,
                                                  const TokenizerOptions& options, ClassRule rule) {
  TokenizerConfig config;
  config.options = options;
  LoadedPieces pieces = load_vocabulary(vocab_file, config, rule);
  const int64_t rows = pieces.model->size();
  return std::make_shared<LoadedTokenizer>(std::move(pieces), config, rows);
}

void encode_framed(const LoadedTokenizer& tokenizer, std::string_view text, EncodingBuilder& builder) {
  for (const TemplatePart& part : tokenizer.frame.single) {
    if (part.kind == TemplatePart::Kind::token) {
      builder.frame(part.id);
    } else {
      tokenizer.encode(text, builder);
    }
    builder.end_part(part.type);
  }
}

}  // namespace

Tokenizer::Tokenizer(std::shared_ptr<const LoadedTokenizer> loaded) : loaded_(std::move(loaded)) {}

Tokenizer Tokenizer::load(const std::filesystem::path& directory, int64_t vocab_size,
                          std::optional<TokenizerKind> kind) {
  TokenizerConfig config = read_tokenizer_files(directory);
  config.options.kind = kind.value_or(config.kind.value_or(TokenizerKind::fast));
  LoadedPieces pieces = load_pieces(directory, config);
  auto loaded = std::make_shared<LoadedTokenizer>(std::move(pieces), config, vocab_size);
  const int32_t ids = loaded->added.size();
  const bool is_all_pieces = ids == loaded->pieces->size();
  const bool has_lines = loaded->origin.file.ends_with(".txt");
  const std::string sizes =
      fmt::format("{}: {} {}, expected {} (vocab_size)", loaded->origin.file, ids,
                  is_all_pieces ? (has_lines ? "lines" : "pieces") : "pieces and added tokens", vocab_size);
  if (ids > vocab_size) throw Error(ErrorKind::model, sizes);
  if (ids < vocab_size) loaded->warnings.push_back(sizes);
  return Tokenizer(std::move(loaded));
}

bool Tokenizer::has_vocabulary(const std::filesystem::path& directory) {
  return find_vocabulary(directory, {}).has_value();
}

Tokenizer Tokenizer::from_vocab(const std::filesystem::path& vocab_file) {
  return Tokenizer(load_alone(vocab_file, {}, ClassRule::as_is));
}

Tokenizer Tokenizer::from_vocab(const std::filesystem::path& vocab_file, const TokenizerOptions& options) {
  return Tokenizer(load_alone(vocab_file, options, ClassRule::overrules));
}

Encoding Tokenizer::encode(std::string_view text) const {
  EncodingBuilder builder(text.size());
  encode_framed(*loaded_, text, builder);
  return std::move(builder).finish();
}

void Tokenizer::encode_parts(std::string_view text, const EncodeOptions& options,
                             const std::function<void(const Encoding& part)>& take) const {
  EncodingBuilder builder(text.size(), take);
  options.special_tokens ? encode_framed(*loaded_, text, builder) : loaded_->encode(text, builder);
  builder.hand_over();
}

Encoding Tokenizer::encode_pieces(std::string_view text) const {
  EncodingBuilder builder(text.size());
  loaded_->encode(text, builder);
  return std::move(builder).finish();
}

std::string Tokenizer::decode(std::span<const int32_t> ids, const DecodeOptions& options) const {
  std::string text;
  std::vector<std::string_view> run;
  const auto append = [&](std::string_view part) {
    if (!text.empty() && !part.empty()) text += ' ';
    text += part;
  };
  for (const int32_t id : ids) {
    if (id < 0 || id >= size()) {
      throw Error(ErrorKind::input,
                  fmt::format("token id {}: outside the vocabulary, expected 0 to {}", id, size() - 1));
    }
    if (options.skip_special_tokens && is_special(id)) continue;
    if (std::ranges::binary_search(loaded_->apart, id)) {
      append(loaded_->pieces->join(std::exchange(run, {})));
      append(token(id));
      continue;
    }
    const bool has_token = loaded_->added.token(id) != nullptr || !std::ranges::binary_search(loaded_->unreachable, id);
    if (has_token) {
      run.push_back(token(id));
    } else if (loaded_->options.kind == TokenizerKind::slow) {
      run.push_back(token(unk_id()));  // the others know no token for such an id
    }
  }
  append(loaded_->pieces->join(run));
  return options.clean_up_spaces.value_or(loaded_->cleans_up_spaces) ? clean_up_spaces(std::move(text)) : text;
}

std::string_view Tokenizer::token(int32_t id) const {
  assert(id >= 0 && id < size());
  return loaded_->token(id);
}

int32_t Tokenizer::id(std::string_view token) const { return loaded_->added.id(token); }
int32_t Tokenizer::size() const { return loaded_->added.size(); }
int32_t Tokenizer::pad_id() const { return loaded_->special(SpecialToken::pad); }
int32_t Tokenizer::unk_id() const { return loaded_->special(SpecialToken::unk); }
int32_t Tokenizer::cls_id() const { return loaded_->special(SpecialToken::cls); }
int32_t Tokenizer::sep_id() const { return loaded_->special(SpecialToken::sep); }
int32_t Tokenizer::mask_id() const { return loaded_->special(SpecialToken::mask); }
bool Tokenizer::is_special(int32_t id) const { return std::ranges::binary_search(loaded_->skipped, id); }
const TokenizerOptions& Tokenizer::options() const { return loaded_->options; }
const TokenizerOrigin& Tokenizer::origin() const { return loaded_->origin; }
Side Tokenizer::truncation_side() const { return loaded_->truncation_side; }
int64_t Tokenizer::num_special_tokens(bool pair) const { return loaded_->frame.num_special_tokens(pair); }
bool Tokenizer::is_sentence_piece() const { return loaded_->pieces->is_sentence_piece(); }
std::optional<int64_t> Tokenizer::model_max_length() const { return loaded_->model_max_length; }
const std::vector<std::string>& Tokenizer::warnings() const { return loaded_->warnings; }

}  // namespace electra
