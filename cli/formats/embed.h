// Vectors of texts as the formats of electra embed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "cli/examples/text.h"
#include "cli/io/item_source.h"
#include "cli/io/writer.h"
#include "electra/tasks.h"
#include "electra/tokenizer.h"

namespace electra::cli {

struct VectorStyle {
  const Tokenizer* tokenizer = nullptr;
  size_t hidden_size = 0;
  uint64_t rows = 0;  // of npy, written so far
};

void write_vector_json(const Item<TextExample>&, const Embedding& embedding, VectorStyle& style, std::string& out);
void write_vector_tsv(const Item<TextExample>&, const Embedding& embedding, VectorStyle&, std::string& out);

// A matrix for numpy. The head says how many rows there are, which is known at the end: it is written twice.
void begin_npy(VectorStyle& style, std::string& out);
void write_vector_npy(const Item<TextExample>&, const Embedding& embedding, VectorStyle& style, std::string& out);
void write_skipped_npy(VectorStyle& style, std::string& out);  // a row of NaN: rows stay those of the input
void complete_npy(VectorStyle& style, Writer& writer);

}  // namespace electra::cli
