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

Tokenizer::Tokenizer(std::shared_ptr<const LoadedTokenizer> loaded) : loaded_(std::move(loaded)) {}

Tokenizer Tokenizer::load(const std::filesystem::path& directory, int64_t vocab_size, TokenizerKind kind) {
  TokenizerConfig config = read_tokenizer_files(directory);
  config.options.kind = kind;
  LoadedPieces pieces = load_pieces(directory, config);
  auto loaded = std::make_shared<LoadedTokenizer>(std::move(pieces), config);
  const int32_t ids = loaded->size();
  const std::string sizes = fmt::format(
      "{}: {} {}, expected {} (vocab_size)", loaded->file, ids,
      loaded->beyond.empty() ? (loaded->pieces->is_sentence_piece() ? "pieces" : "lines") : "pieces and added tokens",
      vocab_size);
  if (ids > vocab_size) throw Error(ErrorKind::model, sizes);
  if (ids < vocab_size) loaded->warnings.push_back(sizes);
  return Tokenizer(std::move(loaded));
}

bool Tokenizer::has_vocabulary(const std::filesystem::path& directory) {
  return find_vocabulary(directory).has_value();
}

Tokenizer Tokenizer::from_vocab(const std::filesystem::path& vocab_file, const TokenizerOptions& options) {
  TokenizerConfig config;
  config.options = options;
  LoadedPieces pieces = load_vocabulary(vocab_file, config);
  return Tokenizer(std::make_shared<LoadedTokenizer>(std::move(pieces), config));
}

Encoding Tokenizer::encode(std::string_view text) const {
  EncodingBuilder builder(text.size());
  builder.frame(cls_id());
  loaded_->encode(text, builder);
  builder.frame(sep_id());
  return std::move(builder).finish();
}

Encoding Tokenizer::encode_pieces(std::string_view text) const {
  EncodingBuilder builder(text.size());
  loaded_->encode(text, builder);
  return std::move(builder).finish();
}

std::string Tokenizer::decode(std::span<const int32_t> ids, const DecodeOptions& options) const {
  std::vector<std::string_view> tokens;
  for (const int32_t id : ids) {
    if (id < 0 || id >= size()) {
      throw Error(ErrorKind::input,
                  fmt::format("token id {}: outside the vocabulary, expected 0 to {}", id, size() - 1));
    }
    if (options.skip_special_tokens && is_special(id)) continue;
    // The reference knows no token for such an id.
    if (std::ranges::binary_search(loaded_->unreachable, id)) continue;
    tokens.push_back(token(id));
  }
  std::string text = loaded_->pieces->join(tokens);
  return options.clean_up_spaces ? clean_up_spaces(std::move(text)) : text;
}

std::string_view Tokenizer::token(int32_t id) const {
  assert(id >= 0 && id < size());
  const int32_t pieces = loaded_->pieces->size();
  return id < pieces ? loaded_->pieces->token(id) : loaded_->beyond[static_cast<size_t>(id - pieces)];
}

int32_t Tokenizer::id(std::string_view token) const { return loaded_->id(token); }
int32_t Tokenizer::size() const { return loaded_->size(); }
int32_t Tokenizer::pad_id() const { return loaded_->special(SpecialToken::pad); }
int32_t Tokenizer::unk_id() const { return loaded_->special(SpecialToken::unk); }
int32_t Tokenizer::cls_id() const { return loaded_->special(SpecialToken::cls); }
int32_t Tokenizer::sep_id() const { return loaded_->special(SpecialToken::sep); }
int32_t Tokenizer::mask_id() const { return loaded_->special(SpecialToken::mask); }
bool Tokenizer::is_special(int32_t id) const { return std::ranges::binary_search(loaded_->skipped, id); }
const TokenizerOptions& Tokenizer::options() const { return loaded_->options; }
bool Tokenizer::is_sentence_piece() const { return loaded_->pieces->is_sentence_piece(); }
std::optional<int64_t> Tokenizer::model_max_length() const { return loaded_->model_max_length; }
const std::vector<std::string>& Tokenizer::warnings() const { return loaded_->warnings; }

}  // namespace electra
