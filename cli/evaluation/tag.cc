#include "cli/evaluation/tag.h"

#include <utility>

#include "electra/losses.h"
#include "metrics/tags.h"

namespace electra::cli {

using namespace internal;

TagEvaluation::TagEvaluation(const Config& config)
    : config_(config),
      spans_(tag_scheme(config.id2label)),
      unknown_("label that the model does not have; the loss leaves it out",
               "labels that the model does not have; the loss leaves them out") {
  for (size_t i = 0; i < config.id2label.size(); ++i) label2id_[config.id2label[i]] = static_cast<int64_t>(i);
}

void TagEvaluation::add(const ConllSentence& sentence, const std::vector<WordTag>& tags, const std::string& place) {
  if (sentence.words.empty()) return;  // lines between sentences
  const std::vector<std::string>& gold = gold_of(sentence.labels, "no labels");
  std::vector<std::string> predicted;
  std::vector<float> logits;
  std::vector<int64_t> labels;
  for (size_t i = 0; i < tags.size(); ++i) {
    predicted.push_back(config_.id2label[static_cast<size_t>(tags[i].label)]);
    logits.insert(logits.end(), tags[i].logits.begin(), tags[i].logits.end());
    const auto known = label2id_.find(gold[i]);
    labels.push_back(known == label2id_.end() ? ignored_label : known->second);
    if (labels.back() == ignored_label) unknown_.add(1, place);
  }
  spans_.add(gold, predicted, logits, labels);
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

Report TagEvaluation::report() const {
  unknown_.print();
  return report_of(spans_.metrics(), makes_spans(config_.id2label));
}

}  // namespace electra::cli
