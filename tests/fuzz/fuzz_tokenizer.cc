// Any bytes are tokenised: spans lie inside the text, in order and on borders of code points, and ids can be decoded
// again. The first byte of the input chooses the tokenizer's settings.
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/utf8.h"
#include "electra/error.h"
#include "electra/tokenizer.h"
#include "fuzz/fuzz.h"

namespace electra {
namespace {

const Tokenizer& tokenizer(unsigned settings) {
  static const std::array<Tokenizer, 4> all = [] {
    const auto make = [](bool lower_case, bool chinese) {
      return Tokenizer::from_vocab(ELECTRA_GOLDEN "/hf/vocab.txt",
                                   {.lower_case = lower_case, .tokenize_chinese_chars = chinese});
    };
    return std::array<Tokenizer, 4>{make(true, true), make(true, false), make(false, true), make(false, false)};
  }();
  return all[settings % all.size()];
}

void check(const Tokenizer& tokenizer, std::string_view text) {
  const Encoding encoding = tokenizer.encode(text, false);
  FUZZ_CHECK(encoding.spans.size() == encoding.size() && encoding.word_ids.size() == encoding.size());
  FUZZ_CHECK(encoding.token_type_ids.size() == encoding.size());
  uint32_t last_begin = 0;
  for (size_t i = 0; i < encoding.size(); ++i) {
    FUZZ_CHECK(encoding.ids[i] >= 0 && encoding.ids[i] < tokenizer.size());
    const Span span = encoding.spans[i];
    FUZZ_CHECK(span.begin >= last_begin && span.begin <= span.end && span.end <= text.size());
    last_begin = span.begin;
    // Only well-formed text has code points to cut between.
    if (is_utf8(text)) FUZZ_CHECK(is_utf8(text.substr(span.begin, span.end - span.begin)));
  }
  FUZZ_CHECK(is_utf8(tokenizer.decode(encoding.ids)));
  FUZZ_CHECK(code_point_spans(text, encoding.spans).size() == encoding.size());
}

}  // namespace
}  // namespace electra

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  electra::check(electra::tokenizer(data[0]), {reinterpret_cast<const char*>(data) + 1, size - 1});
  return 0;
}
