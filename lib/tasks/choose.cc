#include <algorithm>

#include "electra/tasks.h"
#include "tasks/batcher.h"
#include "tasks/encode_texts.h"
#include "tasks/finite.h"
#include "tasks/lengths.h"
#include "tasks/probabilities.h"

namespace electra {

using namespace internal;

namespace {

// Transformers pads the choices of a question to the longest of them, and these summaries count the padding in.
bool counts_padding(const Config& config) { return config.summary_type != "first"; }

void pad(Encoding& encoding, size_t length, int32_t pad_id) {
  encoding.ids.resize(length, pad_id);
  encoding.token_type_ids.resize(length, 0);
}

}  // namespace

std::vector<Choice> choose(Runner& runner, const Tokenizer& tokenizer, std::span<const Question> questions,
                           const ChooseOptions& options) {
  runner.model().require(Head::choose);
  const Config& config = runner.model().config();
  const int64_t max_length = checked_max_length(options.max_length, runner.model(), tokenizer);

  std::vector<Choice> results(questions.size());
  std::vector<Encoding> sequences;
  std::vector<size_t> lengths;                   // without padding
  std::vector<std::pair<size_t, size_t>> place;  // question and choice of a sequence
  for (size_t q = 0; q < questions.size(); ++q) {
    const size_t first = sequences.size();
    size_t longest = 0;
    for (size_t c = 0; c < questions[q].choices.size(); ++c) {
      CutEncoding encoded = encode_text(tokenizer, {questions[q].prompt, questions[q].choices[c]},
                                        {.max_length = max_length, .keep_empty_pair = true});
      results[q].cut = results[q].cut || encoded.cut;
      longest = std::max(longest, encoded.encoding.size());
      lengths.push_back(encoded.encoding.size());
      sequences.push_back(std::move(encoded.encoding));
      place.emplace_back(q, c);
    }
    results[q].logits.resize(questions[q].choices.size());
    if (!counts_padding(config)) continue;
    const auto pad_id = static_cast<int32_t>(std::max<int64_t>(0, config.pad_token_id));
    for (size_t i = first; i < sequences.size(); ++i) pad(sequences[i], longest, pad_id);
  }

  Batches work = make_batches(sequences, options.batch_tokens);
  for (size_t b = 0; counts_padding(config) && b < work.batches.size(); ++b) {
    for (const size_t i : work.members[b]) {
      std::vector<uint8_t>& mask = work.batches[b].attention_mask;
      mask.insert(mask.end(), lengths[i], 1);
      mask.insert(mask.end(), sequences[i].ids.size() - lengths[i], 0);
    }
  }
  const Request request;
  run_finite(runner, work.batches, std::span(&request, 1), [&](size_t batch, const Output& output) {
    for (size_t i = 0; i < work.members[batch].size(); ++i) {
      const auto [question, choice] = place[work.members[batch][i]];
      results[question].logits[choice] = output.logits[i];
    }
  });
  for (Choice& result : results) {
    result.probabilities = result.logits;
    softmax(result.probabilities);
    result.best = std::ranges::max_element(result.logits) - result.logits.begin();
  }
  return results;
}

}  // namespace electra
