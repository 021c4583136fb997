#include <cassert>
#include <vector>

#include "base/utf8.h"
#include "electra/tokenizer.h"

namespace electra {

using namespace internal;

namespace {

// Counts the code points before any byte of a text. Keeps the count at about every 256th byte, because spans may come
// in any order.
class CodePointCounter {
 public:
  explicit CodePointCounter(std::string_view text) : text_(text) {
    uint32_t count = 0;
    size_t position = 0;
    while (position < text.size()) {
      if (position >= checkpoints_.size() * stride) checkpoints_.push_back({position, count});
      position += decode_utf8(text, position).length;
      ++count;
    }
    if (position >= checkpoints_.size() * stride) checkpoints_.push_back({position, count});
  }

  uint32_t before(size_t target) const {
    assert(target <= text_.size());
    auto [position, count] = checkpoints_[target / stride];
    while (position < target) {
      position += decode_utf8(text_, position).length;
      ++count;
    }
    return count;
  }

 private:
  static constexpr size_t stride = 256;
  struct Checkpoint {
    size_t position;
    uint32_t count;
  };
  std::string_view text_;
  std::vector<Checkpoint> checkpoints_;
};

}  // namespace

std::vector<Span> code_point_spans(std::string_view text, std::span<const Span> byte_spans) {
  const CodePointCounter counter(text);
  std::vector<Span> result;
  result.reserve(byte_spans.size());
  for (const Span& span : byte_spans) result.push_back({counter.before(span.begin), counter.before(span.end)});
  return result;
}

}  // namespace electra
