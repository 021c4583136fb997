#include "electra/tokenizer.h"

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/utf8.h"
#include "electra/error.h"
#include "lib/base/error_of.h"
#include "lib/base/temporary_directory.h"

namespace electra {

using namespace internal;

namespace {

using Ids = std::vector<int32_t>;
using Strings = std::vector<std::string>;

const Tokenizer& english() {
  static const Tokenizer tokenizer = Tokenizer::from_vocab(ELECTRA_GOLDEN "/tokenizer/vocab.txt", {});
  return tokenizer;
}

// A small vocabulary: the five special tokens, then these lines from id 5 on.
Tokenizer small(const std::string& lines, const std::string& config = "{}") {
  const TemporaryDirectory folder;
  folder.file("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n" + lines);
  folder.file("tokenizer_config.json", config);
  return Tokenizer::load(folder.path(), 1000);
}

Strings surfaces(const std::string& text, const Encoding& encoding) {
  Strings result;
  for (const Span& span : encoding.spans) result.push_back(text.substr(span.begin, span.end - span.begin));
  return result;
}

// Everything that holds for the encoding of any text.
void check_invariants(const std::string& text, const Encoding& encoding) {
  CHECK(encoding.spans.size() == encoding.size());
  CHECK(encoding.word_ids.size() == encoding.size());
  CHECK(encoding.token_type_ids == Ids(encoding.size(), 0));
  for (size_t i = 0; i < encoding.size(); ++i) {
    const Span span = encoding.spans[i];
    CHECK(span.begin < span.end);
    CHECK(span.end <= text.size());
    const int32_t word_before = i == 0 ? -1 : encoding.word_ids[i - 1];
    CHECK(encoding.word_ids[i] >= word_before);
    CHECK(encoding.word_ids[i] <= word_before + 1);
    if (i > 0) CHECK(span.begin >= encoding.spans[i - 1].begin);
    if (i > 0 && encoding.word_ids[i] != word_before) CHECK(span.end >= encoding.spans[i - 1].end);
  }
}

TEST_CASE("a text becomes pieces between [CLS] and [SEP]") {
  const std::string text = "Unaffable CAFÉS, isn't it?";
  const Encoding encoding = english().encode(text);
  CHECK(english().decode(encoding.ids) == "[CLS] unaffable cafes, isn't it? [SEP]");
  CHECK(surfaces(text, encoding) == Strings{"", "Una", "ffa", "ble", "CAFÉS", ",", "isn", "'", "t", "it", "?", ""});
  CHECK(encoding.word_ids == Ids{-1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, -1});
  CHECK(english().encode_pieces(text).size() == encoding.size() - 2);
  CHECK(english().encode("").ids == Ids{101, 102});
  CHECK(english().encode_pieces("").size() == 0);
}

TEST_CASE("special tokens are known by name and id") {
  const Tokenizer& tokenizer = english();
  CHECK(tokenizer.pad_id() == 0);
  CHECK(tokenizer.unk_id() == 100);
  CHECK(tokenizer.cls_id() == 101);
  CHECK(tokenizer.sep_id() == 102);
  CHECK(tokenizer.mask_id() == 103);
  CHECK(tokenizer.is_special(103));
  CHECK_FALSE(tokenizer.is_special(104));
  CHECK_FALSE(tokenizer.is_special(-1));
  CHECK(tokenizer.size() == 30522);
  CHECK(tokenizer.token(2003) == "is");
  CHECK(tokenizer.id("is") == 2003);
  CHECK(tokenizer.id("##ing") == 2075);
  CHECK(tokenizer.id("no such piece, and longer than any of them") == -1);
  CHECK(tokenizer.warnings().empty());
}

TEST_CASE("special tokens that the vocabulary lacks have no id") {
  const TemporaryDirectory folder;
  const auto file = folder.file("vocab.txt", "[UNK]\n[CLS]\n[SEP]\na\n[\n]\n");
  const Tokenizer tokenizer = Tokenizer::from_vocab(file, {});
  CHECK(tokenizer.mask_id() == -1);
  CHECK(tokenizer.pad_id() == -1);
  CHECK_FALSE(tokenizer.is_special(-1));
  CHECK(tokenizer.encode_pieces("[MASK]").ids == Ids{4, 0, 5});
  CHECK(tokenizer.warnings() == Strings{file.string() + ": no '[PAD]' token"});
}

TEST_CASE("special tokens may have other names") {
  const Tokenizer tokenizer = small("<mask>\na\n<\n", R"({"mask_token": "<mask>"})");
  CHECK(tokenizer.mask_id() == 5);
  CHECK(tokenizer.encode_pieces("a<mask>a[MASK]").ids == Ids{6, 5, 6, 1, 1, 1});
  const TemporaryDirectory folder;
  const auto file = folder.file("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n");
  folder.file("tokenizer_config.json", R"({"sep_token": "</s>"})");
  CHECK(error_of(ErrorKind::model, [&] { Tokenizer::load(folder.path(), 4); }) == file.string() + ": no '</s>' token");
}

TEST_CASE("a name of a special token in the text is that token") {
  const std::string text = "x[MASK]ing [CLS]";
  const Encoding encoding = english().encode_pieces(text);
  CHECK(surfaces(text, encoding) == Strings{"x", "[MASK]", "ing", "[CLS]"});
  CHECK(encoding.ids[1] == 103);
  CHECK(encoding.word_ids == Ids{0, 1, 2, 3});
}

TEST_CASE("a word is matched whole or is unknown") {
  const Tokenizer tokenizer = small("a\n##b\n##cd\n");
  CHECK(tokenizer.encode_pieces("abcd").ids == Ids{5, 6, 7});
  CHECK(tokenizer.encode_pieces("abc").ids == Ids{1});
  CHECK(tokenizer.encode_pieces("b").ids == Ids{1});
  CHECK(tokenizer.encode_pieces("ab cd").ids == Ids{5, 6, 1});
  CHECK(tokenizer.encode_pieces("abcx").spans == std::vector<Span>{{0, 4}});
}

TEST_CASE("a word of more than 100 characters is unknown") {
  const Tokenizer tokenizer = small("a\n##a\né\n##é\n", R"({"do_lower_case": false})");
  for (const std::string letter : {"a", "é"}) {
    std::string word;
    for (int i = 0; i < 100; ++i) word += letter;
    CHECK(tokenizer.encode_pieces(word).size() == 100);
    const Encoding longer = tokenizer.encode_pieces(word + letter);
    CHECK(longer.ids == Ids{1});
    CHECK(longer.spans == std::vector<Span>{{0, static_cast<uint32_t>(word.size() + letter.size())}});
  }
}

TEST_CASE("marks that stay are reordered among deleted ones") {
  // U+0301 (class 230) is deleted after U+302E (224) has moved before it and taken its place in the text.
  const Tokenizer tokenizer = small("a\n##\u302E\n##b\n");
  const Encoding joined = tokenizer.encode_pieces("a\u0301\u200D\u302Eb");
  CHECK(joined.ids == Ids{5, 6, 7});
  CHECK(joined.spans == std::vector<Span>{{0, 1}, {1, 3}, {9, 10}});
  const Encoding apart = tokenizer.encode_pieces("a\u0301a\u302E");
  CHECK(apart.ids == Ids{1});
  CHECK(apart.spans == std::vector<Span>{{0, 7}});
}

TEST_CASE("an id that a later line has taken over decodes to nothing") {
  const Tokenizer tokenizer = small("dog\ncat\ndog\ndog\n");
  CHECK(tokenizer.id("dog") == 8);
  CHECK(tokenizer.decode(Ids{5, 6, 7, 8}) == "cat dog");
  REQUIRE(tokenizer.warnings().size() == 2);
  CHECK(tokenizer.warnings()[0].ends_with(
      "vocab.txt:8: 'dog' again, first on line 6: the last one counts (1 more such lines)"));
}

TEST_CASE("an id outside the vocabulary does not decode") {
  const Tokenizer tokenizer = small("a\n");
  CHECK(error_of(ErrorKind::input, [&] { tokenizer.decode(Ids{6}); }) ==
        "token id 6: outside the vocabulary, expected 0 to 5");
  CHECK(error_of(ErrorKind::input, [&] { tokenizer.decode(Ids{-1}); }) ==
        "token id -1: outside the vocabulary, expected 0 to 5");
}

const std::string nasty = std::string("\0A\x01", 3) +
                          "É\u0301\u302E[MASK]İ\u200D한국東京\uF900[[MASK]≠\U0001D15E\u0327 ΑΣ\u00A0fi\uFB01x\uFFFD"
                          "\xE2\x82\xC3(\xF0\x9F\x98\x80\xED\xA0\x80\xFF end[SEP";

TEST_CASE("any text at all keeps the promises, cut at any byte") {
  for (const TokenizerOptions& options : {TokenizerOptions{}, TokenizerOptions{.lower_case = false},
                                          TokenizerOptions{.strip_accents = StripAccents::no}}) {
    const Tokenizer tokenizer = Tokenizer::from_vocab(ELECTRA_GOLDEN "/tokenizer/vocab.txt", options);
    for (size_t size = 0; size <= nasty.size(); ++size) {
      CAPTURE(size);
      const std::string head = nasty.substr(0, size), tail = nasty.substr(size);
      check_invariants(head, tokenizer.encode_pieces(head));
      check_invariants(tail, tokenizer.encode_pieces(tail));
    }
  }
}

TEST_CASE("malformed sequences count as U+FFFD") {
  uint64_t replaced = 0;
  const std::string repaired = replace_malformed_utf8(nasty, replaced);
  CHECK(replaced > 4);
  const Encoding raw = english().encode(nasty), clean = english().encode(repaired);
  CHECK(raw.ids == clean.ids);
  CHECK(raw.word_ids == clean.word_ids);
  CHECK(code_point_spans(nasty, raw.spans) == code_point_spans(repaired, clean.spans));
}

TEST_CASE("the place of a text in memory does not matter") {
  // Blocks of 8 bytes are read where the text has them: whatever stands behind the end must not count.
  for (size_t size = 0; size < 40; ++size) {
    const std::string words = "The quick brown foxes jumped over dogs lazily";
    const std::string alone = words.substr(0, size);
    CHECK(english().encode(alone).ids == english().encode(std::string_view(words).substr(0, size)).ids);
  }
}

TEST_CASE("long texts without a border take linear time") {
  const size_t size = size_t{10} << 20;
  std::string marks = "e", cjk, mixed;
  while (marks.size() < size) marks += "\u0301\u302E";
  while (cjk.size() < size) cjk += "東";
  while (mixed.size() < size) mixed += "aé\u200D";
  const auto start = std::chrono::steady_clock::now();
  for (const std::string& text :
       {std::string(size, 'x'), std::string(size, '['), std::string(size, '\xFF'), marks, mixed}) {
    const Encoding encoding = english().encode_pieces(text);
    CHECK(encoding.size() <= size);
    if (text[0] == 'x' || text[0] == 'e' || text[0] == 'a') CHECK(encoding.ids == Ids{100});
  }
  CHECK(english().encode_pieces(cjk).size() == cjk.size() / 3);
  // Each takes a fraction of a second; quadratic time would take hours.
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(60));
}

TEST_CASE("threads share one tokenizer") {
  std::vector<Encoding> encodings(8);
  std::vector<std::thread> threads;
  for (Encoding& encoding : encodings) {
    threads.emplace_back([&encoding] {
      for (int i = 0; i < 200; ++i) encoding = english().encode(nasty);
    });
  }
  for (std::thread& thread : threads) thread.join();
  const Encoding expected = english().encode(nasty);
  for (const Encoding& encoding : encodings) {
    CHECK(encoding.ids == expected.ids);
    CHECK(encoding.spans == expected.spans);
    CHECK(encoding.word_ids == expected.word_ids);
  }
}

TEST_CASE("a tokenizer can be moved") {
  Tokenizer first = small("dog\n");
  Tokenizer second = std::move(first);
  CHECK(second.encode_pieces("dog").ids == Ids{5});
  first = std::move(second);
  CHECK(first.encode_pieces("dog").ids == Ids{5});
}

}  // namespace
}  // namespace electra
