#include <algorithm>
#include <cassert>
#include <cmath>

#include "electra/tasks.h"
#include "tasks/documents.h"
#include "tasks/lengths.h"

namespace electra {

using namespace internal;

namespace {

float sigmoid(float logit) { return 1.0F / (1.0F + std::exp(-logit)); }

// Without white space at its ends, which a SentencePiece takes in.
Span trimmed(std::string_view text, Span span) {
  const auto is_space = [&](size_t i) { return text[i] == ' ' || text[i] == '\t'; };
  while (span.begin < span.end && is_space(span.begin)) ++span.begin;
  while (span.begin < span.end && is_space(span.end - 1)) --span.end;
  return span;
}

ScoredText score_text(std::string_view text, const Documents& documents, const Document& document) {
  ScoredText scored;
  if (document.windows.empty()) return scored;
  const auto pieces = static_cast<int64_t>(document.encoding.size());
  for (int64_t piece = -1; piece <= pieces; ++piece) scored.logits.push_back(documents.row(document, piece)[0]);
  scored.words.reserve(document.words.size());
  for (const PieceRange& word : document.words) {
    const Span span{document.encoding.spans[static_cast<size_t>(word.begin)].begin,
                    document.encoding.spans[static_cast<size_t>(word.end) - 1].end};
    // Behind [CLS].
    const int64_t begin = word.begin + 1;
    const int64_t end = word.end + 1;
    float highest = -INFINITY;
    for (int64_t token = begin; token < end; ++token) {
      highest = std::max(highest, scored.logits[static_cast<size_t>(token)]);
    }
    scored.words.push_back({trimmed(text, span), sigmoid(highest), begin, end});
  }
  return scored;
}

}  // namespace

std::vector<ScoredText> detect_replaced(Runner& runner, const Tokenizer& tokenizer,
                                        std::span<const std::string_view> texts, const DetectReplacedOptions& options) {
  assert(runner.model().head() == Head::pretraining);
  Documents documents(tokenizer, checked_max_length(options.max_length, runner.model().config()), options.overlap);
  for (const std::string_view text : texts) documents.add_text(text);
  documents.run(runner, options.batch_tokens);

  std::vector<ScoredText> results;
  results.reserve(texts.size());
  for (size_t i = 0; i < texts.size(); ++i) results.push_back(score_text(texts[i], documents, documents[i]));
  return results;
}

}  // namespace electra
