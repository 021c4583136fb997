// Tags out of CoNLL files, as electra tag and other programs write them.
#include "cli/evaluation/tag.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/quote.h"
#include "cli/io/conll.h"
#include "cli/io/csv.h"
#include "cli/io/input_file.h"
#include "cli/io/line_file.h"
#include "cli/io/read_strictly.h"
#include "cli/score/score.h"
#include "electra/metrics.h"
#include "metrics/tags.h"

namespace electra::cli {

using namespace internal;

namespace {

struct Sentence {
  Place place;  // of its first word
  std::vector<std::string> words, tags;
};

std::vector<Sentence> read_sentences(const std::string& file, int64_t label_column) {
  std::vector<Sentence> sentences;
  ConllSource source(InputFiles({file}, {.format = Format::conll}), label_column);
  read_strictly(source, [&](Item<ConllSentence> item) {
    ConllSentence& sentence = item.example;
    if (sentence.words.empty()) return;  // lines between sentences
    at_place(source.text_of(item.place), [&] { sentence.labels.check(); });
    sentences.push_back({item.place, std::move(sentence.words), std::move(*sentence.labels.value)});
  });
  return sentences;
}

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
  const std::vector<Sentence> predicted = read_sentences(request.predictions, 0);
  const std::vector<Sentence> gold = read_sentences(request.gold, column);
  check_same_words(request, predicted, gold);
  SpanAccumulator spans(request.scheme ? *request.scheme : scheme_of(predicted, gold));
  for (size_t i = 0; i < gold.size(); ++i) spans.add(gold[i].tags, predicted[i].tags);
  const bool has_spans = std::ranges::any_of(gold, [](const Sentence& sentence) { return makes_spans(sentence.tags); });
  return report_of(spans.metrics(), has_spans);
}

}  // namespace electra::cli
