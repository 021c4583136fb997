#include <algorithm>
#include <cmath>
#include <numeric>

#include "electra/tasks.h"
#include "tasks/batcher.h"
#include "tasks/final_text.h"
#include "tasks/finite.h"
#include "tasks/lengths.h"
#include "tasks/probabilities.h"
#include "tasks/qa_loss.h"
#include "tasks/qa_options.h"
#include "tasks/qa_pipeline.h"
#include "tasks/qa_windows.h"

namespace electra {

using namespace internal;

namespace {

// Google's code adds this to the logits of tokens that cannot be answers.
constexpr float google_mask = -1000.0F;
// Google's name for an answer where there is no valid one.
constexpr const char* no_valid_answer = "empty";

// A span of tokens of a window.
struct Candidate {
  size_t window;
  int64_t start, end;  // both inside
  float start_logit, end_logit;
  double score() const { return double{start_logit} + double{end_logit}; }
};

// What the head says of a window.
struct WindowOutput {
  std::vector<float> start_logits, end_logits;
  AnswerBeam beam;
  float answerable_logit = 0.0F;
};

struct Asked {
  const ContextQuestion* question;
  std::vector<QaWindow> windows;
  size_t first = 0;  // among the windows of all questions
};

// The `count` highest, best first, equal ones by token.
std::vector<int64_t> best_indices(std::span<const float> logits, int64_t count) {
  std::vector<int64_t> order(logits.size());
  std::iota(order.begin(), order.end(), int64_t{0});
  const auto size = std::min<std::ptrdiff_t>(count, std::ssize(order));
  std::ranges::partial_sort(order, order.begin() + size, [&](int64_t a, int64_t b) {
    const float left = logits[static_cast<size_t>(a)];
    const float right = logits[static_cast<size_t>(b)];
    return left != right ? left > right : a < b;
  });
  order.resize(static_cast<size_t>(size));
  return order;
}

class Answerer {
 public:
  Answerer(const Config& config, const Tokenizer& tokenizer, const AnswerOptions& options)
      : config_(config), tokenizer_(tokenizer), options_(options), is_google_(!config.google_task.empty()) {}

  std::vector<QaWindow> windows(const ContextQuestion& question) const {
    return is_google_ ? stepping_windows(tokenizer_, question, options_)
                      : overlapping_windows(tokenizer_, question, options_);
  }

  // `outputs` of the question's windows.
  Answer answer(const Asked& asked, std::span<const WindowOutput> outputs) const {
    if (options_.postprocess == AnswerPostprocess::pipeline) return answer_as_pipeline(asked, outputs);
    std::vector<Candidate> candidates;
    double null_score = INFINITY;
    for (size_t i = 0; i < outputs.size(); ++i) {
      add_candidates(asked.windows[i], i, outputs[i], candidates);
      null_score = std::min(null_score, null_score_of(outputs[i]));
    }
    std::ranges::stable_sort(candidates, std::ranges::greater{}, &Candidate::score);
    Answer answer;
    if (is_google_) {
      take_final_texts(asked, candidates, answer);
    } else {
      take_slices(asked, candidates, outputs, answer);
    }
    if (std::ranges::all_of(answer.n_best, [](const SpanAnswer& one) { return one.text.empty(); })) {
      answer.n_best.insert(answer.n_best.begin(), SpanAnswer{.text = no_valid_answer, .bytes = {}});
      answer.found = false;
    }
    set_probabilities(answer.n_best);
    answer.best = static_cast<size_t>(
        std::ranges::find_if(answer.n_best, [](const SpanAnswer& one) { return !one.text.empty(); }) -
        answer.n_best.begin());
    const SpanAnswer& best = answer.n_best[answer.best];
    answer.null_odds = config_.answerable_classifier ? null_score : null_score - best.start_logit - best.end_logit;
    if (outputs.empty()) answer.null_odds = 0.0;  // a context without pieces
    if (!is_google_) answer.losses = losses(asked, outputs);
    return answer;
  }

 private:
  Answer answer_as_pipeline(const Asked& asked, std::span<const WindowOutput> outputs) const {
    std::vector<WindowLogits> logits;
    for (size_t i = 0; i < outputs.size(); ++i) {
      logits.push_back({&asked.windows[i], outputs[i].start_logits, outputs[i].end_logits});
    }
    Answer answer = pipeline_answer(*asked.question, logits, tokenizer_.cls_id(), options_);
    answer.losses = losses(asked, outputs);
    return answer;
  }

