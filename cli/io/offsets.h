// Places in a text, as --offsets counts them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/utf8.h"
#include "cli/io/json_out.h"
#include "electra/tokenizer.h"

namespace electra::cli {

enum class OffsetUnit { bytes, chars };  // of UTF-8; code points

// Spans of bytes in another unit.
inline std::vector<Span> offset_spans(OffsetUnit unit, std::string_view text, std::vector<Span> spans) {
  return unit == OffsetUnit::chars ? code_point_spans(text, spans) : std::move(spans);
}

// The same of results that have `bytes` of the text: words, masks, spans.
template <class Marks>
std::vector<Span> offsets_of(const Marks& marks, OffsetUnit unit, std::string_view text) {
  std::vector<Span> spans;
  spans.reserve(marks.size());
  for (const auto& mark : marks) spans.push_back(mark.bytes);
  return offset_spans(unit, text, std::move(spans));
}

// The bytes of a text by offsets in a unit.
class ByteOffsets {
 public:
  ByteOffsets(OffsetUnit unit, std::string_view text) {
    for (uint32_t i = 0; i <= text.size(); ++i) {
      const bool continues = i < text.size() && internal::continues_code_point(text[i]);
      if (unit == OffsetUnit::bytes || !continues) bytes_.push_back(i);
    }
  }
  // Nothing: it is no part of the text.
  std::optional<Span> bytes_of(Span span) const {
    if (span.begin > span.end || span.end >= bytes_.size()) return std::nullopt;
    return Span{bytes_[span.begin], bytes_[span.end]};
  }

 private:
  std::vector<uint32_t> bytes_;  // by offset
};

// ,"start":1,"end":4
inline void append_json_span(std::string& out, Span span) {
  out += R"(,"start":)";
  append_integer(out, span.begin);
  out += R"(,"end":)";
  append_integer(out, span.end);
}

}  // namespace electra::cli
