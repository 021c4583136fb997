// Texts and pairs of texts as a model sees them: [CLS] first [SEP] second [SEP], cut to its length.
#include <fmt/core.h>

#include <cassert>
#include <utility>

#include "electra/error.h"
#include "electra/tokenizer.h"
#include "text/truncate.h"

namespace electra {

using namespace internal;

namespace {

// The tokens of one text, without special ones, and those of the other, if there is one.
struct Texts {
  Encoding first;
  std::optional<Encoding> second;
};

class Assembler {
 public:
  Assembler(const Tokenizer& tokenizer, const Texts& texts, bool special_tokens)
      : tokenizer_(tokenizer), texts_(texts), special_tokens_(special_tokens) {}

  Encoding assemble(Window first, Window second) const {
    Encoding out;
    frame(out, tokenizer_.cls_id(), 0);
    append(out, texts_.first, first, 0);
    frame(out, tokenizer_.sep_id(), 0);
    if (!texts_.second) return out;
    append(out, *texts_.second, second, 1);
    frame(out, tokenizer_.sep_id(), 1);
    return out;
  }

 private:
  void frame(Encoding& out, int32_t id, int32_t type) const {
    if (!special_tokens_) return;
    out.ids.push_back(id);
    out.token_type_ids.push_back(type);
    out.spans.push_back({});
    out.word_ids.push_back(-1);
  }

  static void append(Encoding& out, const Encoding& text, Window window, int32_t type) {
    const auto copy = [&](auto& to, const auto& from) {
      to.insert(to.end(), from.begin() + static_cast<std::ptrdiff_t>(window.begin),
                from.begin() + static_cast<std::ptrdiff_t>(window.end));
    };
    copy(out.ids, text.ids);
    copy(out.spans, text.spans);
    copy(out.word_ids, text.word_ids);
    out.token_type_ids.insert(out.token_type_ids.end(), window.end - window.begin, type);
  }

  const Tokenizer& tokenizer_;
  const Texts& texts_;
  bool special_tokens_;
};

// Tokens that remain for the texts. Throws for options that no text can satisfy.
size_t room_for_texts(bool has_pair, const EncodeOptions& options) {
  assert(options.stride >= 0 && options.max_length >= 0);
  const int64_t frames = options.special_tokens ? (has_pair ? 3 : 2) : 0;
  const int64_t room = options.max_length - frames;
  if (room < 0) {
    throw Error(ErrorKind::usage, fmt::format("a length of {} tokens: expected at least {}, for the special ones",
                                              options.max_length, frames));
  }
  if (options.stride > 0 && options.stride >= room) {
    throw Error(ErrorKind::usage, fmt::format("a stride of {} tokens: expected less than {}, the length without the "
                                              "special ones",
                                              options.stride, room));
  }
  if (options.truncation == Truncation::only_second && !has_pair && room > 0) {
    throw Error(ErrorKind::usage, "only the second text may be cut, but there is none");
  }
  return static_cast<size_t>(room);
}

std::vector<Encoding> encode_texts(const Tokenizer& tokenizer, const Texts& texts, const EncodeOptions& options) {
  const Assembler assembler(tokenizer, texts, options.special_tokens);
  const bool has_pair = texts.second.has_value();
  TextWindows windows{{{0, texts.first.size()}}, {{0, has_pair ? texts.second->size() : 0}}};
  if (options.truncation != Truncation::none) {
    const size_t room = room_for_texts(has_pair, options);
    windows =
        truncate(texts.first.size(), has_pair ? std::optional(texts.second->size()) : std::nullopt, room, options);
    if (!has_pair) windows.second = {{0, 0}};
  }
  // Transformers' order: what truncation leaves, then every further window of the first text with all of the second,
  // then the first window with the further ones of the second.
  std::vector<Encoding> out;
  out.push_back(assembler.assemble(windows.first.front(), windows.second.front()));
  for (size_t i = 1; i < windows.first.size(); ++i) {
    for (const Window& second : windows.second) out.push_back(assembler.assemble(windows.first[i], second));
  }
  for (size_t j = 1; j < windows.second.size(); ++j) {
    out.push_back(assembler.assemble(windows.first.front(), windows.second[j]));
  }
  return out;
}

Encoding encode_split(const Tokenizer& tokenizer, std::span<const std::string> words) {
  Encoding out;
  for (size_t i = 0; i < words.size(); ++i) {
    const Encoding word = tokenizer.encode_pieces(words[i]);
    out.ids.insert(out.ids.end(), word.ids.begin(), word.ids.end());
    out.spans.insert(out.spans.end(), word.spans.begin(), word.spans.end());
    out.word_ids.insert(out.word_ids.end(), word.size(), static_cast<int32_t>(i));
  }
  return out;
}

}  // namespace

std::vector<Encoding> Tokenizer::encode(std::string_view text, std::optional<std::string_view> pair,
                                        const EncodeOptions& options) const {
  Texts texts{encode_pieces(text), std::nullopt};
  if (pair && (options.keep_empty_pair || !pair->empty())) texts.second = encode_pieces(*pair);
  return encode_texts(*this, texts, options);
}

std::vector<Encoding> Tokenizer::encode_words(std::span<const std::string> words,
                                              std::optional<std::span<const std::string>> pair,
                                              const EncodeOptions& options) const {
  Texts texts{encode_split(*this, words), std::nullopt};
  if (pair && (options.keep_empty_pair || !pair->empty())) texts.second = encode_split(*this, *pair);
  return encode_texts(*this, texts, options);
}

}  // namespace electra
