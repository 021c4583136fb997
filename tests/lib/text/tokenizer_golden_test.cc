// Recorded answers of ElectraTokenizerFast: ids, tokens, spans in bytes and in code points, words, decoded texts.
#include <doctest/doctest.h>

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <tuple>
#include <vector>

#include "electra/tokenizer.h"
#include "lib/base/temporary_directory.h"
#include "lib/text/golden_texts.h"
#include "support/gzip.h"

namespace electra {
namespace {

using nlohmann::json;
const std::filesystem::path& golden = golden_tokenizer;

Tokenizer make(bool lower_case) { return Tokenizer::from_vocab(golden / "vocab.txt", {.lower_case = lower_case}); }

// A tokenizer for do_lower_case, strip_accents (may be null), tokenize_chinese_chars; each is loaded once.
const Tokenizer& tokenizer_of(const json& config) {
  static std::map<std::string, Tokenizer> loaded;
  const std::string key = config.dump();
  if (const auto found = loaded.find(key); found != loaded.end()) return found->second;
  return loaded.emplace(key, Tokenizer::from_vocab(golden / "vocab.txt", options_of_config(config))).first->second;
}

std::vector<std::string> tokens_of(const Tokenizer& tokenizer, const Ids& ids) {
  std::vector<std::string> tokens;
  for (const int32_t id : ids) tokens.emplace_back(tokenizer.token(id));
  return tokens;
}

TEST_CASE("hard cases: every result under every setting") {
  size_t checked = 0;
  for (const json& test : json::parse(read_gzip(golden / "hard_cases.json.gz"))) {
    const auto text = test.at("text").get<std::string>();
    CAPTURE(text);
    for (const json& expected : test.at("results")) {
      for (const json& config : expected.at("configs")) {
        const std::string settings = config.dump();
        CAPTURE(settings);
        const Tokenizer& tokenizer = tokenizer_of(config);
        const Encoding encoding = tokenizer.encode(text);
        CHECK(encoding.ids == expected.at("ids").get<Ids>());
        CHECK(tokens_of(tokenizer, encoding.ids) == expected.at("tokens").get<std::vector<std::string>>());
        CHECK(encoding.spans == spans_of(expected.at("byte_offsets")));
        CHECK(code_point_spans(text, encoding.spans) == spans_of(expected.at("char_offsets")));
        CHECK(encoding.word_ids == words_of(expected.at("word_ids")));
        CHECK(encoding.token_type_ids == Ids(encoding.size(), 0));
        ++checked;
      }
    }
  }
  CHECK(checked == 2736);
}

TEST_CASE("random texts, lower-cased and cased") {
  const Tokenizer tokenizers[] = {make(true), make(false)};
  const json tests = json::parse(read_gzip(golden / "fuzz.json.gz"));
  CHECK(tests.size() == 3000);
  for (const json& test : tests) {
    const auto text = test.at(0).get<std::string>();
    CAPTURE(text);
    for (size_t i = 0; i < 2; ++i) {
      const json& expected = test.at(i + 1);
      const Encoding encoding = tokenizers[i].encode_pieces(text);
      CHECK(encoding.ids == expected.at(0).get<Ids>());
      CHECK(code_point_spans(text, encoding.spans) == spans_of(expected.at(1)));
      CHECK(encoding.word_ids == expected.at(2).get<Ids>());
    }
  }
}

TEST_CASE("decoding, with and without special tokens and clean-up") {
  const Tokenizer tokenizer = make(true);
  const json tests = json::parse(read_file(golden / "decode.json"));
  CHECK(tests.size() == 28);
  for (const json& test : tests) {
    CHECK(tokenizer.decode(test.at("ids").get<Ids>(),
                           {.skip_special_tokens = test.at("skip_special_tokens").get<bool>(),
                            .clean_up_spaces = test.at("clean_up_tokenization_spaces").get<bool>()}) ==
          test.at("fast").get<std::string>());
  }
}

// Each span as the gap from the end of the one before and its length.
Spans spans_of_gaps(const json& flat) {
  Spans spans;
  uint32_t end = 0;
  for (size_t i = 0; i + 1 < flat.size(); i += 2) {
    const uint32_t begin = end + flat[i].get<uint32_t>();
    end = begin + flat[i + 1].get<uint32_t>();
    spans.push_back({begin, end});
  }
  return spans;
}

TEST_CASE("natural texts in many languages") {
  const std::filesystem::path file = ELECTRA_SHARED "/golden/tokenizer/natural.json.gz";
  if (!std::filesystem::exists(file)) {
    MESSAGE("skipped: ", file.string(), " is not there");
    return;
  }
  const Tokenizer lower = make(true), cased = make(false);
  for (const json& test : json::parse(read_gzip(file))) {
    const auto text = test.at(1).get<std::string>();
    CAPTURE(text);
    const Encoding encoding = lower.encode_pieces(text);
    CHECK(encoding.ids == test.at(2).at(0).get<Ids>());
    CHECK(code_point_spans(text, encoding.spans) == spans_of_gaps(test.at(2).at(1)));
    CHECK(cased.encode_pieces(text).ids == test.at(3).at(0).get<Ids>());
  }
}

}  // namespace
}  // namespace electra
