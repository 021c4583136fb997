#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "electra/tokenizer.h"

namespace electra {
namespace {

TEST_CASE("bytes are counted as code points") {
  const std::string text = "aé€😀b";
  const std::vector<Span> bytes = {{0, 0}, {0, 1}, {1, 3}, {3, 6}, {6, 10}, {10, 11}, {0, 11}, {11, 11}};
  const std::vector<Span> points = {{0, 0}, {0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 5}, {0, 5}, {5, 5}};
  CHECK(code_point_spans(text, bytes) == points);
}

TEST_CASE("spans may come in any order, anywhere in a long text") {
  std::string text;
  std::vector<Span> bytes, points;
  const char* characters[] = {"a", "é", "€", "😀"};
  for (uint32_t i = 0; i < 3000; ++i) {
    const auto begin = static_cast<uint32_t>(text.size());
    text += characters[i * i % 7 % 4];
    bytes.push_back({begin, static_cast<uint32_t>(text.size())});
    points.push_back({i, i + 1});
  }
  CHECK(code_point_spans(text, bytes) == points);
  CHECK(code_point_spans(text, std::vector<Span>(bytes.rbegin(), bytes.rend())) ==
        std::vector<Span>(points.rbegin(), points.rend()));
}

TEST_CASE("the end of a text of any length is counted") {
  for (uint32_t size = 0; size < 1100; ++size) {
    const std::string text(size, 'a');
    CHECK(code_point_spans(text, std::vector<Span>{{size, size}}) == std::vector<Span>{{size, size}});
    CHECK(code_point_spans(text + "😀", std::vector<Span>{{size, size + 4}}) == std::vector<Span>{{size, size + 1}});
  }
}

TEST_CASE("a malformed sequence counts as one code point") {
  CHECK(code_point_spans("\xE2\x82"
                         "a",
                         std::vector<Span>{{2, 3}}) == std::vector<Span>{{1, 2}});
  CHECK(code_point_spans("", std::vector<Span>{{0, 0}}) == std::vector<Span>{{0, 0}});
}

}  // namespace
}  // namespace electra
