// Texts for detect-replaced, maybe with the words that were replaced, and how scores compare with these.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/evaluation/report.h"
#include "cli/examples/text.h"
#include "electra/tasks.h"

namespace electra::cli {

struct ReplacedItem {
  std::string text;
  // The words that `replaced` counts, where the input has a list of them; else they are those of the tokenizer.
  std::optional<std::vector<Span>> words;
  std::optional<std::vector<int64_t>> replaced;  // indices of words
};

// Of jsonl {"text", "replaced"}, the text a string or a list of words; of other formats no more than the text. Nothing
// for a header. Throws Error(input) for a bad record.
std::optional<ReplacedItem> read_replaced_item(TextParser& parser, const Record& record, std::string_view file);

class ReplacedEvaluation {
 public:
  explicit ReplacedEvaluation(double threshold) : threshold_(threshold) {}

  // The scores of the item's words against its gold. `scored` has the tokenizer's words; those of a list have the
  // highest score of theirs, in bytes of the text. The loss is what Transformers reports for all tokens; without their
  // logits there is none. Throws Error(input) without gold, or for an index that is none.
  void add(const ReplacedItem& item, std::span<const ScoredWord> scored, std::span<const float> logits = {});

  Report report() const;

 private:
  double threshold_;
  int64_t texts_ = 0;
  std::vector<uint8_t> gold_;  // by word
  std::vector<float> scores_;
  MeanLoss loss_;  // of tokens
};

}  // namespace electra::cli
