#include "cli/examples/replaced.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "cli/io/input_fault.h"
#include "cli/examples/text_record.h"
#include "electra/metrics.h"

namespace electra::cli {
namespace {

std::optional<std::vector<int64_t>> read_indices(const nlohmann::json& object) {
  const auto list = object.find("replaced");
  if (list == object.end() || list->is_null()) return std::nullopt;
  if (!list->is_array()) fail(fmt::format("'replaced' is {}, expected a list of word indices", quote_json(*list)));
  std::vector<int64_t> indices;
  for (const auto& index : *list) {
    if (!index.is_number_integer()) fail(fmt::format("'replaced' has {}, expected a word index", quote_json(index)));
    indices.push_back(index.get<int64_t>());
  }
  return indices;
}

// Where words stand that were joined by single blanks.
std::vector<Span> spans_of(const std::vector<std::string>& words) {
  std::vector<Span> spans;
  uint32_t begin = 0;
  for (const std::string& word : words) {
    const auto end = begin + static_cast<uint32_t>(word.size());
    spans.push_back({begin, end});
    begin = end + 1;
  }
  return spans;
}

// The index of each scored word among the words that the item's gold counts.
std::vector<size_t> gold_words(const ReplacedItem& item, std::span<const ScoredWord> scored) {
  std::vector<size_t> indices;
  for (size_t i = 0, word = 0; i < scored.size(); ++i) {
    if (item.words) {
      while (word + 1 < item.words->size() && (*item.words)[word].end <= scored[i].bytes.begin) ++word;
    } else {
      word = i;
    }
    indices.push_back(word);
  }
  return indices;
}

// By word of the gold: whether it was replaced.
std::vector<uint8_t> gold_of(const ReplacedItem& item, std::span<const ScoredWord> scored) {
  if (!item.replaced) fail("no \"replaced\" to compare with");
  std::vector<uint8_t> gold(item.words ? item.words->size() : scored.size(), 0);
  for (const int64_t index : *item.replaced) {
    if (index < 0 || index >= std::ssize(gold)) {
      fail(fmt::format("'replaced' has {}, but the text has {} word{}", index, gold.size(),
                       gold.size() == 1 ? "" : "s"));
    }
    gold[static_cast<size_t>(index)] = 1;
  }
  return gold;
}

}  // namespace

std::optional<ReplacedItem> read_replaced_item(TextParser& parser, const Record& record, std::string_view file) {
  std::optional<TextItem> text = parser.parse(record, file);
  if (!text) return std::nullopt;
  ReplacedItem item = {.text = std::move(text->first), .words = {}, .replaced = {}};
  if (text->words) item.words = spans_of(*text->words);
  if (parser.reads_json()) item.replaced = read_indices(text->object);
  return item;
}

void ReplacedEvaluation::add(const ReplacedItem& item, std::span<const ScoredWord> scored,
                             std::span<const float> logits) {
  const std::vector<uint8_t> gold = gold_of(item, scored);
  if (gold.empty() && !scored.empty()) fail(fmt::format("no words, but {} were scored", scored.size()));
  std::vector<float> scores(gold.size(), 0.0F);   // a word without pieces cannot be found
  std::vector<int64_t> labels(logits.size(), 0);  // [CLS] and [SEP] are no replacements
  const std::vector<size_t> words = gold_words(item, scored);
  for (size_t i = 0; i < scored.size(); ++i) {
    scores[words[i]] = std::max(scores[words[i]], scored[i].score);
    if (logits.empty()) continue;
    std::fill(labels.begin() + scored[i].token_begin, labels.begin() + scored[i].token_end, int64_t{gold[words[i]]});
  }
  gold_.insert(gold_.end(), gold.begin(), gold.end());
  scores_.insert(scores_.end(), scores.begin(), scores.end());
  ++texts_;
  if (logits.empty()) return;
  const std::ptrdiff_t tokens = std::ssize(logits);
  loss_.add(double{replaced_token_loss(logits, labels, {})} * static_cast<double>(tokens), tokens);
}

Report ReplacedEvaluation::report() const {
  const BinaryScores scores = score_binary(gold_, scores_, static_cast<float>(threshold_));
  Report report = {
      {"task", "detect-replaced"}, {"texts", texts_}, {"words", scores.items}, {"replaced", scores.positives}};
  loss_.report_to(report);
  if (scores.items == 0) return report;
  report["threshold"] = threshold_;
  report["accuracy"] = scores.accuracy;
  report.update(report_of(scores.found));
  report["auc"] = report_of(scores.auc);
  return report;
}

}  // namespace electra::cli
