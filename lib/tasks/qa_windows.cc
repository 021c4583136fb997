#include "tasks/qa_windows.h"

#include <algorithm>

#include "electra/error.h"
#include "tasks/windows.h"
#include "text/truncate.h"

namespace electra::internal {
namespace {

// The question's first pieces.
Encoding cut_question(const Tokenizer& tokenizer, std::string_view question, int64_t max_query_length) {
  return tokenizer
      .encode_cut(question, std::nullopt,
                  {.special_tokens = false,
                   .truncation = Truncation::longest_first,
                   .max_length = max_query_length,
                   .truncation_side = Side::right})
      .encoding;
}

// A question and its context in pieces, and how they stand in a window.
class Framed {
 public:
  Framed(const Tokenizer& tokenizer, const ContextQuestion& question, const AnswerOptions& options)
      : tokenizer_(tokenizer),
        question_(cut_question(tokenizer, question.question, options.max_query_length)),
        context_(tokenizer.encode_pieces(question.context)),
        frame_(frame_size(tokenizer, true)),
        capacity_(options.max_length - static_cast<int64_t>(question_.size()) - frame_.total) {}

  // Pieces of the context, and how many fit beside the question.
  int64_t size() const { return static_cast<int64_t>(context_.size()); }
  int64_t capacity() const { return capacity_; }

  QaWindow window(PieceRange range) const {
    const Encoding part = slice(context_, range);
    QaWindow window;
    window.encoding = tokenizer_.frame(question_, &part);
    window.context_begin = frame_.before + static_cast<int64_t>(question_.size());
    window.context_end = window.context_begin + range.size();
    window.may_start.assign(window.encoding.size(), 0);
    return window;
  }

 private:
  const Tokenizer& tokenizer_;
  Encoding question_;
  Encoding context_;
  FrameSize frame_;
  int64_t capacity_;
};

// The window that shows most around a piece: the smaller of the distances to its ends, and a hundredth of its length.
// The windows with the piece are neighbours of `inside`, one of them.
size_t best_window(std::span<const PieceRange> ranges, size_t inside, int64_t piece) {
  size_t first = inside;
  while (first > 0 && piece < ranges[first - 1].end) --first;
  size_t best = first;
  double most = -1.0;
  for (size_t i = first; i < ranges.size() && ranges[i].begin <= piece; ++i) {
    const int64_t context = std::min(piece - ranges[i].begin, ranges[i].end - 1 - piece);
    const double score = static_cast<double>(context) + 0.01 * static_cast<double>(ranges[i].size());
    if (score > most) best = i, most = score;
  }
  return best;
}

}  // namespace

void check_windows(const Tokenizer& tokenizer, const AnswerOptions& options, WindowKind kind) {
  const int64_t capacity = options.max_length - options.max_query_length - tokenizer.num_special_tokens(true);
  const std::string room = "beside a question of " + std::to_string(options.max_query_length) + " pieces in " +
                           std::to_string(options.max_length) + " tokens";
  if (capacity < 1) throw Error(ErrorKind::usage, "no context fits " + room);
  if (kind == WindowKind::overlapping && options.doc_stride >= capacity) {
    throw Error(ErrorKind::usage, "doc stride: " + std::to_string(options.doc_stride) + ", expected less than " +
                                      std::to_string(capacity) + ", what fits " + room);
  }
}

std::vector<QaWindow> overlapping_windows(const Tokenizer& tokenizer, const ContextQuestion& question,
                                          const AnswerOptions& options) {
  const Framed framed(tokenizer, question, options);
  // The longest question leaves room, see check_windows(); the pipeline's may have any length.
  if (framed.size() > framed.capacity() && options.doc_stride >= framed.capacity()) {
    throw Error(ErrorKind::input, "the question leaves room for " +
                                      std::to_string(std::max<int64_t>(0, framed.capacity())) +
                                      " pieces of the context in " + std::to_string(options.max_length) +
                                      " tokens, expected more than the doc stride, " +
                                      std::to_string(options.doc_stride) + ": shorten it, or the doc stride");
  }
  std::vector<QaWindow> windows;
  for (const Window range : cut(static_cast<size_t>(framed.size()), static_cast<size_t>(framed.capacity()),
                                static_cast<size_t>(options.doc_stride), tokenizer.truncation_side())) {
    QaWindow& window =
        windows.emplace_back(framed.window({static_cast<int64_t>(range.begin), static_cast<int64_t>(range.end)}));
    std::fill(window.may_start.begin() + window.context_begin, window.may_start.begin() + window.context_end,
              uint8_t{1});
  }
  return windows;
}

std::vector<QaWindow> stepping_windows(const Tokenizer& tokenizer, const ContextQuestion& question,
                                       const AnswerOptions& options) {
  const Framed framed(tokenizer, question, options);
  const int64_t count = framed.size();
  std::vector<PieceRange> ranges;
  for (int64_t begin = 0; begin < count;) {
    const int64_t length = std::min(count - begin, framed.capacity());
    ranges.push_back({begin, begin + length});
    if (begin + length == count) break;
    begin += std::min(length, options.doc_stride);
  }
  std::vector<QaWindow> windows;
  for (size_t i = 0; i < ranges.size(); ++i) {
    QaWindow& window = windows.emplace_back(framed.window(ranges[i]));
    for (int64_t piece = ranges[i].begin; piece < ranges[i].end; ++piece) {
      const auto token = static_cast<size_t>(window.context_begin + piece - ranges[i].begin);
      window.may_start[token] = best_window(ranges, i, piece) == i;
    }
  }
  return windows;
}

}  // namespace electra::internal
