#include <algorithm>
#include <cmath>

#include "base/utf8.h"
#include "electra/tasks.h"
#include "tasks/documents.h"
#include "tasks/lengths.h"
#include "tasks/probabilities.h"
#include "text/unicode.h"
#include "text/unicode_tables.h"

namespace electra {

using namespace internal;

namespace {

// Without white space at its ends, which a SentencePiece takes in.
Span trimmed(std::string_view text, Span span) {
  const auto is_space = [&](size_t i) { return text[i] == ' ' || text[i] == '\t'; };
  while (span.begin < span.end && is_space(span.begin)) ++span.begin;
  while (span.begin < span.end && is_space(span.end - 1)) --span.end;
  return span;
}

// With the marks that stand on its last letter: a tokenizer that strips accents leaves them out of its pieces.
Span with_marks(std::string_view text, Span span, uint32_t limit) {
  while (span.end < limit) {
    const DecodedCodePoint next = decode_utf8(text, span.end);
    if (!contains(unicode_tables::nonspacing_marks, next.code_point)) break;
    span.end += static_cast<uint32_t>(next.length);
  }
  return span;
}

JudgedText judge_text(std::string_view text, Documents& documents, size_t index) {
  JudgedText judged;
  const Document& document = documents[index];
  if (!document.runs) return judged;
  judged.logits = documents.take_rows(index);
  const int64_t before = documents.frame().before;
  judged.words.reserve(document.words.size());
  for (size_t i = 0; i < document.words.size(); ++i) {
    const PieceRange& word = document.words[i];
    const Span span{document.encoding.spans[static_cast<size_t>(word.begin)].begin,
                    document.encoding.spans[static_cast<size_t>(word.end) - 1].end};
    const int64_t begin = word.begin + before;
    const int64_t end = word.end + before;
    float highest = -INFINITY;
    for (int64_t token = begin; token < end; ++token) {
      highest = std::max(highest, judged.logits[static_cast<size_t>(token)]);
    }
    const size_t limit = i + 1 == document.words.size()
                             ? text.size()
                             : document.encoding.spans[static_cast<size_t>(document.words[i + 1].begin)].begin;
    judged.words.push_back(
        {with_marks(text, trimmed(text, span), static_cast<uint32_t>(limit)), sigmoid(highest), begin, end});
  }
  return judged;
}

}  // namespace

std::vector<JudgedText> detect_replaced(Runner& runner, const Tokenizer& tokenizer,
                                        std::span<const std::string_view> texts, const DetectReplacedOptions& options) {
  runner.model().require(Head::pretraining);
  Documents documents(tokenizer, checked_max_length(options.max_length, runner.model(), tokenizer), options.overlap);
  for (const std::string_view text : texts) documents.add_text(text);
  documents.run(runner, options.batch_tokens);

  std::vector<JudgedText> results;
  results.reserve(texts.size());
  for (size_t i = 0; i < texts.size(); ++i) results.push_back(judge_text(texts[i], documents, i));
  return results;
}

}  // namespace electra
