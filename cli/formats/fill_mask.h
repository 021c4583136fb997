// Filled masks as the formats of electra fill-mask.
#pragma once

#include <cstddef>
#include <string>

#include "cli/examples/masked.h"
#include "cli/io/item_source.h"
#include "cli/io/offsets.h"
#include "cli/io/writer.h"
#include "electra/tasks.h"
#include "electra/tokenizer.h"

namespace electra::cli {

struct MaskStyle {
  const Tokenizer* tokenizer = nullptr;
  OffsetUnit offsets = OffsetUnit::bytes;
  size_t shown = 1;           // predictions of every mask
  Writer* results = nullptr;  // takes what all the predictions of a text make, piece by piece
};

// The text with the best prediction in place of each mask.
void write_filled_text(const Item<MaskedExample>& item, const FilledText& result, MaskStyle& style, std::string& out);
void write_filled_json(const Item<MaskedExample>& item, const FilledText& result, MaskStyle& style, std::string& out);
// A row per prediction.
void write_filled_tsv(const Item<MaskedExample>& item, const FilledText& result, MaskStyle& style, std::string& out);

}  // namespace electra::cli
