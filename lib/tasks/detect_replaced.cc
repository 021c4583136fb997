#include <algorithm>
#include <cassert>
#include <cmath>

#include "electra/tasks.h"
#include "tasks/documents.h"
#include "tasks/lengths.h"

namespace electra {
namespace {

float sigmoid(float logit) { return 1.0F / (1.0F + std::exp(-logit)); }

// Without white space at its ends, which a SentencePiece takes in.
Span trimmed(std::string_view text, Span span) {
  const auto is_space = [&](size_t i) { return text[i] == ' ' || text[i] == '\t'; };
  while (span.begin < span.end && is_space(span.begin)) ++span.begin;
  while (span.begin < span.end && is_space(span.end - 1)) --span.end;
  return span;
}

std::vector<ScoredWord> score_words(std::string_view text, const Documents& documents, const Document& document) {
  std::vector<ScoredWord> words;
  words.reserve(document.words.size());
  for (const PieceRange& word : document.words) {
    float highest = -INFINITY;
    for (int64_t piece = word.begin; piece < word.end; ++piece) {
      highest = std::max(highest, documents.row(document, piece)[0]);
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
  Documents documents(tokenizer, checked_max_length(options.max_length, runner.model().config()), options.overlap);
  for (const std::string_view text : texts) documents.add_text(text);
  documents.run(runner, options.batch_tokens);

  std::vector<std::vector<ScoredWord>> results;
  results.reserve(texts.size());
  for (size_t i = 0; i < texts.size(); ++i) results.push_back(score_words(texts[i], documents, documents[i]));
  return results;
}

}  // namespace electra
