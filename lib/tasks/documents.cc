#include "tasks/documents.h"

#include <utility>

#include "tasks/batcher.h"
#include "tasks/finite.h"
#include "tasks/lengths.h"

namespace electra::internal {

Documents::Documents(const Tokenizer& tokenizer, int64_t max_length, int64_t overlap)
    : tokenizer_(tokenizer),
      frame_(frame_size(tokenizer, false)),
      capacity_(max_length - frame_.total),
      overlap_(overlap) {
  check_least("overlap", overlap, 0);
  check_least("max length", max_length, frame_.total + 1);
}

void Documents::add(Encoding encoding, bool run) {
  Document& document = documents_.emplace_back();
  document.encoding = std::move(encoding);
  document.words = word_ranges(document.encoding);
  document.first_window = sequences_.size();
  if (!run) return;
  document.windows = cut_windows(document.words, capacity_, overlap_);
  document.best = best_windows(document.words, document.windows);
  for (const PieceRange window : document.windows) {
    sequences_.push_back(window_encoding(document.encoding, window, tokenizer_));
  }
}

void Documents::add_text(std::string_view text) {
  Encoding encoding = tokenizer_.encode_pieces(text);
  const bool has_pieces = encoding.size() > 0;
  add(std::move(encoding), has_pieces);
}

void Documents::run(Runner& runner, int64_t batch_tokens) {
  const Batches work = make_batches(sequences_, batch_tokens);
  logits_.resize(sequences_.size());
  width_ = runner.model().head() == Head::tag ? static_cast<size_t>(runner.model().config().num_labels) : 1;
  const auto width = static_cast<std::ptrdiff_t>(width_);
  const Request all_rows;
  run_finite(runner, work.batches, std::span(&all_rows, 1), [&](size_t batch, const Output& output) {
    const std::vector<int32_t>& starts = work.batches[batch].sequence_starts;
    const auto begin = output.logits.begin();
    for (size_t i = 0; i < work.members[batch].size(); ++i) {
      logits_[work.members[batch][i]].assign(begin + starts[i] * width, begin + starts[i + 1] * width);
    }
  });
}

std::span<const float> Documents::row(const Document& document, int64_t piece) const {
  const auto window_of = [&]() -> size_t {
    if (piece < 0) return 0;
    if (piece >= std::ssize(document.best)) return document.windows.size() - 1;
    return static_cast<size_t>(document.best[static_cast<size_t>(piece)]);
  };
  const size_t window = window_of();
  const auto token = static_cast<size_t>(piece - document.windows[window].begin + frame_.before);
  return std::span(logits_[document.first_window + window]).subspan(token * width_, width_);
}

}  // namespace electra::internal
