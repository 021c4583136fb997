// What every tokenizer promises.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "electra/tokenizer.h"
#include "fuzz/promises.h"

namespace electra::fuzz {

// Spans lie inside the text, in order and on borders of code points; ids can be decoded again.
inline void check_encoding(const Tokenizer& tokenizer, std::string_view text) {
  const Encoding encoding = tokenizer.encode_pieces(text);
  FUZZ_CHECK(encoding.spans.size() == encoding.size() && encoding.word_ids.size() == encoding.size());
  FUZZ_CHECK(encoding.token_type_ids.size() == encoding.size());
  uint32_t last_begin = 0;
  for (size_t i = 0; i < encoding.size(); ++i) {
    FUZZ_CHECK(encoding.ids[i] >= 0 && encoding.ids[i] < tokenizer.size());
    const Span span = encoding.spans[i];
    FUZZ_CHECK(span.begin >= last_begin && span.begin <= span.end && span.end <= text.size());
    last_begin = span.begin;
    // Only well-formed text has code points to cut between.
    if (internal::is_utf8(text)) FUZZ_CHECK(internal::is_utf8(text.substr(span.begin, span.end - span.begin)));
  }
  FUZZ_CHECK(internal::is_utf8(tokenizer.decode(encoding.ids)));
  FUZZ_CHECK(code_point_spans(text, encoding.spans).size() == encoding.size());
}

// A loaded tokenizer, and a few texts of the words that the corpora have.
inline void check_tokenizer(const Tokenizer& tokenizer) {
  for (const std::string& warning : tokenizer.warnings()) check_message(warning);
  for (const std::string_view text :
       {"The cats [MASK] <new>a b\tx. \xC3\xA9\xCC\x81 \xE4\xB8\xAD", "  ", "[CLS]aabb<s> the"}) {
    check_encoding(tokenizer, text);
  }
  for (int32_t id = 0; id < std::min(tokenizer.size(), 100); ++id) FUZZ_CHECK(internal::is_utf8(tokenizer.token(id)));
}

}  // namespace electra::fuzz
