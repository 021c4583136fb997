// Filled masks as the formats of electra fill-mask.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "cli/examples/masked.h"
#include "cli/io/item_source.h"
#include "cli/io/offsets.h"
#include "cli/io/writer.h"
#include "electra/tasks.h"
#include "electra/tokenizer.h"

namespace electra::cli {

// A word that --whole-words ranks.
struct WholeWord {
  std::string text;             // what its pieces make; of one piece that, as it is in the vocabulary
  std::vector<int32_t> pieces;  // ids
};

struct MaskStyle {
  const Tokenizer* tokenizer = nullptr;
  OffsetUnit offsets = OffsetUnit::bytes;
  size_t shown = 1;                   // predictions of every mask
  Writer* results = nullptr;          // takes what all the predictions of a text make, piece by piece
  std::vector<WholeWord> words = {};  // that predictions are of; empty: they are of pieces
};

// The text with the best prediction in place of each mask.
void write_filled_text(const Item<MaskedExample>& item, const FilledText& result, MaskStyle& style, std::string& out);
void write_filled_json(const Item<MaskedExample>& item, const FilledText& result, MaskStyle& style, std::string& out);
// A row per prediction.
void write_filled_tsv(const Item<MaskedExample>& item, const FilledText& result, MaskStyle& style, std::string& out);

}  // namespace electra::cli
