// The plain implementation that the fuzzer compares with is right, and the fast one does the same on texts of pieces
// and rare characters.
#include "support/plain_word_piece.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <random>
#include <string>

#include "lib/text/golden_texts.h"
#include "support/gzip.h"
#include "text/unicode.h"

namespace electra {

using namespace internal;

namespace {

using nlohmann::json;

TEST_CASE("the plain implementation gives the recorded answers") {
  const auto file = golden_tokenizer / "vocab.txt";
  const test::PlainWordPiece both[] = {{file, {}}, {file, {.lower_case = false}}};
  for (const json& test : json::parse(read_gzip(golden_tokenizer / "fuzz.json.gz"))) {
    const auto text = test.at(0).get<std::string>();
    CAPTURE(text);
    for (size_t i = 0; i < 2; ++i) {
      const auto tokens = both[i].encode(text);
      CHECK(tokens.ids == test.at(i + 1).at(0).get<Ids>());
      CHECK(tokens.word_ids == test.at(i + 1).at(2).get<Ids>());
    }
  }
}

// Parts that are joined at random: pieces of the vocabulary, and characters with a rule of their own.
std::string random_text(std::mt19937& random, const Tokenizer& tokenizer) {
  const auto below = [&](size_t n) { return static_cast<size_t>(random() % n); };
  std::string text;
  for (size_t parts = 1 + below(12); parts > 0; --parts) {
    switch (below(8)) {
      case 0:
        text += ' ';
        break;
      case 1: {
        const auto& entry = unicode_tables::decompositions[below(unicode_tables::decompositions.size())];
        append_utf8(text, entry.code_point);
        break;
      }
      case 2: {
        const auto& range = unicode_tables::combining_classes[below(unicode_tables::combining_classes.size())];
        append_utf8(text, range.first);
        break;
      }
      case 3:
        append_utf8(text, static_cast<char32_t>(below(0x3000)));
        break;
      case 4:
        text += tokenizer.token(static_cast<int32_t>(below(5)) + 99);  // [UNK] to [MASK]
        break;
      default: {
        std::string piece(tokenizer.token(static_cast<int32_t>(below(static_cast<size_t>(tokenizer.size())))));
        if (below(2) == 0 && piece.starts_with("##")) piece.erase(0, 2);
        if (below(4) == 0) piece[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(piece[0])));
        text += piece;
      }
    }
  }
  return text;
}

TEST_CASE("the fast tokenizer does what the plain one does") {
  const auto file = golden_tokenizer / "vocab.txt";
  std::mt19937 random(20240);
  for (const TokenizerOptions& options :
       {TokenizerOptions{}, TokenizerOptions{.lower_case = false, .strip_accents = StripAccents::yes},
        TokenizerOptions{.strip_accents = StripAccents::no, .tokenize_chinese_chars = false}}) {
    const Tokenizer tokenizer = Tokenizer::from_vocab(file, options);
    const test::PlainWordPiece plain(file, options);
    for (int i = 0; i < 5000; ++i) {
      const std::string text = random_text(random, tokenizer);
      CAPTURE(text);
      const Encoding encoding = tokenizer.encode_pieces(text);
      const auto tokens = plain.encode(text);
      REQUIRE(encoding.ids == tokens.ids);
      REQUIRE(encoding.word_ids == tokens.word_ids);
    }
  }
}

}  // namespace
}  // namespace electra
