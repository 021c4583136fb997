#include "tasks/qa_windows.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "lib/base/temporary_directory.h"

namespace electra {

using namespace internal;

namespace {

const std::string context = "a b c d e f g h";

Tokenizer tokenizer_with(const TemporaryDirectory& folder, const std::string& config) {
  folder.file("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\nb\nc\nd\ne\nf\ng\nh\n?\n");
  folder.file("tokenizer_config.json", config);
  return Tokenizer::load(folder.path(), 14);
}

std::vector<std::string> shown(const Tokenizer& tokenizer) {
  std::vector<std::string> parts;
  const AnswerOptions options = {.max_length = 7, .doc_stride = 1, .max_query_length = 1};
  for (const QaWindow& window : overlapping_windows(tokenizer, {"?", context}, options)) {
    std::string part;
    for (int64_t i = window.context_begin; i < window.context_end; ++i) {
      part += window.encoding.spans[static_cast<size_t>(i)].of(context);
    }
    parts.push_back(part);
  }
  return parts;
}

TEST_CASE("windows begin at the side of a context that is kept") {
  const TemporaryDirectory folder;
  CHECK(shown(tokenizer_with(folder, "{}")) == std::vector<std::string>{"abc", "cde", "efg", "gh"});
  CHECK(shown(tokenizer_with(folder, R"({"truncation_side": "left"})")) ==
        std::vector<std::string>{"fgh", "def", "bcd", "ab"});
}

TEST_CASE("a context is found in its window by its place, not by its type") {
  const TemporaryDirectory folder;
  const Tokenizer tokenizer = tokenizer_with(folder, R"({"model_input_names": ["input_ids", "attention_mask"]})");
  CHECK(shown(tokenizer).front() == "abc");
}

}  // namespace
}  // namespace electra
