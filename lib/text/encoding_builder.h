// Collects the tokens of one text: all of them, those at one end, or part by part. The vectors of the encoding are kept
// larger than what is used until finish().
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>

#include "electra/tokenizer.h"

namespace electra::internal {

// Which tokens of a text are kept: the first `most` of them or, if the text loses tokens on its left side, the last.
struct Kept {
  size_t most = ~size_t{0};
  Side truncation_side = Side::right;
  bool counts = false;  // whether the text is read to its end even where nothing more is kept
};

class EncodingBuilder {
 public:
  using Take = std::function<void(const Encoding& part)>;

  explicit EncodingBuilder(size_t text_bytes, Kept kept = {}) : kept_(kept), text_bytes_(text_bytes) {
    reserve(std::min(text_bytes / usual_bytes_per_token, kept.most) + 16);
  }
  // Hands the tokens over, without token_type_ids, some thousands at a time. REQUIRES: `take` outlives the builder.
  EncodingBuilder(size_t text_bytes, const Take& take)
      : EncodingBuilder(text_bytes, {.most = tokens_of_part, .counts = true}) {
    take_ = &take;
  }

  // Room for that many more tokens.
  void reserve(size_t more) {
    if (count_ + more > encoding_.ids.size()) grow(count_ + more);
  }

  // A token of the word at hand. REQUIRES: reserve().
  void put(int32_t id, Span source) {
    encoding_.ids[count_] = id;
    encoding_.spans[count_] = source;
    encoding_.word_ids[count_] = word_;
    ++count_;
  }
  void end_word() { ++word_; }

  // A token that is a word of its own.
  void whole_word(int32_t id, Span source) {
    reserve(1);
    put(id, source);
    ++word_;
  }

  // [CLS] and [SEP]: not part of any word.
  void frame(int32_t id) {
    reserve(1);
    put(id, {0, 0});
    encoding_.word_ids[count_ - 1] = -1;
  }

  // Gives all tokens since the last such call a token_type_id; the usual one, 0, costs nothing.
  void end_part(int32_t type) {
    if (type != 0) {
      encoding_.token_type_ids.resize(part_begin_);
      encoding_.token_type_ids.resize(count_, type);
    }
    part_begin_ = count_;
  }

  size_t size() const { return count_; }
  // Takes the last tokens back. REQUIRES: size <= size().
  void shrink(size_t size) { count_ = size; }

  // To be called between words, from time to time: lets go of what is not kept.
  void drop() {
    if (count_ <= kept_.most) return;
    if (take_ != nullptr) return hand_over();
    if (kept_.truncation_side == Side::right) return keep_first();
    if (count_ - kept_.most > kept_.most) keep_last();  // seldom enough to take little time
  }
  // The same, and whether there is a use for more of the text.
  bool wants_more() {
    drop();
    return dropped_ == 0 || kept_.counts || kept_.truncation_side == Side::left;
  }

  // How many tokens came, dropped ones included.
  size_t total() const { return dropped_ + count_; }

  // What has not been handed over yet.
  void hand_over() {
    if (count_ == 0) return;
    encoding_.ids.resize(count_);
    encoding_.spans.resize(count_);
    encoding_.word_ids.resize(count_);
    encoding_.token_type_ids.clear();
    (*take_)(encoding_);
    dropped_ += count_;
    count_ = part_begin_ = 0;
  }

  Encoding finish() && {
    if (count_ > kept_.most) kept_.truncation_side == Side::left ? keep_last() : keep_first();
    encoding_.ids.resize(count_);
    encoding_.spans.resize(count_);
    encoding_.word_ids.resize(count_);
    encoding_.token_type_ids.resize(count_);
    return std::move(encoding_);
  }

 private:
  static constexpr size_t usual_bytes_per_token = 4;
  static constexpr size_t tokens_of_part = size_t{1} << 14;

  void keep_first() {
    dropped_ += count_ - kept_.most;
    count_ = kept_.most;
  }
  void keep_last() {
    const size_t surplus = count_ - kept_.most;
    const auto move_down = [&](auto& values) {
      const auto begin = values.begin();
      std::copy(begin + static_cast<std::ptrdiff_t>(surplus), begin + static_cast<std::ptrdiff_t>(count_), begin);
    };
    move_down(encoding_.ids);
    move_down(encoding_.spans);
    move_down(encoding_.word_ids);
    dropped_ += surplus;
    count_ = kept_.most;
  }

  void grow(size_t tokens) {
    // Few texts have more tokens than bytes, and huge ones should not have room for half as many again.
    const size_t usual = encoding_.ids.size() + encoding_.ids.size() / 2;
    tokens = std::max(tokens, std::min(usual, text_bytes_ + 16));
    encoding_.ids.resize(tokens);
    encoding_.spans.resize(tokens);
    encoding_.word_ids.resize(tokens);
  }

  Kept kept_;
  size_t text_bytes_;
  const Take* take_ = nullptr;
  Encoding encoding_;
  size_t count_ = 0;
  size_t dropped_ = 0;
  size_t part_begin_ = 0;
  int32_t word_ = 0;  // index of the word at hand
};

}  // namespace electra::internal
