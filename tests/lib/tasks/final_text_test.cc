#include "tasks/final_text.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace electra {

using namespace internal;

namespace {

// The text of the pieces among all words of the context.
FinalText of(const std::string& pieces, const std::string& context, const TokenizerOptions& options = {}) {
  return FinalTexts(context, options).next(pieces, 0, static_cast<uint32_t>(context.size())).value();
}

TEST_CASE("words are split at the blanks of Google's reader alone") {
  const auto words = [](std::string_view text) {
    std::vector<std::string> out;
    for (const Span word : white_space_words(text)) out.emplace_back(text.substr(word.begin, word.end - word.begin));
    return out;
  };
  CHECK(words(" a\tb\r\nc\u202fd ") == std::vector<std::string>{"a", "b", "c", "d"});
  CHECK(words("a\u00a0b \u3000") == std::vector<std::string>{"a\u00a0b", "\u3000"});
  CHECK(words("").empty());
}

TEST_CASE("the part of the words that the pieces stand for, with its case and its place") {
  CHECK(of("steve smith", "Steve Smith's").text == "Steve Smith");
  CHECK(of("steve smith", "Steve Smith's").bytes == Span{0, 11});
  CHECK(of("1642", "(1642).").text == "1642");
  CHECK(of("1642", "(1642).").bytes == Span{1, 5});
  CHECK(of("u . s .", "the U.S. army").text == "U.S.");
  CHECK(of("ogrod saski", "Ogr\u00f3d  Saski,").text == "Ogr\u00f3d Saski");
  CHECK(of("ogrod saski", "Ogr\u00f3d  Saski,").bytes == Span{0, 13});  // blanks of the context count
  CHECK(of("Steve", "steve", {.lower_case = false}).text == "steve");   // not found as it is written
}

TEST_CASE("accents that the pieces have kept are looked for") {
  const TokenizerOptions keeping = {.strip_accents = StripAccents::no};
  CHECK(of("ogr\u00f3d", "Ogr\u00f3d Saski", keeping).text == "Ogr\u00f3d");
  CHECK(of("ogrod", "Ogr\u00f3d Saski", keeping).text == "Ogr\u00f3d Saski");  // not found
}

TEST_CASE("words in which the pieces cannot be told apart are given whole") {
  CHECK(of("[UNK]", "\u2603 (snow)").text == "\u2603 (snow)");
  CHECK(of("", "a b").text == "a b");
  CHECK(of("a", "a\u0301 \u200b").text == "a\u0301 \u200b");  // characters that vanish shift the count
}

TEST_CASE("a text is given once, and of the words around two places") {
  FinalTexts texts("A cat, a dog; a CAT", {});
  CHECK(texts.next("cat", 2, 2)->text == "cat");
  CHECK(!texts.next("cat", 3, 4));
  CHECK(texts.next("cat", 16, 17)->bytes == Span{16, 19});
  CHECK(texts.next("a dog", 7, 9)->text == "a dog");
  CHECK(texts.next("[UNK]", 9, 9)->text == "dog;");
  CHECK(!texts.next("[UNK] ##x", 9, 10));
}

TEST_CASE("pieces are joined as Google's code joins them") {
  const std::vector<std::string_view> pieces = {"un", "##bel", "##ie", "##vable", "king", "##", "##s"};
  CHECK(joined_pieces(pieces) == "unbelievable kings");
  CHECK(joined_pieces({}) == "");
}

}  // namespace
}  // namespace electra
