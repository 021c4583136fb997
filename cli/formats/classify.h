// Labels of texts as the formats of electra classify.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/examples/text.h"
#include "cli/io/item_source.h"
#include "electra/losses.h"
#include "electra/tasks.h"

namespace electra::cli {

// Which labels are written.
struct LabelStyle {
  std::vector<std::string> labels;  // by number
  ProblemType problem = ProblemType::single_label;
  int64_t top_k = 0;  // 0: those that are predicted
  bool all = false;
  float threshold = 0.5F;  // of labels that are predicted, where a text may have several
};

// label and score, or a value.
void write_labels_tsv(const Item<TextExample>&, const Classification& result, LabelStyle& style, std::string& out);
void write_labels_json(const Item<TextExample>&, const Classification& result, LabelStyle& style, std::string& out);

}  // namespace electra::cli
