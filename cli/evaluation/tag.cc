#include "cli/evaluation/tag.h"

#include "electra/losses.h"
#include "metrics/tags.h"

namespace electra::cli {

using namespace internal;

TagEvaluation::TagEvaluation(const Config& config)
    : config_(config),
      scorer_(tag_scheme(config.id2label)),
      unknown_("label that the model does not have; the loss leaves it out",
               "labels that the model does not have; the loss leaves them out") {
  for (size_t i = 0; i < config.id2label.size(); ++i) label2id_[config.id2label[i]] = static_cast<int64_t>(i);
}

void TagEvaluation::add(const Item<ConllSentence>& item, const std::vector<WordTag>& tags,
                        const ItemSource<ConllSentence>& source) {
  const std::vector<std::string>& gold = item.example.labels;
  if (gold.empty()) return;  // lines between sentences
  std::vector<std::string> predicted;
  for (size_t i = 0; i < tags.size(); ++i) {
    predicted.push_back(config_.id2label[static_cast<size_t>(tags[i].label)]);
    const auto known = label2id_.find(gold[i]);
    if (known == label2id_.end()) {
      unknown_.add(1, source.text_of(item.place));
      continue;
    }
    loss_.add(cross_entropy_loss(tags[i].logits, config_.num_labels, std::span(&known->second, 1)));
  }
  scorer_.add(gold, predicted);
}

Report report_of(const SpanMetrics& metrics, bool with_spans) {
  Report report = {{"sentences", metrics.sentences}, {"words", metrics.words}};
  report["word_accuracy"] = metrics.words == 0 ? Report() : Report(metrics.word_accuracy);
  if (!with_spans) return report;
  report.update(report_of(metrics.micro));
  report["averages"] = averages_of(metrics);
  for (const auto& [type, of_type] : metrics.types) {
    Report row = report_of(of_type);
    row["support"] = metrics.support.at(type);
    report["types"][type] = row;
  }
  return report;
}

Report TagEvaluation::report() const {
  unknown_.print();
  Report report = {{"task", "tag"}};
  loss_.report_to(report);
  report.update(report_of(scorer_.metrics(), makes_spans(config_.id2label)));
  return report;
}

}  // namespace electra::cli
