// Texts for fill-mask, maybe with the words behind their masks, and how predictions compare with these.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/evaluation/report.h"
#include "cli/examples/text.h"
#include "electra/tokenizer.h"

namespace electra::cli {

struct MaskedItem {
  std::string text;
  std::optional<std::vector<std::string>> originals;  // the words that the masks stand for, in order
  std::vector<int32_t> ids = {};                      // of the originals (piece_id), from whoever has the vocabulary
};

// Of jsonl {"text", "original"}, the original a word or a list of them; of other formats no more than the text. Nothing
// for a header. Throws Error(input) for a bad record.
std::optional<MaskedItem> read_masked_item(TextParser& parser, const Record& record, std::string_view file);

// The piece of the vocabulary that a word is: as the tokenizer splits it, or as it stands there, such as ##ing; -1 for
// a word of several pieces.
int32_t piece_id(const Tokenizer& tokenizer, const std::string& word);

// The originals of an item whose text has `masks` of them that were predicted. Throws Error(input) without any, and for
// another number, unless the text was cut: then there may be more.
const std::vector<std::string>& checked_originals(const MaskedItem& item, size_t masks, bool cut);

class MaskEvaluation {
 public:
  // A mask whose original is the n-th best prediction, from 0; nothing if it is none of them.
  void add(std::optional<size_t> rank);
  void add_loss(double log_probability) { loss_.add(-log_probability); }
  // The share of masks whose original is the best prediction, or among the best five; the loss of Transformers, as the
  // mean over the masks that it is known of.
  Report report() const;

  static constexpr int64_t predictions_needed = 5;

 private:
  int64_t masks_ = 0;
  int64_t first_ = 0;
  int64_t among_five_ = 0;
  MeanLoss loss_;
};

}  // namespace electra::cli
