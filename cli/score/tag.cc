// Tags out of CoNLL files, as electra tag and other programs write them.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "cli/io/csv.h"
#include "cli/io/conll.h"
#include "cli/io/input_file.h"
#include "cli/evaluation/pairs.h"
#include "cli/score/score.h"
#include "cli/evaluation/tag.h"
#include "electra/metrics.h"

namespace electra::cli {
namespace {

struct Sentence {
  uint64_t line = 0;  // its first one
  std::vector<std::string> words, tags;
};

// label_column: 0: the last.
std::vector<Sentence> read_sentences(const std::string& file, int64_t label_column) {
  LineFile lines(file);
  ConllParser parser(label_column);
  std::vector<Sentence> sentences;
  bool inside = false;
  while (const Record* const record = lines.next()) {
    const ConllLine line = at_place(lines.place(*record), [&] { return parser.parse(*record); });
    const bool is_word = line.kind == ConllLine::Kind::word;
    if (is_word && !inside) sentences.push_back({.line = record->line, .words = {}, .tags = {}});
    inside = is_word;
    if (!is_word) continue;
    sentences.back().words.emplace_back(line.word);
    sentences.back().tags.emplace_back(*line.label);
  }
  return sentences;
}

void check_same_words(const ScoreFlags& flags, const std::vector<Sentence>& predicted,
                      const std::vector<Sentence>& gold) {
  if (predicted.size() != gold.size()) {
    throw Error(ErrorKind::input, fmt::format("{}: {} sentences, expected {} as in {}", input_name(flags.predictions),
                                              predicted.size(), gold.size(), input_name(flags.gold)));
  }
  for (size_t i = 0; i < gold.size(); ++i) {
    const auto [ours, theirs] = std::ranges::mismatch(predicted[i].words, gold[i].words);
    if (ours == predicted[i].words.end() && theirs == gold[i].words.end()) continue;
    const auto offset = static_cast<uint64_t>(ours - predicted[i].words.begin());
    const auto quoted = [](const auto& at, const auto& words) {
      return at == words.end() ? std::string("the end of the sentence") : fmt::format("'{}'", *at);
    };
    throw Error(ErrorKind::input,
                fmt::format("{}:{}: {}, but {}:{} has {}", input_name(flags.predictions), predicted[i].line + offset,
                            quoted(ours, predicted[i].words), input_name(flags.gold), gold[i].line + offset,
                            quoted(theirs, gold[i].words)));
  }
}

TagScheme scheme_of(const ScoreFlags& flags, const std::vector<Sentence>& predicted,
                    const std::vector<Sentence>& gold) {
  if (flags.scheme == "iob2") return TagScheme::strict_iob2;
  if (flags.scheme == "iobes") return TagScheme::strict_iobes;
  if (!flags.scheme.empty()) return flags.scheme == "google" ? TagScheme::google : TagScheme::lenient;
  const auto is_google = [](const Sentence& sentence) { return tag_scheme(sentence.tags) == TagScheme::google; };
  const bool is_any = std::ranges::any_of(predicted, is_google) || std::ranges::any_of(gold, is_google);
  return is_any ? TagScheme::google : TagScheme::lenient;
}

}  // namespace

Report score_tag(const ScoreFlags& flags) {
  const int64_t column = flags.label_column.empty() ? 0 : index_of(flags.label_column, "--label-column");
  if (!flags.label_column.empty() && column < 2) {
    throw Error(ErrorKind::usage, fmt::format("--label-column: '{}', expected a number from 2", flags.label_column));
  }
  const std::vector<Sentence> predicted = read_sentences(flags.predictions, 0);
  const std::vector<Sentence> gold = read_sentences(flags.gold, column);
  check_same_words(flags, predicted, gold);
  SpanScorer scorer(scheme_of(flags, predicted, gold));
  for (size_t i = 0; i < gold.size(); ++i) scorer.add(gold[i].tags, predicted[i].tags);
  const bool has_spans = std::ranges::any_of(gold, [](const Sentence& sentence) { return makes_spans(sentence.tags); });
  Report report = {{"task", "tag"}};
  report.update(report_of(scorer.scores(), has_spans));
  return report;
}

}  // namespace electra::cli
