// Texts and pairs of texts as a model sees them: [CLS] first [SEP] second [SEP] or what else the tokenizer's template
// is, cut to its length.
#include <fmt/core.h>

#include <cassert>
#include <span>
#include <utility>

#include "electra/error.h"
#include "electra/tokenizer.h"
#include "text/encoding_builder.h"
#include "text/loaded_tokenizer.h"
#include "text/truncate.h"

namespace electra {

using namespace internal;

namespace {

// The tokens of one text, without special ones, and those of the other, if there is one.
struct Texts {
  const Encoding& first;
  const Encoding* second;
};

class Assembler {
 public:
  Assembler(const SequenceTemplate& frame, const Texts& texts, bool special_tokens)
      : parts_(frame.parts(texts.second != nullptr)), texts_(texts), special_tokens_(special_tokens) {}

  Encoding assemble(Window first, Window second) const {
    Encoding out;
    for (const TemplatePart& part : parts_) {
      switch (part.kind) {
        case TemplatePart::Kind::token:
          if (special_tokens_) append_token(out, part.id, part.type);
          break;
        case TemplatePart::Kind::first:
          append(out, texts_.first, first, part.type);
          break;
        case TemplatePart::Kind::second:
          out.second_begin = out.size();
          append(out, *texts_.second, second, part.type);
          break;
      }
    }
    return out;
  }

 private:
  static void append_token(Encoding& out, int32_t id, int32_t type) {
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

  std::span<const TemplatePart> parts_;
  Texts texts_;
  bool special_tokens_;
};

// Tokens that remain for the texts. Throws for options that no text can satisfy.
size_t room_for_texts(int64_t num_special_tokens, bool has_pair, const EncodeOptions& options) {
  assert(options.stride >= 0 && options.max_length >= 0);
  const int64_t frames = options.special_tokens ? num_special_tokens : 0;
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

LongestFirst rule_of(const LoadedTokenizer& tokenizer) {
  return tokenizer.options.kind == TokenizerKind::fast ? LongestFirst::library : LongestFirst::python;
}

std::vector<Encoding> encode_texts(const LoadedTokenizer& tokenizer, const Texts& texts, EncodeOptions options) {
  const Assembler assembler(tokenizer.frame, texts, options.special_tokens);
  const bool has_pair = texts.second != nullptr;
  TextWindows windows{{{0, texts.first.size()}}, {{0, has_pair ? texts.second->size() : 0}}};
  if (options.truncation != Truncation::none) {
    options.truncation_side = options.truncation_side.value_or(tokenizer.truncation_side);
    const size_t room = room_for_texts(tokenizer.frame.num_special_tokens(has_pair), has_pair, options);
    windows = truncate(texts.first.size(), has_pair ? std::optional(texts.second->size()) : std::nullopt, room, options,
                       rule_of(tokenizer));
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

// The tokens of a text that may be cut: those that can stay, and how many there are in all; or one more than can stay
// where nobody has to know.
struct Measured {
  Encoding kept = {};
  size_t total = 0;
};

Measured measure(const LoadedTokenizer& tokenizer, std::string_view text, const Kept& kept) {
  EncodingBuilder builder(text.size(), kept);
  tokenizer.encode(text, builder);
  const size_t total = builder.total();
  return {std::move(builder).finish(), total};
}

// The tokens at the end of a text that truncation leaves.
Window end_window(const Encoding& kept, size_t left, Side truncation_side) {
  return truncation_side == Side::right ? Window{0, left} : Window{kept.size() - left, kept.size()};
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
  const Encoding first = encode_pieces(text);
  if (!pair || (pair->empty() && !options.keep_empty_pair)) return encode_texts(*loaded_, {first, nullptr}, options);
  const Encoding second = encode_pieces(*pair);
  return encode_texts(*loaded_, {first, &second}, options);
}

CutEncoding Tokenizer::encode_cut(std::string_view text, std::optional<std::string_view> pair,
                                  const EncodeOptions& options) const {
  assert(options.stride == 0);
  if (options.truncation == Truncation::none) return {std::move(encode(text, pair, options).front()), false};
  const bool has_pair = pair && (!pair->empty() || options.keep_empty_pair);
  const size_t room = room_for_texts(loaded_->frame.num_special_tokens(has_pair), has_pair, options);
  const Side side = options.truncation_side.value_or(loaded_->truncation_side);
  // One more than there is room for shows that there are more.
  Kept kept{.most = room + 1, .truncation_side = side, .counts = options.truncation != Truncation::longest_first};
  Measured first = measure(*loaded_, text, kept);
  Measured second;
  if (has_pair) second = measure(*loaded_, *pair, kept);
  if (first.total > room && second.total > room && !kept.counts) {  // which one is longer can decide
    kept = {.most = 0, .counts = true};
    first.total = measure(*loaded_, text, kept).total;
    second.total = measure(*loaded_, *pair, kept).total;
  }
  const Lengths left = lengths_left({first.total, second.total}, has_pair, room, options.truncation, rule_of(*loaded_));
  const Assembler assembler(loaded_->frame, {first.kept, has_pair ? &second.kept : nullptr}, options.special_tokens);
  return {assembler.assemble(end_window(first.kept, left.first, side), end_window(second.kept, left.second, side)),
          left != Lengths{first.total, second.total}};
}

std::vector<Encoding> Tokenizer::encode_words(std::span<const std::string> words,
                                              std::optional<std::span<const std::string>> pair,
                                              const EncodeOptions& options) const {
  const Encoding first = encode_split(*this, words);
  if (!pair || (pair->empty() && !options.keep_empty_pair)) return encode_texts(*loaded_, {first, nullptr}, options);
  const Encoding second = encode_split(*this, *pair);
  return encode_texts(*loaded_, {first, &second}, options);
}

Encoding Tokenizer::frame(const Encoding& first, const Encoding* second) const {
  const Assembler assembler(loaded_->frame, {first, second}, true);
  return assembler.assemble({0, first.size()}, {0, second != nullptr ? second->size() : 0});
}

}  // namespace electra
