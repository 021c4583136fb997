#include "cli/evaluation/fill_mask.h"

#include <fmt/format.h>

#include "cli/io/input_fault.h"
#include "cli/io/numbers.h"

namespace electra::cli {

int32_t piece_id(const Tokenizer& tokenizer, const std::string& word) {
  const std::vector<int32_t> ids = tokenizer.encode_pieces(word).ids;
  if (ids.size() == 1 && ids.front() != tokenizer.unk_id()) return ids.front();
  return tokenizer.id(word);
}

std::vector<int32_t> piece_ids(const Tokenizer& tokenizer, const std::vector<std::string>& words) {
  std::vector<int32_t> ids;
  for (const std::string& word : words) ids.push_back(piece_id(tokenizer, word));
  return ids;
}

const std::vector<std::string>& checked_originals(const MaskedExample& example, size_t masks, bool cut) {
  const std::vector<std::string>& originals = gold_of(example.originals, "no \"original\"");
  const size_t count = originals.size();
  if (count != masks && !(cut && count > masks)) {
    fail(fmt::format("'original' has {} word{}, but the text has {} mask{}", count, count == 1 ? "" : "s", masks,
                     masks == 1 ? "" : "s"));
  }
  return originals;
}

Report report_of(const MaskMetrics& metrics) {
  Report report = {{"task", "fill-mask"}, {"masks", metrics.masks}};
  add_loss(report, metrics.loss);
  report["top1"] = share_of(metrics.masks, metrics.top1);
  report["top5"] = share_of(metrics.masks, metrics.top5);
  return report;
}

Plot plot_of(const MaskMetrics& metrics) {
  Plot plot = {.title = "fill-mask", .about = counted(metrics.masks, "mask"), .charts = {}};
  if (metrics.masks == 0) return plot;
  BarChart chart = {.title = "Right words among the best",
                    .about = "The share of the masks whose word is among so many predictions",
                    .series = {"share"},
                    .rows = {}};
  for (size_t i = 0; i < metrics.top.size(); ++i)
    chart.rows.push_back({fmt::format("best {}", i + 1), "", {metrics.top[i]}});
  plot.charts.emplace_back(std::move(chart));
  return plot;
}

MaskEvaluation::MaskEvaluation(const Tokenizer& tokenizer)
    : tokenizer_(tokenizer),
      unknown_("original word that is not one piece of the vocabulary; the loss leaves it out",
               "original words that are not one piece of the vocabulary; the loss leaves them out") {}

void MaskEvaluation::add(const MaskedExample& example, const FilledText& result, const std::string& place) {
  const std::vector<int32_t> ids = piece_ids(tokenizer_, checked_originals(example, result.masks.size(), result.cut));
  for (size_t i = 0; i < ids.size(); ++i) {
    if (ids[i] < 0) unknown_.add(1, place);
    if (i >= result.masks.size()) {  // cut off
      masks_.add(std::nullopt);
      continue;
    }
    const FilledMask& mask = result.masks[i];
    masks_.add(rank_of(mask.predictions, ids[i], &Prediction::id), mask.original_log_probability);
  }
}

Report MaskEvaluation::report() const {
  unknown_.print();
  return report_of(masks_.metrics());
}

}  // namespace electra::cli
