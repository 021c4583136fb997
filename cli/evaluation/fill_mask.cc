#include "cli/evaluation/fill_mask.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/io/input_fault.h"

namespace electra::cli {

int32_t piece_id(const Tokenizer& tokenizer, const std::string& word) {
  const std::vector<int32_t> ids = tokenizer.encode(word, false).ids;
  if (ids.size() == 1 && ids.front() != tokenizer.unk_id()) return ids.front();
  return tokenizer.id(word);
}

std::vector<int32_t> piece_ids(const Tokenizer& tokenizer, const std::vector<std::string>& words) {
  std::vector<int32_t> ids;
  for (const std::string& word : words) ids.push_back(piece_id(tokenizer, word));
  return ids;
}

const std::vector<std::string>& checked_originals(const MaskedExample& example, size_t masks, bool cut) {
  if (!example.originals) fail("no \"original\" to compare with");
  const size_t count = example.originals->size();
  if (count != masks && !(cut && count > masks)) {
    fail(fmt::format("'original' has {} word{}, but the text has {} mask{}", count, count == 1 ? "" : "s", masks,
                     masks == 1 ? "" : "s"));
  }
  return *example.originals;
}

void MaskScores::add(std::optional<size_t> rank) {
  ++masks_;
  first_ += rank == size_t{0};
  among_five_ += rank && *rank < static_cast<size_t>(predictions_needed);
}

Report MaskScores::report() const {
  Report report = {{"task", "fill-mask"}, {"masks", masks_}};
  loss_.report_to(report);
  report["top1"] = mean_of(static_cast<double>(first_), masks_);
  report["top5"] = mean_of(static_cast<double>(among_five_), masks_);
  return report;
}

MaskEvaluation::MaskEvaluation(const Tokenizer& tokenizer)
    : tokenizer_(tokenizer),
      unknown_("original word that is not one piece of the vocabulary; the loss leaves it out",
               "original words that are not one piece of the vocabulary; the loss leaves them out") {}

void MaskEvaluation::add(const Item<MaskedExample>& item, const FilledText& result,
                         const ItemSource<MaskedExample>& source) {
  const std::vector<int32_t> ids =
      piece_ids(tokenizer_, checked_originals(item.example, result.masks.size(), result.cut));
  for (size_t i = 0; i < ids.size(); ++i) {
    if (ids[i] < 0) unknown_.add(1, source.text_of(item.place));
    if (i >= result.masks.size()) {  // cut off
      scores_.add(std::nullopt);
      continue;
    }
    const FilledMask& mask = result.masks[i];
    const auto found = std::ranges::find(mask.predictions, ids[i], &Prediction::id);
    const bool is_there = found != mask.predictions.end();
    scores_.add(is_there ? std::optional<size_t>(found - mask.predictions.begin()) : std::nullopt);
    if (mask.original_log_probability) scores_.add_loss(*mask.original_log_probability);
  }
}

Report MaskEvaluation::report() const {
  unknown_.print();
  return scores_.report();
}

}  // namespace electra::cli
