#include <algorithm>
#include <cmath>

#include "electra/tasks.h"
#include "tasks/batcher.h"
#include "tasks/encode_texts.h"
#include "tasks/lengths.h"
#include "tasks/probabilities.h"

namespace electra {

using namespace internal;

namespace {

// GLUE's similarities go from 0 to 5; Google's code trains on a fifth of them.
constexpr float google_sts_scale = 5.0F;

void sigmoid(std::span<float> logits) {
  for (float& logit : logits) logit = static_cast<float>(1.0 / (1.0 + std::exp(-double{logit})));
}

void interpret_logits(Classification& result, const Config& config) {
  const ProblemType problem = classify_problem(config);
  if (problem == ProblemType::regression) {
    result.values = result.logits;
    for (float& value : result.values) value *= classify_scale(config);
    return;
  }
  result.probabilities = result.logits;
  if (problem == ProblemType::single_label) {
    softmax(result.probabilities);
  } else {
    sigmoid(result.probabilities);
  }
}

}  // namespace

ProblemType classify_problem(const Config& config) { return problem_type(config, LabelType::integers); }

float classify_scale(const Config& config) { return config.google_task == "sts" ? google_sts_scale : 1.0F; }

std::vector<Classification> classify(Runner& runner, const Tokenizer& tokenizer, std::span<const Text> texts,
                                     const ClassifyOptions& options) {
  runner.model().require(Head::classify);
  const Config& config = runner.model().config();
  const int64_t max_length = checked_max_length(options.max_length, runner.model(), tokenizer);

  std::vector<Classification> results(texts.size());
  std::vector<Encoding> sequences;
  for (size_t i = 0; i < texts.size(); ++i) {
    CutEncoding encoded = encode_text(tokenizer, texts[i], {.max_length = max_length});
    results[i].cut = encoded.cut;
    sequences.push_back(std::move(encoded.encoding));
  }

  const Batches work = make_batches(sequences, options.batch_tokens);
  const auto labels = static_cast<size_t>(config.num_labels);
  const Request request;
  runner.run(work.batches, std::span(&request, 1), [&](size_t batch, const Output& output) {
    for (size_t i = 0; i < work.members[batch].size(); ++i) {
      const auto begin = output.logits.begin() + static_cast<std::ptrdiff_t>(i * labels);
      Classification& result = results[work.members[batch][i]];
      result.logits.assign(begin, begin + static_cast<std::ptrdiff_t>(labels));
      interpret_logits(result, config);
    }
  });
  return results;
}

}  // namespace electra
