#include "electra/tokenizer.h"

#include <fmt/core.h>

#include <algorithm>
#include <cassert>
#include <limits>
#include <optional>

#include "base/utf8.h"
#include "electra/error.h"
#include "text/decode.h"
#include "text/encoder.h"
#include "text/normalize.h"
#include "text/special_tokens.h"
#include "text/split.h"
#include "text/tokenizer_config.h"
#include "text/vocabulary.h"

namespace electra {
namespace {

constexpr const char* vocabulary_name = "vocab.txt";

// A token as a message shows it: short, and without control characters.
std::string quote(std::string_view token) {
  constexpr size_t limit = 40;
  std::string shown = "'";
  for (const char c : token.substr(0, limit)) {
    const auto byte = static_cast<unsigned char>(c);
    shown += byte < 0x20 || byte == 0x7F ? '?' : c;
  }
  return shown + (token.size() > limit ? "...'" : "'");
}

std::array<int32_t, num_special_tokens> find_ids(const WordPieces& pieces, const SpecialTokenNames& names) {
  std::array<int32_t, num_special_tokens> ids{};
  for (size_t i = 0; i < num_special_tokens; ++i) ids[i] = pieces.id(names[i]);
  return ids;
}

}  // namespace

struct Tokenizer::Impl {
  Impl(const std::filesystem::path& vocabulary_file, const TokenizerConfig& config);
  int32_t special(SpecialToken token) const { return special_ids[static_cast<size_t>(token)]; }
  void check(const std::string& file, const SpecialTokenNames& names);

  TokenizerOptions options;
  Vocabulary vocabulary;
  NormalizationRules rules;
  PieceTable table;
  std::array<int32_t, num_special_tokens> special_ids;
  SpecialTokenFinder specials;
  std::vector<int32_t> unreachable;  // ids whose token has a later one, ascending
  std::vector<std::string> warnings;
};

Tokenizer::Impl::Impl(const std::filesystem::path& vocabulary_file, const TokenizerConfig& config)
    : options(config.options),
      vocabulary(Vocabulary::read(vocabulary_file)),
      rules(options),
      table(vocabulary, options.lower_case),
      special_ids(find_ids(table.pieces, config.special_tokens)),
      specials(config.special_tokens, special_ids),
      warnings(config.warnings) {
  warnings.insert(warnings.end(), vocabulary.warnings().begin(), vocabulary.warnings().end());
  table.unk_id = special(SpecialToken::unk);
  check(vocabulary_file.string(), config.special_tokens);
}

void Tokenizer::Impl::check(const std::string& file, const SpecialTokenNames& names) {
  for (const SpecialToken token : {SpecialToken::unk, SpecialToken::cls, SpecialToken::sep}) {
    if (special(token) >= 0) continue;
    throw Error(ErrorKind::model, fmt::format("{}: no {} token", file, quote(names[static_cast<size_t>(token)])));
  }
  if (special(SpecialToken::pad) < 0) {
    warnings.push_back(fmt::format("{}: no {} token", file, quote(names[static_cast<size_t>(SpecialToken::pad)])));
  }
  const auto& duplicates = table.pieces.duplicates();
  for (const auto& duplicate : duplicates) unreachable.push_back(duplicate.earlier);
  std::sort(unreachable.begin(), unreachable.end());
  if (duplicates.empty()) return;
  const auto& first = duplicates.front();
  std::string warning = fmt::format("{}:{}: {} again, first on line {}: the last one counts", file, first.id + 1,
                                    quote(vocabulary[first.id]), first.earlier + 1);
  if (duplicates.size() > 1) warning += fmt::format(" ({} more such lines)", duplicates.size() - 1);
  warnings.push_back(std::move(warning));
}

Tokenizer Tokenizer::load(const std::filesystem::path& directory, int64_t vocab_size) {
  const TokenizerConfig config = read_tokenizer_files(directory);
  const std::filesystem::path vocabulary_file = directory / vocabulary_name;
  auto impl = std::make_unique<Impl>(vocabulary_file, config);
  const int32_t lines = impl->vocabulary.size();
  const std::string sizes =
      fmt::format("{}: {} lines, expected {} (vocab_size)", vocabulary_file.string(), lines, vocab_size);
  if (lines > vocab_size) throw Error(ErrorKind::model, sizes);
  if (lines < vocab_size) impl->warnings.push_back(sizes);
  return Tokenizer(std::move(impl));
}

Tokenizer Tokenizer::from_vocab(const std::filesystem::path& vocab_file, const TokenizerOptions& options) {
  TokenizerConfig config;
  config.options = options;
  return Tokenizer(std::make_unique<Impl>(vocab_file, config));
}

Tokenizer::Tokenizer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Tokenizer::Tokenizer(Tokenizer&&) noexcept = default;
Tokenizer& Tokenizer::operator=(Tokenizer&&) noexcept = default;
Tokenizer::~Tokenizer() = default;

Encoding Tokenizer::encode(std::string_view text, bool special_tokens) const {
  assert(text.size() <= std::numeric_limits<uint32_t>::max());
  Encoder encoder(impl_->table, text);
  Splitter<Encoder> splitter(impl_->rules, text, encoder);
  if (special_tokens) encoder.frame(cls_id());
  for (size_t begin = 0; begin < text.size();) {
    const SpecialTokenFinder::Found special = impl_->specials.find(text, begin);
    splitter.split(begin, special.begin);
    if (special.id >= 0) {
      encoder.whole_word(special.id, {static_cast<uint32_t>(special.begin), static_cast<uint32_t>(special.end)});
    }
    begin = special.end;
  }
  if (special_tokens) encoder.frame(sep_id());
  return std::move(encoder).finish();
}

std::string Tokenizer::decode(std::span<const int32_t> ids, bool skip_special_tokens, bool clean_up) const {
  std::string text;
  bool first = true;
  for (const int32_t id : ids) {
    if (id < 0 || id >= size()) {
      throw Error(ErrorKind::input,
                  fmt::format("token id {}: outside the vocabulary, expected 0 to {}", id, size() - 1));
    }
    if (skip_special_tokens && is_special(id)) continue;
    // The reference knows no token for such an id.
    if (std::binary_search(impl_->unreachable.begin(), impl_->unreachable.end(), id)) continue;
    append_decoded(text, token(id), first);
    first = false;
  }
  return clean_up ? clean_up_spaces(std::move(text)) : text;
}

std::string_view Tokenizer::token(int32_t id) const {
  assert(id >= 0 && id < size());
  return impl_->vocabulary[id];
}

int32_t Tokenizer::id(std::string_view token) const { return impl_->table.pieces.id(token); }
int32_t Tokenizer::size() const { return impl_->vocabulary.size(); }
int32_t Tokenizer::pad_id() const { return impl_->special(SpecialToken::pad); }
int32_t Tokenizer::unk_id() const { return impl_->special(SpecialToken::unk); }
int32_t Tokenizer::cls_id() const { return impl_->special(SpecialToken::cls); }
int32_t Tokenizer::sep_id() const { return impl_->special(SpecialToken::sep); }
int32_t Tokenizer::mask_id() const { return impl_->special(SpecialToken::mask); }
bool Tokenizer::is_special(int32_t id) const {
  return id >= 0 && std::find(impl_->special_ids.begin(), impl_->special_ids.end(), id) != impl_->special_ids.end();
}
const TokenizerOptions& Tokenizer::options() const { return impl_->options; }
const std::vector<std::string>& Tokenizer::warnings() const { return impl_->warnings; }

}  // namespace electra
