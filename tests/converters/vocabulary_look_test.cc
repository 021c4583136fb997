#include "converters/vocabulary_look.h"

#include <doctest/doctest.h>

#include <string>

#include "lib/text/golden_texts.h"

namespace electra::converters {
namespace {

using internal::Vocabulary;

struct Shown {
  std::string capital, accent;  // the pieces; empty: none
  bool operator==(const Shown&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Shown& shown) {
  return out << "capital '" << shown.capital << "', accent '" << shown.accent << "'";
}

Shown shown_by(const std::string& pieces) {
  const Vocabulary vocabulary = Vocabulary::parse("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n" + pieces, "v");
  const VocabularyLook look = look_at(vocabulary);
  Shown shown;
  if (look.capital) shown.capital = vocabulary[*look.capital];
  if (look.accent) shown.accent = vocabulary[*look.accent];
  return shown;
}

TEST_CASE("English, uncased and cased") {
  CHECK(shown_by("the\n##ing\n,\n") == Shown{});
  CHECK(shown_by("the\nThe\nA\n") == Shown{.capital = "The", .accent = ""});
}

TEST_CASE("names in brackets show nothing") {
  CHECK(shown_by("[unused1]\n[\u00dcBER]\n<S>\n<T>\n") == Shown{});
  CHECK(shown_by("[X\n") == Shown{.capital = "[X", .accent = ""});
  CHECK(shown_by("X>\n") == Shown{.capital = "X>", .accent = ""});
}

TEST_CASE("German umlauts, in one character or two") {
  CHECK(shown_by("haus\nstra\u00dfe\n\u00fcber\n") == Shown{.capital = "", .accent = "\u00fcber"});
  CHECK(shown_by("haus\nu\u0308ber\n") == Shown{.capital = "", .accent = "u\u0308ber"});
  CHECK(shown_by("haus\nstra\u00dfe\nuber\n") == Shown{});
}

TEST_CASE("capital letters of other alphabets") {
  CHECK(shown_by("\u03bb\u03cc\u03b3\u03bf\u03c2\n\u039b\u03bf\n") ==
        Shown{.capital = "\u039b\u03bf", .accent = "\u03bb\u03cc\u03b3\u03bf\u03c2"});
  CHECK(shown_by("\u03bb\u03bf\u03b3\u03bf\u03c2\n") == Shown{});
  CHECK(shown_by("\u0438\n##\u0416\n").capital == "##\u0416");
}

TEST_CASE("Turkish letters with and without dots") {
  CHECK(shown_by("k\u0131\n\u0130l\n") == Shown{.capital = "\u0130l", .accent = "\u0130l"});
  CHECK(shown_by("k\u0131\ni\u0307l\n") == Shown{.capital = "", .accent = "i\u0307l"});
  CHECK(shown_by("k\u0131\nis\n") == Shown{});
}

TEST_CASE("Korean in syllables, which stripping takes apart, and in jamo, as it leaves them") {
  CHECK(shown_by("\ud55c\uad6d\n") == Shown{.capital = "", .accent = "\ud55c\uad6d"});
  CHECK(shown_by("\u1112\u1161\u11ab\n##\u1100\u116e\n") == Shown{});
}

TEST_CASE("Japanese with voiced kana, and with those that are left of them") {
  CHECK(shown_by("\u304b\n##\u304c\n") == Shown{.capital = "", .accent = "##\u304c"});
  CHECK(shown_by("\u304b\n\u30fc\n\u65e5\n") == Shown{});
}

TEST_CASE("vowel signs of India, also alone in their pieces") {
  CHECK(shown_by("\u0928\u093e\n\u0915\u0941\n") == Shown{.capital = "", .accent = "\u0915\u0941"});
  CHECK(shown_by("\u0915\n##\u0941\n") == Shown{.capital = "", .accent = "##\u0941"});
  CHECK(shown_by("\u0928\u093e\n") == Shown{});  // this one has a width of its own
}

TEST_CASE("BERT's uncased vocabulary shows neither") {
  const VocabularyLook look = look_at(Vocabulary::read(golden_tokenizer / "vocab.txt"));
  CHECK_FALSE(look.capital);
  CHECK_FALSE(look.accent);
}

}  // namespace
}  // namespace electra::converters