  static std::vector<double> losses(const Asked& asked, std::span<const WindowOutput> outputs) {
    std::vector<double> losses;
    for (size_t i = 0; asked.question->right_answer && i < outputs.size(); ++i) {
      losses.push_back(
          answer_loss(asked.windows[i], outputs[i].start_logits, outputs[i].end_logits, *asked.question->right_answer));
    }
    return losses;
  }

  double null_score_of(const WindowOutput& output) const {
    if (config_.answerable_classifier) return output.answerable_logit;
    if (output.start_logits.empty() || output.end_logits.empty()) return 0.0;
    return double{output.start_logits[0]} + double{output.end_logits[0]};
  }

  void add_candidates(const QaWindow& window, size_t index, const WindowOutput& output,
                      std::vector<Candidate>& candidates) const {
    const auto add = [&](int64_t start, int64_t end, float start_logit, float end_logit) {
      if (start < window.context_begin || start >= window.context_end || end >= window.context_end) return;
      if (end < start || end - start + 1 > options_.max_answer_length) return;
      if (window.may_start[static_cast<size_t>(start)] == 0) return;
      candidates.push_back({index, start, end, start_logit, end_logit});
    };
    if (config_.joint_prediction) {
      const AnswerBeam& beam = output.beam;
      const size_t width = beam.start_top_index.size();
      const size_t size = std::min(width, static_cast<size_t>(options_.beam_size));
      for (size_t i = 0; i < size; ++i) {
        for (size_t j = 0; j < size; ++j) {
          add(beam.start_top_index[i], beam.end_top_index[i * width + j], beam.start_top_log_probs[i],
              beam.end_top_log_probs[i * width + j]);
        }
      }
      return;
    }
    const std::vector<int64_t> ends = best_indices(output.end_logits, options_.n_best);
    for (const int64_t start : best_indices(output.start_logits, options_.n_best)) {
      for (const int64_t end : ends) {
        add(start, end, output.start_logits[static_cast<size_t>(start)], output.end_logits[static_cast<size_t>(end)]);
      }
    }
  }

  static SpanAnswer span_answer(const Candidate& candidate, std::string text, Span bytes) {
    return {.text = std::move(text),
            .bytes = bytes,
            .start_logit = candidate.start_logit,
            .end_logit = candidate.end_logit};
  }

  static Span bytes_of(const Asked& asked, const Candidate& candidate) {
    const std::vector<Span>& spans = asked.windows[candidate.window].encoding.spans;
    return {spans[static_cast<size_t>(candidate.start)].begin, spans[static_cast<size_t>(candidate.end)].end};
  }

  // run_qa: the n_best of all spans and, where there may be no answer, that of [CLS], which is never left out.
  void take_slices(const Asked& asked, std::span<const Candidate> candidates, std::span<const WindowOutput> outputs,
                   Answer& answer) const {
    const auto limit = static_cast<size_t>(options_.n_best);
    for (const Candidate& candidate : candidates.first(std::min(limit, candidates.size()))) {
      const Span bytes = bytes_of(asked, candidate);
      answer.n_best.push_back(span_answer(
          candidate, std::string(asked.question->context.substr(bytes.begin, bytes.end - bytes.begin)), bytes));
    }
    if (!asked.question->may_have_no_answer) return;
    const auto null =
        std::ranges::min_element(outputs, {}, [&](const WindowOutput& one) { return null_score_of(one); });
    if (null == outputs.end()) return;
    const Candidate none = {0, 0, 0, null->start_logits[0], null->end_logits[0]};
    const auto place = std::ranges::find_if(
        answer.n_best, [&](const SpanAnswer& one) { return one.start_logit + one.end_logit < none.score(); });
    const bool pushes_out = place != answer.n_best.end() && answer.n_best.size() == limit;
    answer.n_best.insert(place, span_answer(none, "", {}));
    if (pushes_out) answer.n_best.pop_back();
  }

  void take_final_texts(const Asked& asked, std::span<const Candidate> candidates, Answer& answer) const {
    FinalTexts texts(asked.question->context, tokenizer_.options());
    for (const Candidate& candidate : candidates) {
      if (std::ssize(answer.n_best) >= options_.n_best) break;
      const Encoding& encoding = asked.windows[candidate.window].encoding;
      std::vector<std::string_view> pieces;
      for (auto i = static_cast<size_t>(candidate.start); i <= static_cast<size_t>(candidate.end); ++i) {
        pieces.push_back(tokenizer_.token(encoding.ids[i]));
      }
      const Span last_piece = encoding.spans[static_cast<size_t>(candidate.end)];
      auto final = texts.next(joined_pieces(pieces), bytes_of(asked, candidate).begin, last_piece.begin);
      if (final) answer.n_best.push_back(span_answer(candidate, std::move(final->text), final->bytes));
    }
  }

