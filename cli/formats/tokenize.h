// What `electra tokenize` writes for the encoding of a text: pieces, ids, counts, rows, objects; or text for ids.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "cli/examples/text.h"
#include "cli/io/item_source.h"
#include "cli/io/offsets.h"
#include "cli/io/reader.h"
#include "cli/io/writer.h"
#include "electra/tokenizer.h"

namespace electra::cli {

// An encoding with what it is of.
struct EncodedText {
  const TextExample& example;
  const Encoding& encoding;
  const Tokenizer& tokenizer;
  OffsetUnit offsets = OffsetUnit::bytes;
  const Item<Record>* item = nullptr;  // for the formats with its place: tsv and jsonl
  Writer* results = nullptr;           // of a huge text: takes what becomes of it piece by piece
};

using WriteEncoding = void (*)(const EncodedText& encoded, std::string& out);

void write_pieces(const EncodedText& encoded, std::string& out);
void write_ids(const EncodedText& encoded, std::string& out);
void write_count(const EncodedText& encoded, std::string& out);
// A row per token.
void write_tokens_tsv(const EncodedText& encoded, std::string& out);
void write_tokens_json(const EncodedText& encoded, std::string& out);

// The ids of a line, with blanks between them. Throws Error(input) for what is none of the vocabulary.
std::vector<int32_t> parse_ids(std::string_view line, const Tokenizer& tokenizer);

}  // namespace electra::cli
