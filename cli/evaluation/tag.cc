#include "cli/evaluation/tag.h"

#include <fmt/format.h>

#include <utility>

#include "cli/io/input_fault.h"
#include "cli/io/numbers.h"
#include "electra/losses.h"
#include "metrics/tags.h"

namespace electra::cli {

using namespace internal;

const Choices<std::optional<TagScheme>> tag_schemes = {
    {"lenient", TagScheme::lenient},    {"iob1", TagScheme::strict_iob1}, {"iob2", TagScheme::strict_iob2},
    {"ioe1", TagScheme::strict_ioe1},   {"ioe2", TagScheme::strict_ioe2}, {"iobes", TagScheme::strict_iobes},
    {"bilou", TagScheme::strict_bilou}, {"google", TagScheme::google}};

TagScheme checked_scheme(std::optional<TagScheme> asked, const LabelReading& reading) {
  const TagScheme scheme = asked.value_or(tag_scheme(reading));
  refuse_if(scheme == TagScheme::google && reading.affix == TagAffix::suffix,
            "scheme google: the tags have their letter behind the type (PER-B), which Google's code does not read");
  return scheme;
}

TagEvaluation::TagEvaluation(const Config& config, std::optional<TagScheme> scheme)
    : config_(config),
      reading_(read_labels(config.id2label)),
      scheme_(scheme),
      spans_(checked_scheme(scheme, reading_), reading_.affix),
      unknown_("label that the model does not have; the loss leaves it out",
               "labels that the model does not have; the loss leaves them out") {
  for (size_t i = 0; i < config.id2label.size(); ++i) label2id_[config.id2label[i]] = static_cast<int64_t>(i);
}

// The names of gold that is numbers of labels.
std::vector<std::string> TagEvaluation::named_gold(const WordsExample& example) const {
  std::vector<std::string> gold = gold_of(example.tags, "no tags");
  if (!example.has_numbers) return gold;
  for (std::string& tag : gold) {
    const auto label = parse_number<size_t>(tag);
    if (!label || *label >= config_.id2label.size()) {
      fail(fmt::format("tag {}, expected a number below {}: the model has so many labels", tag,
                       config_.id2label.size()));
    }
    tag = config_.id2label[*label];
  }
  return gold;
}

void TagEvaluation::add(const WordsExample& example, const std::vector<WordTag>& tags, const std::string& place) {
  if (!example.is_sentence()) return;
  const std::vector<std::string> all_gold = named_gold(example);
  if (reading_.letters != TagLetters::none) {
    for (const std::string& tag : all_gold) check_affix(tag, reading_.affix);
  }
  std::vector<std::string> gold, predicted;
  std::vector<float> logits;
  std::vector<int64_t> labels;
  uint64_t unknown = 0;
  for (size_t i = 0; i < tags.size(); ++i) {
    if (!has_text(example.words[i])) continue;
    gold.push_back(all_gold[i]);
    predicted.push_back(config_.id2label[static_cast<size_t>(tags[i].label)]);
    logits.insert(logits.end(), tags[i].logits.begin(), tags[i].logits.end());
    const auto known = label2id_.find(all_gold[i]);
    labels.push_back(known == label2id_.end() ? ignored_label : known->second);
    unknown += labels.back() == ignored_label;
  }
  spans_.add(gold, predicted, logits, labels);
  for (size_t i = 0; keeps_ && !has_spans() && i < gold.size(); ++i) pairs_.add(gold[i], predicted[i]);
  if (unknown > 0) unknown_.add(unknown, place);
}

Report report_of(const SpanMetrics& metrics, bool with_spans) {
  Report report = {{"task", "tag"}};
  add_loss(report, metrics.loss);
  report["sentences"] = metrics.sentences;
  report["words"] = metrics.words;
  report["word_accuracy"] = share_of(metrics.words, metrics.word_accuracy);
  if (!with_spans) return report;
  report.update(report_of(metrics.averages.micro));
  report["averages"] = report_of(metrics.averages);
  std::vector<std::pair<std::string, Report>> types;
  for (const auto& [type, counts] : metrics.types) types.emplace_back(type, report_of(counts));
  if (!types.empty()) report["types"] = rows_of(std::move(types));
  return report;
}

Plot plot_of(const SpanMetrics& metrics, const NamePairs* words) {
  Plot plot = {
      .title = "tag",
      .about = fmt::format("{} with {}; {:.4f} of the words have the right tag", counted(metrics.sentences, "sentence"),
                           counted(metrics.words, "word"), metrics.word_accuracy),
      .charts = {}};
  if (metrics.words == 0) return plot;
  if (words != nullptr) {
    plot.charts.emplace_back(words->chart("Confusions", "Words by their gold and their predicted tag"));
  } else {
    add_class_bars(plot, {metrics.types.begin(), metrics.types.end()}, "types of spans");
  }
  return plot;
}

Report TagEvaluation::report() const {
  unknown_.print();
  return report_of(spans_.metrics(), has_spans());
}

}  // namespace electra::cli
