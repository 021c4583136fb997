// Odd texts, for tokenizers of every kind.
#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "electra/tokenizer.h"
#include "growth/growth.h"
#include "lib/base/temporary_directory.h"

namespace electra::test {
namespace {

struct Text {
  const char* what;
  const char* part;  // again and again
};

const Text texts[] = {
    {"a word without an end", "a"},
    {"words as long as they may be",
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa "},
    {"punctuation", "a,"},
    {"blanks", " "},
    {"combining marks", "\u0301"},
    {"marks out of order", "\u0301\u0323"},
    {"letters with marks", "e\u0301\u0323"},
    {"jamo", "\u1100\u1161\u11A8"},
    {"ideographs", "\u4E00"},
    {"sigmas before what has no case", "\u03A3\u00B7"},
    {"malformed UTF-8", "\xE2\x82"},
    {"special tokens", "[MASK]"},
    {"special tokens in blanks", "[MASK] "},
    {"beginnings of special tokens", "[MAS"},
    {"added tokens of one word", "<new>"},
};

// What every tokenizer is made for here: two added tokens, of which one takes the blanks around it.
const std::string added =
    R"({"added_tokens_decoder":{"328":{"content":"<new>","single_word":true},)"
    R"("329":{"content":"\u00B7","lstrip":true,"rstrip":true},"4":{"content":"[MASK]","lstrip":true,)"
    R"("special":true}}})";

void check_texts(const std::string& kind, const Tokenizer& tokenizer, size_t bytes) {
  for (const Text& text : texts) {
    const size_t times = bytes / std::string_view(text.part).size();
    check_growth(kind + ": " + text.what, times,
                 [&](size_t n) { return with_errors([&, made = repeated(n, text.part)] { tokenizer.encode(made); }); });
  }
}

TEST_CASE("texts, as the fast tokenizer splits them") {
  const TemporaryDirectory folder;
  folder.file("vocab.txt", read_file(golden("hf/vocab.txt")));
  folder.file("tokenizer_config.json", added);
  check_texts("fast", Tokenizer::load(folder.path(), 1000, TokenizerKind::fast), 5000);
}

TEST_CASE("texts, as the slow tokenizer and Google's split them" * doctest::skip()) {
  const TemporaryDirectory folder;
  folder.file("vocab.txt", read_file(golden("hf/vocab.txt")));
  folder.file("tokenizer_config.json", added);
  check_texts("slow", Tokenizer::load(folder.path(), 1000, TokenizerKind::slow), 1000);
  check_texts("google", Tokenizer::load(folder.path(), 1000, TokenizerKind::google), 1000);
}

TEST_CASE("texts, as other normalizers and pre-tokenizers split them" * doctest::skip()) {
  const TemporaryDirectory folder;
  const std::string file =
      R"({"version":"1.0","normalizer":{"type":"Sequence","normalizers":[{"type":"NFKD"},{"type":"StripAccents"},)"
      R"({"type":"NFC"},{"type":"Lowercase"}]},"pre_tokenizer":{"type":"Whitespace"},"model":{"type":"WordPiece",)"
      R"("unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":200,"vocab":)"
      R"({"[PAD]":0,"[UNK]":1,"[CLS]":2,"[SEP]":3,"a":4,"##a":5,"aaaa":6,"##aaaaaaaa":7,"##,":8}}})";
  const auto path = folder.file("tokenizer.json", file);
  check_texts("stages", Tokenizer::from_vocab(path), 1000);
}

TEST_CASE("texts, as SentencePiece splits them" * doctest::skip()) {
  for (const char* name : {"spm_unigram", "spm_bpe_identity_nodummy"}) {
    const Tokenizer tokenizer = Tokenizer::from_vocab(golden("tokenizer/" + std::string(name) + "/spiece.model"));
    // Thousands of unknown characters in a row, for which the library needs more, are refused.
    check_texts(name, tokenizer, 500);
  }
}

TEST_CASE("texts cut to windows, texts in words, and ids") {
  const Tokenizer tokenizer = Tokenizer::from_vocab(golden("hf/vocab.txt"));
  check_growth("windows", 1000, [&](size_t n) {
    return [&, text = repeated(n, "the ")] {
      tokenizer.encode(text, std::nullopt, {.truncation = Truncation::only_first, .max_length = 16, .stride = 8});
    };
  });
  check_growth("windows of a pair", 1000, [&](size_t n) {
    return [&, text = repeated(n, "the ")] {
      tokenizer.encode("the cat", text, {.truncation = Truncation::only_second, .max_length = 16, .stride = 8});
    };
  });
  check_growth("a pair cut by turns", 1000, [&](size_t n) {
    return [&, text = repeated(n, "the ")] {
      static_cast<void>(tokenizer.encode_cut(text, text, {.truncation = Truncation::longest_first, .max_length = 16}));
    };
  });
  check_growth("words", 1000, [&](size_t n) {
    return [&, words = std::vector<std::string>(n, "the")] { tokenizer.encode_words(words, std::nullopt, {}); };
  });
  check_growth("ids", 1000, [&](size_t n) {
    return [&, ids = std::vector<int32_t>(n, tokenizer.id("the"))] { static_cast<void>(tokenizer.decode(ids)); };
  });
  check_growth("ids of what has no blank before it", 1000, [&](size_t n) {
    return [&, ids = std::vector<int32_t>(n, tokenizer.id("."))] { static_cast<void>(tokenizer.decode(ids)); };
  });
  check_growth("code points", 1000, [&](size_t n) {
    std::vector<Span> spans;
    for (uint32_t i = 0; i < n; ++i) spans.push_back({2 * i, 2 * i + 2});
    return [text = repeated(n, "\u00E9"), spans] { static_cast<void>(code_point_spans(text, spans)); };
  });
}

}  // namespace
}  // namespace electra::test
