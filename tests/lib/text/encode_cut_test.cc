// What is cut off need not be read, and the answer is the same.
#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

#include "electra/tokenizer.h"
#include "lib/base/error_of.h"
#include "text/normalize.h"
#include "text/split.h"

namespace electra {

using namespace internal;

namespace {

std::string times(size_t count, const std::string& unit) {
  std::string text;
  for (size_t i = 0; i < count; ++i) text += unit;
  return text;
}

// More than a stretch of each: words, marks, ideographs, accents that wait for their neighbours, one word, blanks.
std::vector<std::string> texts() {
  std::vector<std::string> all = {"", "a", "my school, is [MASK] down", "[SEP]"};
  for (const char* unit :
       {"school is ", "a,", "東", "e\u0301\u0323, ", "\u0301\u0323", "x", " ", "[MASK] ", "\u1E0B\u0323"}) {
    all.push_back(times(17'000 / std::string(unit).size(), unit) + "the end");
  }
  return all;
}

bool is_same(const Encoding& a, const Encoding& b) {
  return a.ids == b.ids && a.token_type_ids == b.token_type_ids && a.spans == b.spans && a.word_ids == b.word_ids &&
         a.second_begin == b.second_begin;
}

// Of encode_cut() beside encode(): the encoding and whether it is cut, or the message of the error.
void compare(const Tokenizer& tokenizer, const std::string& text, const std::optional<std::string>& pair,
             const EncodeOptions& options) {
  CAPTURE(text.substr(0, 20));
  CAPTURE(pair.value_or("none").substr(0, 20));
  CAPTURE(options.max_length);
  std::vector<Encoding> all;
  CutEncoding cut;
  const std::string expected = error_of(ErrorKind::input, [&] { all = tokenizer.encode(text, pair, options); });
  CHECK(error_of(ErrorKind::input, [&] { cut = tokenizer.encode_cut(text, pair, options); }) == expected);
  if (expected != "no error") return;
  CHECK(is_same(cut.encoding, all.front()));
  CHECK(cut.cut == (all.size() > 1));
}

TEST_CASE("encode_cut gives what encode gives first") {
  for (const TokenizerKind kind : {TokenizerKind::fast, TokenizerKind::slow, TokenizerKind::google}) {
    const Tokenizer tokenizer = Tokenizer::from_vocab(ELECTRA_GOLDEN "/tokenizer/vocab.txt", {.kind = kind});
    for (const Side side : {Side::right, Side::left}) {
      for (const std::string& text : texts()) {
        for (const int64_t length : {2, 7, 512}) {
          compare(tokenizer, text, std::nullopt,
                  {.truncation = Truncation::longest_first, .max_length = length, .truncation_side = side});
        }
      }
    }
  }
}

TEST_CASE("of a pair, too, whichever text is longer") {
  const Tokenizer tokenizer = Tokenizer::from_vocab(ELECTRA_GOLDEN "/tokenizer/vocab.txt", TokenizerOptions{});
  const std::vector<std::string> some = {
      "", "a", "my school, is down", times(90, "a,"), times(900, "a,") + ",", times(901, "東"), times(900, "a,")};
  for (const Truncation which : {Truncation::longest_first, Truncation::only_first, Truncation::only_second}) {
    for (const Side side : {Side::right, Side::left}) {
      for (const std::string& text : some) {
        for (const std::string& pair : some) {
          for (const int64_t length : {3, 127, 128}) {
            compare(tokenizer, text, pair, {.truncation = which, .max_length = length, .truncation_side = side});
          }
        }
      }
    }
  }
}

// Writes down the places of all words.
struct Places {
  std::vector<Span> all;
  void ascii_word(size_t begin, size_t end) {
    all.push_back({static_cast<uint32_t>(begin), static_cast<uint32_t>(end)});
  }
  void ascii_mark(size_t position) { ascii_word(position, position + 1); }
  void word(const WordBuffer& word) { all.push_back(word.source()); }
};

TEST_CASE("words are the same wherever splitting pauses") {
  const std::string text = "Ab,\u00E9\u0301\u0323 \u0301\u0323x東\u0301京 \u200D\u0323\u1E0B\u0323y \u2260z\u0301";
  for (const StripAccents strip : {StripAccents::yes, StripAccents::no}) {
    const NormalizationRules rules({.strip_accents = strip});
    Places whole;
    Splitter<Places>(rules, text, whole).split(0, text.size());
    for (size_t stop = 0; stop <= text.size(); ++stop) {
      Places parts;
      Splitter<Places> splitter(rules, text, parts);
      splitter.split(splitter.split_some(0, stop, text.size()), text.size());
      CHECK(parts.all == whole.all);
    }
  }
}

}  // namespace
}  // namespace electra
