#include "text/pipeline_word_piece.h"

#include <doctest/doctest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "lib/text/golden_stages.h"
#include "text/loaded_tokenizer.h"

namespace electra {

using namespace internal;

namespace {

using nlohmann::json;

TokenizerConfig config_with(const json& added) {
  TokenizerConfig config;
  for (const json& token : added) {
    config.added_tokens.push_back({.content = token.at("content").get<std::string>(),
                                   .normalized = token.at("normalized").get<bool>(),
                                   .single_word = token.at("single_word").get<bool>(),
                                   .lstrip = token.at("lstrip").get<bool>(),
                                   .rstrip = token.at("rstrip").get<bool>()});
  }
  return config;
}

Encoding encoded(const LoadedTokenizer& tokenizer, std::string_view text) {
  EncodingBuilder builder(text.size());
  tokenizer.encode(text, builder);
  return std::move(builder).finish();
}

LoadedTokenizer loaded(std::unique_ptr<PieceModel> model, const json& added) {
  constexpr int64_t rows = 40'000;
  return {LoadedPieces{.model = std::move(model), .unk_token = "[UNK]"}, config_with(added), rows};
}

LoadedTokenizer over(std::string_view vocabulary, const json& file, const json& added = json::array()) {
  auto model = std::make_unique<PipelineWordPiece>(Vocabulary::parse(vocabulary, "vocab.txt"), normalizer_of(file),
                                                   pre_tokenizer_of(file), WordPieceSettings{.max_word_characters = 5});
  return loaded(std::move(model), added);
}

constexpr const char* pieces = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n##b\nf\n##i\na b\ne\n";

TEST_CASE("whole tokenizers give the recorded ids, places and words, with added tokens and without") {
  const json golden = read_golden_stages();
  for (const json& entry : golden.at("pipelines")) {
    const std::string stages = entry.at("normalizer").dump() + entry.at("pre_tokenizer").dump();
    CAPTURE(stages);
    const bool has_added = !entry.at("added").empty();
    CAPTURE(has_added);
    auto model = std::make_unique<PipelineWordPiece>(Vocabulary::read(golden_tokenizer / "vocab.txt"),
                                                     normalizer_of(entry), pre_tokenizer_of(entry));
    const LoadedTokenizer tokenizer = loaded(std::move(model), entry.at("added"));
    for (size_t i = 0; i < golden.at("texts").size(); ++i) {
      const auto text = golden.at("texts")[i].get<std::string>();
      CAPTURE(text);
      const Encoding encoding = encoded(tokenizer, text);
      const json& expected = entry.at("results").at(i);
      CHECK(encoding.ids == expected.at(0).get<Ids>());
      CHECK(code_point_spans(text, encoding.spans) == spans_of(expected.at(1)));
      CHECK(encoding.word_ids == words_of(expected.at(2)));
    }
  }
}

TEST_CASE("the usual pair gives what the fast tokenizer gives") {
  const json file = json::parse(R"({"normalizer": {"type": "BertNormalizer", "clean_text": true},
                                    "pre_tokenizer": {"type": "BertPreTokenizer"}})");
  const auto vocabulary = golden_tokenizer / "vocab.txt";
  const Tokenizer fast = Tokenizer::from_vocab(vocabulary, {});
  auto model =
      std::make_unique<PipelineWordPiece>(Vocabulary::read(vocabulary), normalizer_of(file), pre_tokenizer_of(file));
  const LoadedTokenizer tokenizer = loaded(std::move(model), json::array());
  for (const json& test : json::parse(read_gzip(golden_tokenizer / "fuzz.json.gz"))) {
    const auto text = test.at(0).get<std::string>();
    CAPTURE(text);
    const Encoding expected = fast.encode_pieces(text);
    const Encoding encoding = encoded(tokenizer, text);
    CHECK(encoding.ids == expected.ids);
    CHECK(encoding.spans == expected.spans);
    CHECK(encoding.word_ids == expected.word_ids);
  }
}

TEST_CASE("the fast tokenizer normalises a text, and splits what it normalised, as the stages do") {
  const json file = json::parse(R"({"normalizer": {"type": "BertNormalizer", "clean_text": true},
                                    "pre_tokenizer": {"type": "BertPreTokenizer"}})");
  const auto vocabulary = golden_tokenizer / "vocab.txt";
  const FastWordPiece fast(Vocabulary::read(vocabulary), TokenizerOptions{});
  const PipelineWordPiece plain(Vocabulary::read(vocabulary), normalizer_of(file), pre_tokenizer_of(file));
  for (const json& test : json::parse(read_gzip(golden_tokenizer / "fuzz.json.gz"))) {
    const std::string text = "e\u0301 \uf900new\uf900" + test.at(0).get<std::string>();
    CAPTURE(text);
    const NormalizedText normalized = fast.normalize(text, 0, text.size());
    const NormalizedText expected = plain.normalize(text, 0, text.size());
    CHECK(normalized.bytes == expected.bytes);
    CHECK(normalized.sources == expected.sources);
    EncodingBuilder whole(text.size()), between(text.size());
    fast.encode(text, 0, text.size(), whole);
    fast.encode_between(text, normalized, {0, text.size(), 0, normalized.bytes.size()}, between);
    const Encoding encoding = std::move(between).finish();
    const Encoding all = std::move(whole).finish();
    CHECK(encoding.ids == all.ids);
    CHECK(encoding.spans == all.spans);
  }
}

TEST_CASE("a word may hold white space where nothing cuts it") {
  const LoadedTokenizer tokenizer = over(pieces, {{"normalizer", {{"type", "Lowercase"}}}});
  CHECK(encoded(tokenizer, "A b").ids == Ids{9});
  CHECK(encoded(tokenizer, "a  b").ids == Ids{1});
}

TEST_CASE("words longer than the limit are unknown") {
  const LoadedTokenizer tokenizer = over(pieces, {{"pre_tokenizer", {{"type", "WhitespaceSplit"}}}});
  CHECK(encoded(tokenizer, "abbbb abbbbb").ids == Ids{5, 6, 6, 6, 6, 1});
}

TEST_CASE("what stands beside a token in the normalised text is not normalised again") {
  const json ligatures = {{"normalizer", {{"type", "NFKC"}}}};
  const json token = {
      {"content", "i"}, {"normalized", true}, {"single_word", false}, {"lstrip", false}, {"rstrip", false}};
  const LoadedTokenizer tokenizer = over(pieces, ligatures, json::array({token}));
  const Encoding encoding = encoded(tokenizer, "ﬁﬁ");
  CHECK(encoding.ids == Ids{7, 11, 7, 11});
  CHECK(encoding.spans == Spans{{0, 3}, {0, 3}, {3, 6}, {3, 6}});
  const json twice = {{"normalizer", {{"type", "Replace"}, {"pattern", {{"String", "e"}}}, {"content", "ae"}}}};
  CHECK(encoded(over("[PAD]\n[UNK]\n[CLS]\n[SEP]\nae\naae\n", twice, json::array({token})), "ei").ids == Ids{4, 6});
}

TEST_CASE("tokens are joined as those of the fast tokenizer") {
  const LoadedTokenizer tokenizer = over(pieces, json::object());
  CHECK(tokenizer.pieces->join({"a", "##b", "f"}) == "ab f");
}

}  // namespace
}  // namespace electra
