#include "tasks/documents.h"

#include <algorithm>
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
  document.runs = run;
}

void Documents::add_text(std::string_view text) {
  Encoding encoding = tokenizer_.encode_pieces(text);
  const bool has_pieces = encoding.size() > 0;
  add(std::move(encoding), has_pieces);
}

void Documents::run(Runner& runner, int64_t batch_tokens) {
  width_ = runner.model().head() == Head::tag ? static_cast<size_t>(runner.model().config().num_labels) : 1;
  for (size_t i = 0; i < documents_.size(); ++i) {
    if (documents_[i].runs) add_parts(i, runner, batch_tokens);
  }
  run_parts(runner, batch_tokens);
  for (Document& document : documents_) document.best = {};
}

void Documents::add_parts(size_t index, Runner& runner, int64_t batch_tokens) {
  // More than a usual call has in all, so that batches are made of all its windows.
  constexpr size_t most_tokens = size_t{1} << 19;
  Document& document = documents_[index];
  const std::vector<PieceRange> windows = cut_windows(document.words, capacity_, overlap_);
  document.best = best_windows(document.words, windows);
  document.rows.resize((document.encoding.size() + static_cast<size_t>(frame_.total)) * width_);
  for (size_t i = 0; i < windows.size(); ++i) {
    parts_.push_back({index, windows[i], static_cast<int32_t>(i), i + 1 == windows.size()});
    sequences_.push_back(window_encoding(document.encoding, windows[i], tokenizer_));
    tokens_ += sequences_.back().size();
    if (tokens_ >= most_tokens) run_parts(runner, batch_tokens);
  }
}

void Documents::run_parts(Runner& runner, int64_t batch_tokens) {
  const Batches work = make_batches(sequences_, batch_tokens);
  const Request all_rows;
  // Threads take the windows of different batches, and every row comes from one window.
  run_finite(runner, work.batches, std::span(&all_rows, 1), [&](size_t batch, const Output& output) {
    const std::vector<int32_t>& starts = work.batches[batch].sequence_starts;
    for (size_t i = 0; i < work.members[batch].size(); ++i) {
      const auto begin = static_cast<size_t>(starts[i]) * width_;
      const auto end = static_cast<size_t>(starts[i + 1]) * width_;
      take(parts_[work.members[batch][i]], std::span(output.logits).subspan(begin, end - begin));
    }
  });
  parts_.clear();
  sequences_.clear();
  tokens_ = 0;
}

void Documents::take(const Part& part, std::span<const float> logits) {
  Document& document = documents_[part.document];
  // Tokens [first, last) of the window are those of the document from `to` on.
  const auto copy = [&](int64_t first, int64_t last, int64_t to) {
    const auto width = static_cast<std::ptrdiff_t>(width_);
    std::copy(logits.begin() + first * width, logits.begin() + last * width, document.rows.begin() + to * width);
  };
  const int64_t before = frame_.before;
  const int64_t begin = part.pieces.begin;
  if (part.index == 0) copy(0, before, 0);
  for (int64_t piece = begin; piece < part.pieces.end; ++piece) {
    if (document.best[static_cast<size_t>(piece)] != part.index) continue;
    const int64_t token = piece - begin + before;
    copy(token, token + 1, piece + before);
  }
  if (!part.is_last) return;
  const int64_t behind = part.pieces.size() + before;
  copy(behind, behind + frame_.total - before, part.pieces.end + before);
}

std::span<const float> Documents::row(const Document& document, int64_t piece) const {
  return std::span(document.rows).subspan(static_cast<size_t>(piece + frame_.before) * width_, width_);
}

}  // namespace electra::internal
