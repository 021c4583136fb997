#include <cmath>

#include "electra/tasks.h"
#include "tasks/batcher.h"
#include "tasks/encode_texts.h"
#include "tasks/finite.h"
#include "tasks/lengths.h"
#include "tasks/probabilities.h"

namespace electra {

using namespace internal;

namespace {

// GLUE's similarities go from 0 to 5; Google's code trains on a fifth of them.
constexpr float google_sts_scale = 5.0F;

void interpret_logits(Classification& result, ClassifyActivation activation, float scale) {
  if (activation == ClassifyActivation::none) {
    result.values = result.logits;
    for (float& value : result.values) value *= scale;
    require_finite(result.values);
    return;
  }
  result.probabilities = result.logits;
  if (activation == ClassifyActivation::softmax) {
    softmax(result.probabilities);
  } else {
    for (float& logit : result.probabilities) logit = label_probability(logit);
  }
}

}  // namespace

ProblemType classify_problem(const Config& config) { return problem_type(config, LabelType::integers); }

ClassifyActivation classify_activation(const Config& config) {
  if (config.function_to_apply == "none") return ClassifyActivation::none;
  if (config.function_to_apply == "sigmoid") return ClassifyActivation::sigmoid;
  if (config.function_to_apply == "softmax") return ClassifyActivation::softmax;
  const ProblemType problem = classify_problem(config);
  if (problem == ProblemType::regression) {
    // One label without a problem_type is a regression in training, but a probability in the pipeline.
    const bool is_stated = config.problem_type == "regression" || !config.google_task.empty();
    return is_stated ? ClassifyActivation::none : ClassifyActivation::sigmoid;
  }
  const bool one_by_one = problem == ProblemType::multi_label || config.num_labels == 1;
  return one_by_one ? ClassifyActivation::sigmoid : ClassifyActivation::softmax;
}

float label_probability(float logit) { return static_cast<float>(1.0 / (1.0 + std::exp(-double{logit}))); }

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
  const ClassifyActivation activation = options.activation.value_or(classify_activation(config));
  const Request request;
  run_finite(runner, work.batches, std::span(&request, 1), [&](size_t batch, const Output& output) {
    for (size_t i = 0; i < work.members[batch].size(); ++i) {
      const auto begin = output.logits.begin() + static_cast<std::ptrdiff_t>(i * labels);
      Classification& result = results[work.members[batch][i]];
      result.logits.assign(begin, begin + static_cast<std::ptrdiff_t>(labels));
      interpret_logits(result, activation, classify_scale(config));
    }
  });
  return results;
}

}  // namespace electra
