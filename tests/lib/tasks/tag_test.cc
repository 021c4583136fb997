#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "electra/error.h"
#include "electra/tasks.h"
#include "lib/base/error_of.h"
#include "lib/nn/compare.h"
#include "lib/tasks/golden_model.h"

namespace electra {
namespace {

using Words = std::vector<std::string>;

Words split(const std::string& text) {
  std::istringstream in(text);
  Words words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

std::vector<WordTag> tag_one(GoldenModel& golden, const Words& words, const TagOptions& options = {}) {
  return tag_words(golden.runner, golden.tokenizer, std::span(&words, 1), options).front();
}

std::vector<float> logits_of(const std::vector<WordTag>& tags) {
  std::vector<float> logits;
  for (const WordTag& tag : tags) logits.insert(logits.end(), tag.logits.begin(), tag.logits.end());
  return logits;
}

TEST_CASE("a word has the logits of its first piece; one without pieces those of the piece behind it") {
  GoldenModel golden("tokencls");
  const auto labels = static_cast<size_t>(golden.model.config().num_labels);
  const Words words = {"\u200b", "my", "schooling", "\u200b", "is", "\u200b"};
  const std::vector<float> rows = golden.logits(golden.tokenizer.encode("my schooling is"));
  const size_t pieces = golden.tokenizer.encode_pieces("schooling").size();
  REQUIRE(pieces > 1);
  const std::vector<size_t> rows_of_words = {1, 1, 2, 2 + pieces, 2 + pieces, 3 + pieces};
  const std::vector<WordTag> tags = tag_one(golden, words);
  REQUIRE(tags.size() == words.size());
  for (size_t i = 0; i < words.size(); ++i) {
    CAPTURE(i);
    CHECK(first_bit_difference(tags[i].logits, std::span(rows).subspan(rows_of_words[i] * labels, labels)) == "");
    CHECK(tags[i].logits[static_cast<size_t>(tags[i].label)] == *std::ranges::max_element(tags[i].logits));
  }
}

TEST_CASE("a sentence of any length is tagged to its end, by windows that agree with it alone") {
  GoldenModel golden("tokencls");
  for (const int count : {0, 1, 61, 62, 63, 200}) {
    CAPTURE(count);
    CHECK(tag_one(golden, split(plain_text(count))).size() == static_cast<size_t>(count));
  }
  // The first window is a sentence of its own.
  const std::vector<WordTag> tags = tag_one(golden, split(plain_text(40)), {.max_length = 12, .overlap = 4});
  const std::vector<WordTag> first = tag_one(golden, split(plain_text(10)));
  CHECK(first_bit_difference(tags.front().logits, first.front().logits) == "");
  CHECK(error_of(ErrorKind::usage, [&] { tag_one(golden, {"my"}, {.max_length = 2}); }) ==
        "max length: 2, expected 3 to 64 (max_position_embeddings)");
}

TEST_CASE("spans lie in order inside of the text, whatever the aggregation") {
  GoldenModel golden("tokencls");
  const std::string text = "My schooling, is d\u00f6wn the L\u00f6ng way!";
  const std::vector<std::string_view> texts = {text, "", " \t "};
  for (const Aggregation aggregation :
       {Aggregation::none, Aggregation::simple, Aggregation::first, Aggregation::average, Aggregation::max}) {
    const auto spans = find_spans(golden.runner, golden.tokenizer, texts, aggregation, {});
    REQUIRE(spans.size() == 3);
    CHECK(spans[1].empty());
    CHECK(spans[2].empty());
    uint32_t last = 0;
    for (const FoundSpan& span : spans[0]) {
      CHECK(span.bytes.begin >= last);
      CHECK(span.bytes.end > span.bytes.begin);
      CHECK(span.bytes.end <= text.size());
      CHECK(span.probability > 0.0F);
      CHECK(span.probability <= 1.0F);
      CHECK((span.label.find('-') == std::string::npos) == (aggregation != Aggregation::none));
      last = span.bytes.end;
    }
  }
}

// The pipeline tells pieces from words by their lengths, which says nothing of [UNK].
TEST_CASE("an unknown word is no part of the word before it") {
  GoldenModel golden("tokencls");
  const std::string text = "Angela \u12a0\u121b was in Hamburg";
  const std::string_view view = text;
  REQUIRE(std::ranges::count(golden.tokenizer.encode(text).ids, golden.tokenizer.unk_id()) == 1);
  const auto spans = find_spans(golden.runner, golden.tokenizer, std::span(&view, 1), Aggregation::first, {});
  std::string found;
  for (const FoundSpan& span : spans.front()) {
    found += text.substr(span.bytes.begin, span.bytes.end - span.bytes.begin) + " " + span.label + "; ";
  }
  CHECK(found == "Angela PER; \u12a0\u121b LOC; was PER; in Hamburg LOC; ");
}

TEST_CASE("a sentence's tags do not depend on its neighbours, the batches or the threads") {
  std::vector<Words> sentences;
  for (int i = 0; i < 30; ++i) sentences.push_back(split(plain_text(i * 37 % 100)));
  GoldenModel one("tokencls");
  std::vector<std::vector<float>> alone;
  for (const Words& words : sentences) alone.push_back(logits_of(tag_one(one, words, {.overlap = 8})));
  for (const int threads : {1, 3}) {
    GoldenModel golden("tokencls", threads);
    for (const int64_t batch_tokens : {1, 200, 100'000}) {
      const auto results =
          tag_words(golden.runner, golden.tokenizer, sentences, {.overlap = 8, .batch_tokens = batch_tokens});
      REQUIRE(results.size() == sentences.size());
      for (size_t i = 0; i < sentences.size(); ++i) CHECK(first_bit_difference(logits_of(results[i]), alone[i]) == "");
    }
  }
}

}  // namespace
}  // namespace electra
