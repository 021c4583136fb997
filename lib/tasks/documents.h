// Texts of any length through a head with logits for every token: overlapping windows go in, one row for each piece
// comes out, of the window in which its word has the most context.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "electra/model.h"
#include "electra/tokenizer.h"
#include "tasks/windows.h"

namespace electra::internal {

struct Document {
  Encoding encoding;  // without special tokens
  std::vector<PieceRange> words;
  bool runs = false;
  std::vector<int32_t> best;  // window of each piece, while it is run
  std::vector<float> rows;  // [tokens, labels]: of the special tokens before the pieces, of these, of those behind them
};

class Documents {
 public:
  // Throws Error(usage) for an overlap below 0, and for a max_length that holds no piece beside the special tokens.
  // REQUIRES: tokenizer outlives the documents.
  Documents(const Tokenizer& tokenizer, int64_t max_length, int64_t overlap);

  // A text that was encoded without special tokens. It is only kept if it is not to be run.
  void add(Encoding encoding, bool run = true);
  // The same of a text that is not split yet; one without pieces is not run.
  void add_text(std::string_view text);
  void run(Runner& runner, int64_t batch_tokens);

  const Document& operator[](size_t index) const { return documents_[index]; }
  size_t size() const { return documents_.size(); }
  // Special tokens of a window, such as [CLS] before and [SEP] behind its pieces.
  FrameSize frame() const { return frame_; }
  // The logits of a piece; for -1 those of the special token before the first window, for the piece behind the last
  // those of the one behind the last window, and so on. REQUIRES: the document was run.
  std::span<const float> row(const Document& document, int64_t piece) const;
  // All of them, which the document has no longer; none if it was not run.
  std::vector<float> take_rows(size_t index) { return std::move(documents_[index].rows); }

 private:
  // A window of a document, to be run.
  struct Part {
    size_t document;
    PieceRange pieces;
    int32_t index;
    bool is_last;
  };
  void add_parts(size_t index, Runner& runner, int64_t batch_tokens);
  void run_parts(Runner& runner, int64_t batch_tokens);
  void take(const Part& part, std::span<const float> logits);

  const Tokenizer& tokenizer_;
  FrameSize frame_;
  int64_t capacity_;  // of a window, in pieces
  int64_t overlap_;
  std::vector<Document> documents_;
  // Those that wait to be run: all of a usual call, some of a huge text.
  std::vector<Part> parts_;
  std::vector<Encoding> sequences_;
  size_t tokens_ = 0;  // of the sequences
  size_t width_ = 1;   // labels
};

}  // namespace electra::internal
