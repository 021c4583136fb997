#include "tasks/qa_loss.h"

#include <cstdint>

#include "electra/losses.h"

namespace electra::internal {
namespace {

struct Positions {
  int64_t start = 0;
  int64_t end = 0;
};

// The last token that begins at or before the answer's first byte, and the first one that ends at or behind its last.
Positions positions_of(const QaWindow& window, Span gold) {
  const auto span = [&](int64_t token) { return window.encoding.spans[static_cast<size_t>(token)]; };
  int64_t start = window.context_begin;
  int64_t end = window.context_end - 1;
  if (gold.begin == gold.end || end < start) return {};
  if (span(start).begin > gold.begin || span(end).end < gold.end) return {};
  while (start + 1 < window.context_end && span(start + 1).begin <= gold.begin) ++start;
  while (end > window.context_begin && span(end - 1).end >= gold.end) --end;
  return {start, end};
}

}  // namespace

double answer_loss(const QaWindow& window, std::span<const float> start_logits, std::span<const float> end_logits,
                   Span gold) {
  const Positions positions = positions_of(window, gold);
  const auto loss = [](std::span<const float> logits, int64_t position) {
    return double{position_loss(logits, std::ssize(logits), std::span(&position, 1))};
  };
  return (loss(start_logits, positions.start) + loss(end_logits, positions.end)) / 2.0;
}

}  // namespace electra::internal
