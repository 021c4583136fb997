#include <algorithm>
#include <cassert>
#include <cmath>

#include "electra/tasks.h"
#include "tasks/batcher.h"
#include "tasks/lengths.h"
#include "tasks/windows.h"

namespace electra {
namespace {

// One text and the pieces of its logits.
struct Document {
  Encoding encoding;  // without special tokens
  std::vector<PieceRange> words;
  std::vector<PieceRange> windows;
  size_t first_window = 0;  // among the windows of all texts
};

float sigmoid(float logit) { return 1.0F / (1.0F + std::exp(-logit)); }

// Without white space at its ends, which a SentencePiece takes in.
Span trimmed(std::string_view text, Span span) {
  const auto is_space = [&](size_t i) { return text[i] == ' ' || text[i] == '\t'; };
  while (span.begin < span.end && is_space(span.begin)) ++span.begin;
  while (span.begin < span.end && is_space(span.end - 1)) --span.end;
  return span;
}

std::vector<ScoredWord> score_words(std::string_view text, const Document& document,
                                    std::span<const std::vector<float>> window_logits) {
  const std::vector<int32_t> best = best_windows(document.words, document.windows);
  std::vector<ScoredWord> words;
  words.reserve(document.words.size());
  for (const PieceRange& word : document.words) {
    float highest = -INFINITY;
    for (int64_t piece = word.begin; piece < word.end; ++piece) {
      const auto window = static_cast<size_t>(best[static_cast<size_t>(piece)]);
      const int64_t row = piece - document.windows[window].begin + 1;  // behind [CLS]
      highest = std::max(highest, window_logits[document.first_window + window][static_cast<size_t>(row)]);
    }
    const Span span{document.encoding.spans[static_cast<size_t>(word.begin)].begin,
                    document.encoding.spans[static_cast<size_t>(word.end) - 1].end};
    words.push_back({trimmed(text, span), sigmoid(highest)});
  }
  return words;
}

}  // namespace

std::vector<std::vector<ScoredWord>> detect_replaced(Runner& runner, const Tokenizer& tokenizer,
                                                     std::span<const std::string_view> texts,
                                                     const DetectReplacedOptions& options) {
  assert(runner.model().head() == Head::pretraining);
  const int64_t capacity = checked_max_length(options.max_length, runner.model().config()) - 2;

  std::vector<Document> documents;
  std::vector<Encoding> sequences;
  documents.reserve(texts.size());
  for (const std::string_view text : texts) {
    Document& document = documents.emplace_back();
    document.encoding = tokenizer.encode(text, false);
    document.words = word_ranges(document.encoding);
    document.first_window = sequences.size();
    if (document.words.empty()) continue;  // nothing to score
    document.windows = cut_windows(document.words, capacity, options.overlap);
    for (const PieceRange window : document.windows) {
      sequences.push_back(window_encoding(document.encoding, window, tokenizer));
    }
  }

  const Batches work = make_batches(sequences, options.batch_tokens);
  std::vector<std::vector<float>> logits(sequences.size());
  const Request all_rows;
  runner.run(work.batches, std::span(&all_rows, 1), [&](size_t batch, const Output& output) {
    const std::vector<int32_t>& starts = work.batches[batch].sequence_starts;
    for (size_t i = 0; i < work.members[batch].size(); ++i) {
      logits[work.members[batch][i]].assign(output.logits.begin() + starts[i], output.logits.begin() + starts[i + 1]);
    }
  });

  std::vector<std::vector<ScoredWord>> results;
  results.reserve(documents.size());
  for (size_t i = 0; i < texts.size(); ++i) results.push_back(score_words(texts[i], documents[i], logits));
  return results;
}

}  // namespace electra