  static void set_probabilities(std::vector<SpanAnswer>& answers) {
    double highest = -INFINITY;
    for (const SpanAnswer& one : answers) highest = std::max(highest, one.start_logit + one.end_logit);
    double total = 0.0;
    for (SpanAnswer& one : answers) total += one.probability = std::exp(one.start_logit + one.end_logit - highest);
    for (SpanAnswer& one : answers) one.probability /= total;
  }

  const Config& config_;
  const Tokenizer& tokenizer_;
  const AnswerOptions& options_;
  bool is_google_;
};

std::vector<float> slice(const std::vector<float>& values, int32_t begin, int32_t end) {
  if (values.empty()) return {};
  return {values.begin() + begin, values.begin() + end};
}

void check_pipeline(const Config& config, const Tokenizer& tokenizer) {
  const char* const fault = !config.google_task.empty() ? "the heads of Google's code are not for the pipeline"
                            : tokenizer.options().kind != TokenizerKind::fast ? "the pipeline needs the fast tokenizer"
                                                                              : nullptr;
  if (fault != nullptr)
    throw Error(ErrorKind::usage, std::string(fault) + ", expected the postprocessing of the script");
}

// Google's plain head has no place in Transformers' class for its mask.
void mask_logits(const Encoding& encoding, std::vector<float>& logits) {
  for (size_t i = 1; i < logits.size(); ++i) {
    if (i < encoding.second_begin) logits[i] += google_mask;
  }
}

WindowOutput window_output(const Output& output, size_t index, std::span<const int32_t> starts) {
  WindowOutput out{.start_logits = slice(output.start_logits, starts[index], starts[index + 1]),
                   .end_logits = slice(output.end_logits, starts[index], starts[index + 1]),
                   .beam = {}};
  if (!output.answer_beams.empty()) out.beam = output.answer_beams[index];
  if (!output.answerable_logits.empty()) out.answerable_logit = output.answerable_logits[index];
  return out;
}

}  // namespace

std::vector<Answer> answer(Runner& runner, const Tokenizer& tokenizer, std::span<const ContextQuestion> questions,
                           const AnswerOptions& asked_options) {
  runner.model().require(Head::qa);
  const Config& config = runner.model().config();
  const int64_t longest = checked_max_length(0, runner.model(), tokenizer);
  const AnswerOptions options = complete_answer_options(asked_options, config, longest);
  check_least("doc_stride", options.doc_stride, 1);
  check_least("max_query_length", options.max_query_length, 1);
  check_least("max_answer_length", options.max_answer_length, 1);
  check_least("n_best", options.n_best, 1);
  check_least("beam_size", options.beam_size, 1);
  checked_max_length(options.max_length, runner.model(), tokenizer);
  if (options.postprocess == AnswerPostprocess::pipeline) {
    check_pipeline(config, tokenizer);
  } else {
    check_windows(tokenizer, options, config.google_task.empty() ? WindowKind::overlapping : WindowKind::stepping);
  }
  const Answerer answerer(config, tokenizer, options);
  const bool needs_mask = !config.google_task.empty() && !config.joint_prediction && !config.answerable_classifier;

  std::vector<Asked> asked;
  std::vector<Encoding> sequences;
  for (const ContextQuestion& question : questions) {
    Asked& one = asked.emplace_back(Asked{&question, answerer.windows(question), sequences.size()});
    for (const QaWindow& window : one.windows) sequences.push_back(window.encoding);
  }

  const Batches work = make_batches(sequences, options.batch_tokens);
  std::vector<WindowOutput> outputs(sequences.size());
  const Request request;
  run_finite(runner, work.batches, std::span(&request, 1), [&](size_t batch, const Output& output) {
    for (size_t i = 0; i < work.members[batch].size(); ++i) {
      const size_t sequence = work.members[batch][i];
      WindowOutput& out = outputs[sequence] = window_output(output, i, work.batches[batch].sequence_starts);
      if (!needs_mask) continue;
      mask_logits(sequences[sequence], out.start_logits);
      mask_logits(sequences[sequence], out.end_logits);
    }
  });

  std::vector<Answer> answers;
  for (const Asked& one : asked) {
    answers.push_back(answerer.answer(one, std::span(outputs).subspan(one.first, one.windows.size())));
  }
  return answers;
}

}  // namespace electra
