#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "electra/error.h"
#include "electra/tasks.h"
#include "lib/base/error_of.h"
#include "lib/nn/compare.h"
#include "lib/tasks/golden_model.h"
#include "tasks/qa_loss.h"
#include "tasks/qa_options.h"
#include "tasks/qa_windows.h"

namespace electra {

using namespace internal;

namespace {

const AnswerOptions small = {.max_length = 20, .doc_stride = 4, .max_query_length = 5};

Answer answer_one(GoldenModel& golden, const ContextQuestion& question, const AnswerOptions& options = small) {
  return answer(golden.runner, golden.tokenizer, std::span(&question, 1), options).front();
}

// The pieces of the context that a window shows, by their first bytes.
std::vector<uint32_t> shown(const QaWindow& window) {
  std::vector<uint32_t> begins;
  for (int64_t i = window.context_begin; i < window.context_end; ++i) {
    begins.push_back(window.encoding.spans[static_cast<size_t>(i)].begin);
  }
  return begins;
}

TEST_CASE("options that are not given are those of the script that a head comes from, or fit small windows") {
  constexpr AnswerOptions none;
  Config google;
  google.google_task = "squad";
  CHECK(answer_defaults(Config()).null_threshold == 0.0);
  CHECK(answer_defaults(google).null_threshold == -2.75);
  const auto complete = [](const AnswerOptions& options, const Config& config, int64_t longest) {
    const AnswerOptions full = complete_answer_options(options, config, longest);
    return std::vector<int64_t>{full.max_length, full.max_query_length, full.doc_stride};
  };
  CHECK(complete(none, Config(), 512) == std::vector<int64_t>{384, 64, 128});
  CHECK(complete(none, google, 512) == std::vector<int64_t>{512, 64, 128});
  CHECK(complete(none, google, 64) == std::vector<int64_t>{64, 21, 20});
  CHECK(complete(none, Config(), 3) == std::vector<int64_t>{3, 1, 1});
  CHECK(complete({.max_length = 99, .max_query_length = 6}, google, 64) == std::vector<int64_t>{99, 6, 45});
  CHECK(complete({.max_length = 20, .doc_stride = 4, .max_query_length = 5}, google, 64) ==
        std::vector<int64_t>{20, 5, 4});
}

TEST_CASE("windows of Transformers' heads share doc_stride tokens and show all of the context") {
  GoldenModel golden("qa");
  const std::string context = plain_text(50);
  const std::vector<QaWindow> windows = overlapping_windows(golden.tokenizer, {"my school is", context}, small);
  CHECK(windows.size() > 3);
  std::set<uint32_t> seen;
  for (size_t i = 0; i < windows.size(); ++i) {
    const std::vector<uint32_t> pieces = shown(windows[i]);
    seen.insert(pieces.begin(), pieces.end());
    CHECK(windows[i].encoding.size() <= 20);
    if (i == 0) continue;
    const std::vector<uint32_t> before = shown(windows[i - 1]);
    CHECK(std::equal(before.end() - 4, before.end(), pieces.begin()));
  }
  CHECK(seen.size() == 50);
  CHECK(overlapping_windows(golden.tokenizer, {"my", ""}, small).size() == 1);
}

TEST_CASE("windows of Google's heads begin doc_stride tokens after each other, and every piece may start in one") {
  GoldenModel golden("qa");
  const std::string context = plain_text(50);
  const std::vector<QaWindow> windows = stepping_windows(golden.tokenizer, {"my school is", context}, small);
  std::vector<int> starts(context.size(), 0);
  for (size_t i = 0; i < windows.size(); ++i) {
    const std::vector<uint32_t> pieces = shown(windows[i]);
    if (i > 0) CHECK(pieces.front() == shown(windows[i - 1])[4]);
    for (size_t piece = 0; piece < pieces.size(); ++piece) {
      starts[pieces[piece]] += windows[i].may_start[static_cast<size_t>(windows[i].context_begin) + piece];
    }
  }
  for (const uint32_t begin :
       shown(overlapping_windows(golden.tokenizer, {"my", context}, {.max_length = 60}).front())) {
    CHECK(starts[begin] == 1);
  }
  CHECK(stepping_windows(golden.tokenizer, {"my", ""}, small).empty());
}

TEST_CASE("a question is cut; options that would leave one no room are refused, whatever the questions") {
  GoldenModel golden("qa");
  const std::string question = plain_text(9);
  CHECK(overlapping_windows(golden.tokenizer, {question, "my school"}, small).front().context_begin == 7);
  const auto refusal = [&](const AnswerOptions& options) {
    return error_of(ErrorKind::usage, [&] { answer_one(golden, {"my", "school"}, options); });
  };
  CHECK(refusal({.max_length = 8, .doc_stride = 1, .max_query_length = 5}) ==
        "no context fits beside a question of 5 pieces in 8 tokens");
  CHECK(refusal({.max_length = 12, .doc_stride = 4, .max_query_length = 5}) ==
        "doc stride: 4, expected less than 4, what fits beside a question of 5 pieces in 12 tokens");
  // The least that fits does so for the longest question.
  const AnswerOptions least = {.max_length = 12, .doc_stride = 3, .max_query_length = 5};
  CHECK(answer_one(golden, {question, plain_text(20)}, least).n_best.size() > 1);
}

TEST_CASE("answers are slices of the context of at most max_answer_length pieces, best first") {
  GoldenModel golden("qa");
  const std::string context = plain_text(50);
  AnswerOptions options = small;
  options.max_answer_length = 3;
  options.n_best = 7;
  const Answer answer = answer_one(golden, {"my school is", context}, options);
  CHECK(answer.n_best.size() == 7);
  double total = 0.0;
  for (size_t i = 0; i < answer.n_best.size(); ++i) {
    const SpanAnswer& one = answer.n_best[i];
    CHECK(one.text == context.substr(one.bytes.begin, one.bytes.end - one.bytes.begin));
    CHECK(std::ranges::count(one.text, ' ') <= 2);
    total += one.probability;
    if (i > 0) CHECK(one.probability <= answer.n_best[i - 1].probability);
  }
  CHECK(total == doctest::Approx(1.0));
  CHECK(answer_one(golden, {"my", ""}).n_best.front().text == "empty");
  const Answer may_lack = answer_one(golden, {"my school is", context, true});
  CHECK(std::ranges::count(may_lack.n_best, "", &SpanAnswer::text) == 1);
}

// run_qa.py weighs it beside the spans, and appends it where it is not among the best.
TEST_CASE("no answer takes the place of the last of n_best, or stands behind them all") {
  GoldenModel golden("qa");
  const std::string context = plain_text(50);
  AnswerOptions options = small;
  options.n_best = 7;
  for (const auto& [question, place] : {std::pair("back to", 4), {"my school is", 7}}) {
    CAPTURE(question);
    const auto texts = [&](bool may_have_no_answer) {
      const Answer answer = answer_one(golden, {question, context, may_have_no_answer}, options);
      std::vector<std::string> list;
      for (const SpanAnswer& one : answer.n_best) list.push_back(one.text);
      return list;
    };
    std::vector<std::string> expected = texts(false);
    REQUIRE(expected.size() == 7);
    expected.insert(expected.begin() + place, "");
    if (place < 7) expected.pop_back();
    CHECK(texts(true) == expected);
  }
}

TEST_CASE("the loss is of the answer's tokens, or of [CLS] where a window does not hold all of it") {
  GoldenModel golden("qa");
  const std::string context = "my schooling is down the long way";
  const QaWindow window =
      overlapping_windows(golden.tokenizer, {"my", context}, {.max_length = 60, .doc_stride = 4}).front();
  std::vector<float> start(window.encoding.size()), end(window.encoding.size());
  // As if the tokens' numbers were logits: -log softmax of a token is the logarithm of the sum less its number.
  for (size_t i = 0; i < start.size(); ++i) start[i] = static_cast<float>(i), end[i] = -static_cast<float>(i);
  double up = 0.0, down = 0.0;
  for (const float logit : start) up += std::exp(double{logit}), down += std::exp(-double{logit});
  const auto expected = [&](int64_t first, int64_t last) {
    return (std::log(up) - static_cast<double>(first) + std::log(down) + static_cast<double>(last)) / 2.0;
  };
  const auto loss = [&](Span gold) { return answer_loss(window, start, end, gold); };
  const auto begin = window.context_begin;
  const auto pieces = static_cast<int64_t>(golden.tokenizer.encode_pieces("schooling").size());
  REQUIRE(pieces > 1);
  CHECK(loss({0, 2}) == doctest::Approx(expected(begin, begin)));
  CHECK(loss({3, 12}) == doctest::Approx(expected(begin + 1, begin + pieces)));
  CHECK(loss({4, 11}) == doctest::Approx(expected(begin + 1, begin + pieces)));  // inside of pieces
  CHECK(loss({0, static_cast<uint32_t>(context.size())}) == doctest::Approx(expected(begin, window.context_end - 1)));
  CHECK(loss({}) == doctest::Approx(expected(0, 0)));
  CHECK(loss({30, 40}) == doctest::Approx(expected(0, 0)));
  // Of an answer across a window's end half is not enough.
  const QaWindow cut = overlapping_windows(golden.tokenizer, {"my", plain_text(50)}, small).front();
  const uint32_t last = cut.encoding.spans[static_cast<size_t>(cut.context_end) - 1].begin;
  const std::vector<float> flat(cut.encoding.size(), 0.0F), peak = [&] {
    std::vector<float> logits = flat;
    logits[0] = 10.0F;
    return logits;
  }();
  CHECK(answer_loss(cut, peak, peak, {last, last + 20}) < 0.01);
  CHECK(answer_loss(cut, peak, peak, {last, last + 1}) > 9.0);
  const Answer answer = answer_one(golden, {"my", plain_text(50), false, Span{0, 2}});
  CHECK(answer.losses.size() > 3);
  CHECK(answer_one(golden, {"my", plain_text(50)}).losses.empty());
}

TEST_CASE("a question's answer does not depend on its neighbours, the batches or the threads") {
  std::vector<std::string> contexts;
  for (int i = 0; i < 20; ++i) contexts.push_back(plain_text(i * 37 % 100));
  std::vector<ContextQuestion> questions;
  for (const std::string& context : contexts) questions.push_back({"my school is", context, true});
  GoldenModel one("qa");
  std::vector<Answer> alone;
  for (const ContextQuestion& question : questions) alone.push_back(answer_one(one, question));
  for (const int threads : {1, 3}) {
    GoldenModel golden("qa", threads);
    for (const int64_t batch_tokens : {1, 100, 100'000}) {
      AnswerOptions options = small;
      options.batch_tokens = batch_tokens;
      const auto results = answer(golden.runner, golden.tokenizer, questions, options);
      REQUIRE(results.size() == questions.size());
      for (size_t i = 0; i < questions.size(); ++i) {
        REQUIRE(results[i].n_best.size() == alone[i].n_best.size());
        CHECK(results[i].null_odds == doctest::Approx(alone[i].null_odds).epsilon(1e-6));
        for (size_t j = 0; j < alone[i].n_best.size(); ++j) {
          CHECK(results[i].n_best[j].text == alone[i].n_best[j].text);
          CHECK(results[i].n_best[j].start_logit == doctest::Approx(alone[i].n_best[j].start_logit).epsilon(1e-6));
        }
      }
    }
  }
}

}  // namespace
}  // namespace electra
