// UTF-8 is decoded, and what is malformed replaced, as the table of well-formed sequences in the Unicode standard has
// it (table 3-7); code points are counted where they begin.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "electra/tokenizer.h"
#include "fuzz/promises.h"

namespace electra {

using namespace internal;
namespace {

struct Row {
  uint8_t first_least, first_most, second_least, second_most;
  size_t length;
};
constexpr std::array<Row, 9> well_formed{{{0x00, 0x7F, 0, 0, 1},
                                          {0xC2, 0xDF, 0x80, 0xBF, 2},
                                          {0xE0, 0xE0, 0xA0, 0xBF, 3},
                                          {0xE1, 0xEC, 0x80, 0xBF, 3},
                                          {0xED, 0xED, 0x80, 0x9F, 3},
                                          {0xEE, 0xEF, 0x80, 0xBF, 3},
                                          {0xF0, 0xF0, 0x90, 0xBF, 4},
                                          {0xF1, 0xF3, 0x80, 0xBF, 4},
                                          {0xF4, 0xF4, 0x80, 0x8F, 4}}};

struct Sequence {
  size_t length;  // of what is well-formed, at least 1
  bool is_whole;
};

Sequence sequence_at(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  for (const Row& row : well_formed) {
    if (byte(0) < row.first_least || byte(0) > row.first_most) continue;
    size_t length = 1;
    while (length < row.length && length < text.size()) {
      const uint8_t least = length == 1 ? row.second_least : 0x80;
      const uint8_t most = length == 1 ? row.second_most : 0xBF;
      if (byte(length) < least || byte(length) > most) break;
      ++length;
    }
    return {length, length == row.length};
  }
  return {1, false};
}

struct Repaired {
  std::string text;
  uint64_t replaced = 0;
  std::vector<Span> spans;  // of the code points, in what was repaired
};

Repaired repaired(std::string_view text) {
  Repaired result;
  while (!text.empty()) {
    const Sequence sequence = sequence_at(text);
    const auto begin = static_cast<uint32_t>(result.text.size());
    result.text += sequence.is_whole ? text.substr(0, sequence.length) : "\xEF\xBF\xBD";
    result.spans.push_back({begin, static_cast<uint32_t>(result.text.size())});
    if (!sequence.is_whole) ++result.replaced;
    text.remove_prefix(sequence.length);
  }
  return result;
}

void check_decoding(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const Sequence expected = sequence_at(text.substr(at));
    const DecodedCodePoint decoded = decode_utf8(text, at);
    FUZZ_CHECK(decoded.length == expected.length && decoded.valid == expected.is_whole);
    FUZZ_CHECK(decoded.valid || decoded.code_point == replacement_character);
    std::string again;
    append_utf8(again, decoded.code_point);
    if (decoded.valid) FUZZ_CHECK(again == text.substr(at, decoded.length));
    at += decoded.length;
  }
}

}  // namespace
}  // namespace electra

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace electra;
  const std::string_view text = fuzz::text_of(data, size);
  const Repaired expected = repaired(text);
  uint64_t replaced = 0;
  FUZZ_CHECK(replace_malformed_utf8(text, replaced) == expected.text);
  FUZZ_CHECK(replaced == expected.replaced);
  FUZZ_CHECK(is_utf8(text) == (replaced == 0));
  check_decoding(text);
  const std::vector<Span> counted = code_point_spans(expected.text, expected.spans);
  for (size_t i = 0; i < counted.size(); ++i) FUZZ_CHECK(counted[i] == (Span{uint32_t(i), uint32_t(i + 1)}));
  return 0;
}
