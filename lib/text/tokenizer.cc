#include "electra/tokenizer.h"

#include <fmt/core.h>

#include <algorithm>
#include <cassert>
#include <limits>
#include <optional>

#include "electra/error.h"
#include "text/decode.h"
#include "text/encoding_builder.h"
#include "text/tokenizer_impl.h"

namespace electra {

using namespace internal;

Tokenizer::Tokenizer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Tokenizer::Tokenizer(Tokenizer&&) noexcept = default;
Tokenizer& Tokenizer::operator=(Tokenizer&&) noexcept = default;
Tokenizer::~Tokenizer() = default;

// Between the tokens that are looked for in the text as it is written.
void Tokenizer::Impl::encode(std::string_view text, EncodingBuilder& builder) const {
  for (size_t begin = 0; begin < text.size();) {
    const AddedTokenFinder::Found found = raw_tokens.find(text, begin);
    if (begin < found.begin) encode_stretch(text, begin, found.begin, builder);
    if (found.id >= 0) {
      builder.whole_word(found.id, {static_cast<uint32_t>(found.begin), static_cast<uint32_t>(found.end)});
    }
    begin = found.end;
  }
}

// The same between those that are looked for in the normalised text. It is only made to find them: what stands between
// is cut out of the original.
void Tokenizer::Impl::encode_stretch(std::string_view text, size_t begin, size_t end, EncodingBuilder& builder) const {
  if (normalized_tokens.empty()) return pieces->encode(text, begin, end, builder);
  const NormalizedText normalized = pieces->normalize(text, begin, end);
  for (size_t from = 0; begin < end;) {
    const AddedTokenFinder::Found found = normalized_tokens.find(normalized.bytes, from);
    if (found.id < 0) return pieces->encode(text, begin, end, builder);
    const Span source = {normalized.sources[found.begin].begin, normalized.sources[found.end - 1].end};
    if (begin < source.begin) pieces->encode(text, begin, source.begin, builder);
    builder.whole_word(found.id, source);
    begin = source.end;
    from = found.end;
  }
}

Encoding Tokenizer::encode(std::string_view text, bool special_tokens) const {
  assert(text.size() <= std::numeric_limits<uint32_t>::max());
  EncodingBuilder builder(text.size());
  if (special_tokens) builder.frame(cls_id());
  impl_->encode(text, builder);
  if (special_tokens) builder.frame(sep_id());
  return std::move(builder).finish();
}

std::string Tokenizer::decode(std::span<const int32_t> ids, bool skip_special_tokens, bool clean_up) const {
  std::vector<std::string_view> tokens;
  for (const int32_t id : ids) {
    if (id < 0 || id >= size()) {
      throw Error(ErrorKind::input,
                  fmt::format("token id {}: outside the vocabulary, expected 0 to {}", id, size() - 1));
    }
    if (skip_special_tokens && is_special(id)) continue;
    // The reference knows no token for such an id.
    if (std::ranges::binary_search(impl_->unreachable, id)) continue;
    tokens.push_back(token(id));
  }
  std::string text = impl_->pieces->join(tokens);
  return clean_up ? clean_up_spaces(std::move(text)) : text;
}

std::string_view Tokenizer::token(int32_t id) const {
  assert(id >= 0 && id < size());
  const int32_t pieces = impl_->pieces->size();
  return id < pieces ? impl_->pieces->token(id) : impl_->beyond[static_cast<size_t>(id - pieces)];
}

int32_t Tokenizer::id(std::string_view token) const { return impl_->id(token); }
int32_t Tokenizer::size() const { return impl_->size(); }
int32_t Tokenizer::pad_id() const { return impl_->special(SpecialToken::pad); }
int32_t Tokenizer::unk_id() const { return impl_->special(SpecialToken::unk); }
int32_t Tokenizer::cls_id() const { return impl_->special(SpecialToken::cls); }
int32_t Tokenizer::sep_id() const { return impl_->special(SpecialToken::sep); }
int32_t Tokenizer::mask_id() const { return impl_->special(SpecialToken::mask); }
bool Tokenizer::is_special(int32_t id) const { return std::ranges::binary_search(impl_->skipped, id); }
const TokenizerOptions& Tokenizer::options() const { return impl_->options; }
bool Tokenizer::is_sentence_piece() const { return impl_->pieces->is_sentence_piece(); }
std::optional<int64_t> Tokenizer::model_max_length() const { return impl_->model_max_length; }
const std::vector<std::string>& Tokenizer::warnings() const { return impl_->warnings; }

}  // namespace electra
