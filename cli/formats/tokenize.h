// What `electra tokenize` writes for a line: pieces, ids, counts, rows, objects; or text for ids.
#pragma once

#include <memory>
#include <string>

#include "cli/run/stream.h"
#include "cli/examples/text_record.h"
#include "electra/tokenizer.h"

namespace electra::cli {

enum class TokenOutput { pieces, ids, count, tsv, jsonl };

struct TokenizeSettings {
  TokenOutput output = TokenOutput::pieces;
  TextFormat format;
  EncodeOptions encode;
  bool windows = false;  // every window of a text, each in a line; false: what truncation leaves
  std::string offsets = "bytes";
};

// The tokenizer must outlive the job.
std::unique_ptr<Job> make_encode_job(const TokenizeSettings& settings, const Tokenizer& tokenizer);
std::unique_ptr<Job> make_decode_job(const Tokenizer& tokenizer, bool skip_special_tokens, bool clean_up_spaces);

}  // namespace electra::cli
