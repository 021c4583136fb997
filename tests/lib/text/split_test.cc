#include "text/split.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace electra {

using namespace internal;

namespace {

// Writes down every call: ascii words and marks as they are, other words in angle brackets, with their source.
struct Recorder {
  std::string_view text;
  std::vector<std::string> words;

  void ascii_word(size_t begin, size_t end) { words.emplace_back(text.substr(begin, end - begin)); }
  void ascii_mark(size_t position) { words.emplace_back(1, text[position]); }
  void word(const WordBuffer& word) {
    const std::string bytes = word.too_long() ? "too long" : std::string(word.bytes());
    const Span source = word.source();
    words.push_back("<" + bytes + ">" + std::to_string(source.begin) + "-" + std::to_string(source.end));
  }
};

using Words = std::vector<std::string>;

Words words(const std::string& text, const TokenizerOptions& options = {}) {
  const NormalizationRules rules(options);
  Recorder recorder{text, {}};
  Splitter<Recorder>(rules, text, recorder).split(0, text.size());
  return recorder.words;
}

TEST_CASE("white space ends words, punctuation is words") {
  CHECK(words("") == Words{});
  CHECK(words(" \t\r\n") == Words{});
  CHECK(words("Hello, world-wide 3.5!") == Words{"Hello", ",", "world", "-", "wide", "3", ".", "5", "!"});
  CHECK(words("exactly8 characte r") == Words{"exactly8", "characte", "r"});
  CHECK(words("[$+<=>^`|~]") == Words{"[", "$", "+", "<", "=", ">", "^", "`", "|", "~", "]"});
}

TEST_CASE("a word with one character beyond ASCII is normalised whole") {
  CHECK(words("CAFÉ bar") == Words{"<cafe>0-5", "bar"});
  CHECK(words("naïve,x") == Words{"<naive>0-6", ",", "x"});
  CHECK(words("Éa", {.lower_case = false}) == Words{"<Éa>0-3"});
  CHECK(words("aÉ", {.strip_accents = StripAccents::no}) == Words{"<aé>0-3"});
}

TEST_CASE("ideographs are words of their own") {
  CHECK(words("a東京b") == Words{"<a>0-1", "<東>1-4", "<京>4-7", "b"});
  CHECK(words("a東京b", {.tokenize_chinese_chars = false}) == Words{"<a東京b>0-8"});
  CHECK(words("\uF900") == Words{"<豈>0-3"});
}

TEST_CASE("a character can become punctuation and end a word") {
  CHECK(words("a\u037Eb") == Words{"<a>0-1", "<;>1-3", "b"});  // Greek question mark
  CHECK(words("a≠b") == Words{"<a>0-1", "<=>1-4", "b"});
  CHECK(words("“x”") == Words{"<“>0-3", "<x>3-4", "<”>4-7"});
}

TEST_CASE("deleted characters join what they separate") {
  CHECK(words(std::string("a\0b", 3)) == Words{"<ab>0-3"});
  CHECK(words("a\u200Db") == Words{"<ab>0-5"});
  CHECK(words("a\x7F") == Words{"<a>0-1"});
  CHECK(words("\x01") == Words{});
  CHECK(words("a\xFF"
              "b \xE2\x82") == Words{"<ab>0-3"});  // malformed UTF-8 counts as U+FFFD
}

TEST_CASE("other white space ends words too") { CHECK(words("a\u00A0b\u2028c") == Words{"<a>0-1", "<b>3-4", "c"}); }

TEST_CASE("Hangul comes apart and other scripts keep their letters") {
  CHECK(words("한") == Words{"<\u1112\u1161\u11AB>0-3"});
  CHECK(words("МОСКВА") == Words{"<москва>0-12"});
}

TEST_CASE("a word of more than 100 characters is too long, whatever its bytes") {
  std::string e;
  for (int i = 0; i < 100; ++i) e += "é";
  CHECK(words(e) == Words{"<" + std::string(100, 'e') + ">0-200"});
  CHECK(words(e + "é") == Words{"<too long>0-202"});
  CHECK(words(e + "\u0301") == Words{"<" + std::string(100, 'e') + ">0-200"});
}

TEST_CASE("characters outside the stretch do not count") {
  const std::string text = "aéb";
  const NormalizationRules rules(TokenizerOptions{});
  Recorder recorder{text, {}};
  Splitter<Recorder> splitter(rules, text, recorder);
  splitter.split(0, 1);
  splitter.split(1, 3);
  splitter.split(3, 4);
  CHECK(recorder.words == Words{"a", "<e>1-3", "b"});
}

}  // namespace
}  // namespace electra
