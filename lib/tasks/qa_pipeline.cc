// Source: pipelines/question_answering.py: select_starts_ends, decode_spans, get_indices, postprocess.
#include "tasks/qa_pipeline.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <queue>
#include <string>
#include <utility>

#include "text/python_unicode.h"

namespace electra::internal {
namespace {

// A span of tokens of a window, both inside.
struct Candidate {
  int64_t start, end;
  float score;
};

// The softmax over the context, [CLS], and those that stand in the texts; in float, as the pipeline has it.
std::vector<float> softmax_of(const QaWindow& window, std::span<const float> logits, int32_t cls_id) {
  const auto counts = [&](size_t i) {
    const auto token = static_cast<int64_t>(i);
    return (token >= window.context_begin && token < window.context_end) || window.encoding.ids[i] == cls_id;
  };
  float highest = -INFINITY;
  for (size_t i = 0; i < logits.size(); ++i) {
    if (counts(i)) highest = std::max(highest, logits[i]);
  }
  std::vector<float> shares(logits.size(), 0.0F);
  double total = 0.0;
  for (size_t i = 0; i < logits.size(); ++i) {
    if (counts(i)) total += shares[i] = std::exp(logits[i] - highest);
  }
  for (float& share : shares) share /= static_cast<float>(total);
  return shares;
}

// The `count` spans with the highest scores, best first. Those with the score 0 are left out, which the pipeline takes
// in any order where there are no others.
std::vector<Candidate> best_spans(const QaWindow& window, std::span<const float> starts, std::span<const float> ends,
                                  int64_t max_length, size_t count) {
  const auto is_better = [](const Candidate& a, const Candidate& b) { return a.score > b.score; };
  std::priority_queue<Candidate, std::vector<Candidate>, decltype(is_better)> kept(is_better);  // its top is the worst
  for (int64_t start = window.context_begin; start < window.context_end; ++start) {
    for (int64_t end = start; end < std::min(window.context_end, start + max_length); ++end) {
      const float score = starts[static_cast<size_t>(start)] * ends[static_cast<size_t>(end)];
      if (score <= 0.0F || (kept.size() == count && score <= kept.top().score)) continue;
      if (kept.size() == count) kept.pop();
      kept.push({start, end, score});
    }
  }
  std::vector<Candidate> best;
  for (; !kept.empty(); kept.pop()) best.push_back(kept.top());
  std::ranges::reverse(best);
  return best;
}

// Of the words that the first and the last token belong to, as far as the window has them.
Span bytes_of(const QaWindow& window, const Candidate& candidate, bool align_to_words) {
  int64_t start = candidate.start, end = candidate.end;
  const std::vector<int32_t>& words = window.encoding.word_ids;
  const auto same_word = [&](int64_t a, int64_t b) {
    return words[static_cast<size_t>(a)] == words[static_cast<size_t>(b)];
  };
  if (align_to_words) {
    while (start > window.context_begin && same_word(start - 1, start)) --start;
    while (end + 1 < window.context_end && same_word(end, end + 1)) ++end;
  }
  return {window.encoding.spans[static_cast<size_t>(start)].begin, window.encoding.spans[static_cast<size_t>(end)].end};
}

// Answers of all windows, of which those with the same text are one.
class Answers {
 public:
  explicit Answers(const ContextQuestion& question) : context_(question.context) {}

  void add(const Candidate& candidate, Span bytes, const WindowLogits& window) {
    const std::string_view text = bytes.of(context_);
    const auto [place, is_new] = places_.emplace(python_unicode::lower_case(text), all_.size());
    if (is_new) {
      all_.push_back({.text = std::string(text),
                      .bytes = bytes,
                      .start_logit = window.start[static_cast<size_t>(candidate.start)],
                      .end_logit = window.end[static_cast<size_t>(candidate.end)]});
    }
    all_[place->second].probability += double{candidate.score};
  }
  std::vector<SpanAnswer>& all() { return all_; }

 private:
  std::string_view context_;
  std::vector<SpanAnswer> all_;
  std::map<std::u32string, size_t> places_;
};

// log(a / b), of which neither needs to be above 0.
double log_odds(double a, double b) {
  constexpr double least = std::numeric_limits<double>::min();
  return std::log(std::max(a, least)) - std::log(std::max(b, least));
}

}  // namespace

Answer pipeline_answer(const ContextQuestion& question, std::span<const WindowLogits> windows, int32_t cls_id,
                       const AnswerOptions& options) {
  const auto limit = static_cast<size_t>(options.n_best);
  // Some candidates become one in whole words.
  const size_t candidates = options.align_to_words ? 2 * limit + 10 : limit;
  Answers answers(question);
  SpanAnswer none = {.text = "", .bytes = {}, .probability = 1.0};
  for (const WindowLogits& window : windows) {
    const std::vector<float> starts = softmax_of(*window.window, window.start, cls_id);
    const std::vector<float> ends = softmax_of(*window.window, window.end, cls_id);
    const double null_score = double{starts[0] * ends[0]};
    if (null_score < none.probability) {
      none.probability = null_score, none.start_logit = window.start[0], none.end_logit = window.end[0];
    }
    for (const Candidate& one : best_spans(*window.window, starts, ends, options.max_answer_length, candidates)) {
      answers.add(one, bytes_of(*window.window, one, options.align_to_words), window);
    }
  }
  Answer answer;
  answer.n_best = std::move(answers.all());
  answer.found = !answer.n_best.empty();
  std::ranges::stable_sort(answer.n_best, std::ranges::greater{}, &SpanAnswer::probability);
  if (!answer.found && !question.may_have_no_answer) none.probability = 0.0;
  if (answer.found) answer.null_odds = log_odds(none.probability, answer.n_best.front().probability);
  if (question.may_have_no_answer || !answer.found) {
    const auto place =
        std::ranges::find_if(answer.n_best, [&](const SpanAnswer& one) { return one.probability < none.probability; });
    answer.n_best.insert(place, std::move(none));
  }
  if (answer.n_best.size() > limit) answer.n_best.resize(limit);
  return answer;
}

}  // namespace electra::internal
