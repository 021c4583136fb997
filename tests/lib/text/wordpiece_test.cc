#include "text/wordpiece.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace electra {

using namespace internal;

namespace {

// The longest piece by trying every prefix, as the reference does it.
WordPieces::Match longest_slowly(const WordPieces& pieces, Place place, const std::string& word) {
  for (size_t length = word.size(); length > 0; --length) {
    const std::string prefix = (place == Place::inside ? "##" : "") + word.substr(0, length);
    if (const int32_t id = pieces.id(prefix); id >= 0) return {id, static_cast<uint32_t>(length)};
  }
  return {-1, 0};
}

void check_longest(const WordPieces& pieces, Place place, const std::string& word) {
  const std::string padded = word + std::string(8, '?');
  const WordPieces::Match got = pieces.longest(place, padded.data(), word.size());
  const WordPieces::Match expected = longest_slowly(pieces, place, word);
  CAPTURE(word);
  CHECK(got.id == expected.id);
  if (expected.id >= 0) CHECK(got.length == expected.length);
}

TEST_CASE("every piece is found by its text") {
  const Vocabulary vocabulary = Vocabulary::parse("a\n##a\n##\n#\n\nab\nabcdefgh\nabcdefghi\n##abcdefgh\nnul\n", "v");
  const WordPieces pieces(vocabulary);
  for (int32_t id = 0; id < vocabulary.size(); ++id) CHECK(pieces.id(vocabulary[id]) == id);
  for (const char* absent : {"b", "##b", "###", "abcdefg", "abcdefghj", "abcdefghijk", "##ab"}) {
    CHECK(pieces.id(absent) == -1);
  }
  CHECK(pieces.id(std::string_view("a\0", 2)) == -1);
  CHECK(pieces.duplicates().empty());
}

TEST_CASE("the longest piece wins, and only pieces of the place count") {
  const Vocabulary vocabulary = Vocabulary::parse("un\nunable\n##able\n##a\n##ab\nable\nunab\n", "v");
  const WordPieces pieces(vocabulary);
  check_longest(pieces, Place::start, "unables");
  check_longest(pieces, Place::start, "unab");
  check_longest(pieces, Place::start, "unabl");
  check_longest(pieces, Place::start, "u");
  check_longest(pieces, Place::inside, "able");
  check_longest(pieces, Place::inside, "abl");
  check_longest(pieces, Place::inside, "unable");
}

TEST_CASE("a piece of a repeated line has the later id") {
  const Vocabulary vocabulary = Vocabulary::parse("a\nb\n##c\na\n##c\na\n\n\n", "v");
  const WordPieces pieces(vocabulary);
  CHECK(pieces.id("a") == 5);
  CHECK(pieces.id("##c") == 4);
  CHECK(pieces.id("") == 7);
  REQUIRE(pieces.duplicates().size() == 4);
  CHECK(pieces.duplicates()[0].id == 3);
  CHECK(pieces.duplicates()[0].earlier == 0);
}

TEST_CASE("pieces of all lengths are found, among many that begin alike") {
  std::string text;
  std::vector<std::string> tokens;
  for (size_t length = 1; length <= 60; length += length < 20 ? 1 : 7) {
    for (const char* mark : {"", "##"})
      text += mark + std::string(length, 'a') + "\n" + mark + std::string(length, 'b') + "x\n";
  }
  const Vocabulary vocabulary = Vocabulary::parse(text, "v");
  const WordPieces pieces(vocabulary);
  for (size_t length = 1; length <= 100; ++length) {
    for (const Place place : {Place::start, Place::inside}) {
      check_longest(pieces, place, std::string(length, 'a'));
      check_longest(pieces, place, std::string(length, 'b') + "x");
      check_longest(pieces, place, std::string(length, 'a') + "b");
    }
  }
}

TEST_CASE("random vocabularies match as if every prefix were tried") {
  std::mt19937 random(7);
  const auto word = [&random](size_t max) {
    std::string result(random() % max + 1, ' ');
    std::generate(result.begin(), result.end(), [&] { return static_cast<char>('a' + random() % 3); });
    return result;
  };
  for (int round = 0; round < 20; ++round) {
    std::string text;
    for (int i = 0; i < 300; ++i) text += (random() % 2 != 0 ? "##" : "") + word(random() % 4 == 0 ? 40 : 7) + "\n";
    const Vocabulary vocabulary = Vocabulary::parse(text, "v");
    const WordPieces pieces(vocabulary);
    for (int i = 0; i < 300; ++i) {
      check_longest(pieces, random() % 2 != 0 ? Place::inside : Place::start, word(30));
      const auto piece = vocabulary[static_cast<int32_t>(random() % 300)];
      const bool inside = piece.starts_with("##");
      check_longest(pieces, inside ? Place::inside : Place::start, std::string(piece.substr(inside ? 2 : 0)) + word(3));
    }
  }
}

}  // namespace
}  // namespace electra
