// Tags out of files beside those of a CoNLL file.
#include "cli/evaluation/tag.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/quote.h"
#include "cli/io/csv.h"
#include "cli/io/input_fault.h"
#include "cli/io/input_file.h"
#include "cli/io/messages.h"
#include "cli/score/predicted_tags.h"
#include "cli/score/score.h"
#include "electra/metrics.h"
#include "metrics/tags.h"

namespace electra::cli {

using namespace internal;

namespace {

using Sentence = TaggedSentence;

void check_same_words(const ScoreRequest& request, const std::vector<Sentence>& predicted,
                      const std::vector<Sentence>& gold) {
  if (predicted.size() != gold.size()) {
    fail(fmt::format("{}: {} sentences, expected {} as in {}", input_name(request.predictions), predicted.size(),
                     gold.size(), input_name(request.gold)));
  }
  for (size_t i = 0; i < gold.size(); ++i) {
    const auto [ours, theirs] = std::ranges::mismatch(predicted[i].words, gold[i].words);
    if (ours == predicted[i].words.end() && theirs == gold[i].words.end()) continue;
    const auto offset = static_cast<uint64_t>(ours - predicted[i].words.begin());
    const auto shown = [](const auto& at, const auto& words) {
      return at == words.end() ? std::string("the end of the sentence") : quote(*at);
    };
    fail(fmt::format("{}:{}: {}, but {}:{} has {}", input_name(request.predictions), predicted[i].place.line + offset,
                     shown(ours, predicted[i].words), input_name(request.gold), gold[i].place.line + offset,
                     shown(theirs, gold[i].words)));
  }
}

TagScheme scheme_of(const std::vector<Sentence>& predicted, const std::vector<Sentence>& gold) {
  const auto is_google = [](const Sentence& sentence) { return tag_scheme(sentence.tags) == TagScheme::google; };
  const bool is_any = std::ranges::any_of(predicted, is_google) || std::ranges::any_of(gold, is_google);
  return is_any ? TagScheme::google : TagScheme::lenient;
}

}  // namespace

Report score_tag(const ScoreRequest& request) {
  const int64_t column = request.label_column.empty() ? 0 : index_of(request.label_column, "--label-column");
  if (!request.label_column.empty() && column < 2) {
    throw Error(ErrorKind::usage,
                fmt::format("--label-column: {}, expected a number from 2", quote(request.label_column)));
  }
  const std::vector<Sentence> gold = read_sentences(request.gold, column);
  const std::vector<Sentence> predicted = read_predicted_sentences(request.predictions, gold, input_name(request.gold));
  check_same_words(request, predicted, gold);
  SpanAccumulator spans(request.scheme ? *request.scheme : scheme_of(predicted, gold));
  CountedWarning skipped("item without a prediction left out", "items without a prediction left out");
  for (size_t i = 0; i < gold.size(); ++i) {
    if (predicted[i].tags.empty()) {
      skipped.add(1, fmt::format("{}:{}", input_name(request.predictions), i + 1));
    } else {
      spans.add(gold[i].tags, predicted[i].tags);
    }
  }
  skipped.print();
  const bool has_spans = std::ranges::any_of(gold, [](const Sentence& sentence) { return makes_spans(sentence.tags); });
  return report_of(spans.metrics(), has_spans);
}

}  // namespace electra::cli
