// Attention of texts as the formats of electra attend.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/examples/text.h"
#include "cli/io/html.h"
#include "cli/io/item_source.h"
#include "electra/attention.h"
#include "electra/tokenizer.h"

namespace electra::cli {

struct AttentionStyle {
  const Tokenizer* tokenizer = nullptr;
  Page page = Page();
  int64_t weights = 0;  // of the page so far
};

void write_attention_json(const Item<TextExample>& item, const TextAttention& result, AttentionStyle& style,
                          std::string& out);

// A page where layer and head are chosen, and each token shows what it attends to. Without script it has a table of the
// last layer.
void begin_attention_page(AttentionStyle& style, std::string& out);
// Throws Error(input) where the page would hold more than a browser can.
void write_attention_section(const Item<TextExample>& item, const TextAttention& result, AttentionStyle& style,
                             std::string& out);
void end_attention_page(AttentionStyle& style, std::string& out);

}  // namespace electra::cli
