#include "text/pre_tokenizers.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/json.h"
#include "lib/base/error_of.h"
#include "lib/text/golden_stages.h"
#include "support/damaged.h"

namespace electra {

using namespace internal;

namespace {

using nlohmann::json;
using Words = std::vector<std::string>;

Words words_of(const json& stage, std::string_view text) {
  const Characters characters = characters_of(text, 0, text.size());
  Words words;
  for (const PreTokenizer::Word word : pre_tokenizer_of({{"pre_tokenizer", stage}}).split(characters)) {
    words.push_back(text_of(word));
  }
  return words;
}

std::string fault(const json& pre_tokenizer) {
  return error_of(ErrorKind::model, [&] { pre_tokenizer_of({{"pre_tokenizer", pre_tokenizer}}); });
}

json sequence(json stages) { return {{"type", "Sequence"}, {"pretokenizers", std::move(stages)}}; }

json punctuation(const char* behavior) { return {{"type", "Punctuation"}, {"behavior", behavior}}; }

TEST_CASE("every pre-tokenizer cuts every text into the recorded words, normalised or not") {
  const json golden = read_golden_stages();
  for (const json& entry : golden.at("pre_tokenizers")) {
    const std::string stage = entry.at("pre_tokenizer").dump() + entry.at("normalizer").dump();
    CAPTURE(stage);
    const Normalizer normalizer = normalizer_of(entry);
    const PreTokenizer pre_tokenizer = pre_tokenizer_of(entry);
    for (size_t i = 0; i < golden.at("texts").size(); ++i) {
      const auto text = golden.at("texts")[i].get<std::string>();
      CAPTURE(text);
      const Characters characters = normalized_by(normalizer, text);
      Words words;
      Spans spans;
      for (const PreTokenizer::Word word : pre_tokenizer.split(characters)) {
        words.push_back(text_of(word));
        spans.push_back({word.front().source.begin, word.back().source.end});
      }
      const json& expected = entry.at("results").at(i);
      CHECK(words == expected.at(0).get<Words>());
      CHECK(code_point_spans(text, spans) == spans_of(expected.at(1)));
    }
  }
}

TEST_CASE("punctuation stays alone, goes, or joins what stands beside it") {
  CHECK(words_of(punctuation("Removed"), "-a--b-") == Words{"a", "b"});
  CHECK(words_of(punctuation("Isolated"), "-a--b-") == Words{"-", "a", "-", "-", "b", "-"});
  CHECK(words_of(punctuation("MergedWithPrevious"), "-a--b-") == Words{"-", "a-", "-", "b-"});
  CHECK(words_of(punctuation("MergedWithNext"), "-a--b-") == Words{"-a", "-", "-b", "-"});
  CHECK(words_of(punctuation("Contiguous"), "-a--b-") == Words{"-", "a", "--", "b", "-"});
  CHECK(words_of({{"type", "Punctuation"}}, "a-") == Words{"a", "-"});
}

TEST_CASE("Whitespace parts words from runs of other characters") {
  CHECK(words_of({{"type", "Whitespace"}}, "don't  stop...\u0085x_1") == Words{"don", "'", "t", "stop", "...", "x_1"});
}

TEST_CASE("without a pre-tokenizer a text is one word, and no text none") {
  CHECK(words_of(nullptr, "a b.") == Words{"a b."});
  CHECK(words_of(sequence(json::array()), "a b.") == Words{"a b."});
  CHECK(words_of(nullptr, "").empty());
  CHECK(words_of({{"type", "WhitespaceSplit"}}, " \n").empty());
}

TEST_CASE("a BertPreTokenizer is known, whatever it is written as") {
  const auto is_bert = [](const json& stage) { return pre_tokenizer_of({{"pre_tokenizer", stage}}).is_bert(); };
  CHECK(is_bert({{"type", "BertPreTokenizer"}}));
  CHECK(is_bert(sequence({{{"type", "WhitespaceSplit"}}, punctuation("Isolated")})));
  CHECK_FALSE(is_bert({{"type", "Whitespace"}}));
  CHECK_FALSE(is_bert(nullptr));
}

TEST_CASE("other pre-tokenizers are refused by name, with their place") {
  CHECK(fault({{"type", "Metaspace"}}) ==
        R"(file: 'pre_tokenizer': 'type' is "Metaspace", expected BertPreTokenizer, Whitespace, WhitespaceSplit, )"
        "Punctuation, Digits, CharDelimiterSplit, Sequence");
  CHECK(fault(sequence({{{"type", "Split"}}})).find("file: 'pre_tokenizer': 'pretokenizers': 'type' is \"Split\"") ==
        0);
  CHECK(fault(punctuation("isolated")) == R"(file: 'pre_tokenizer': 'behavior' is "isolated", expected Removed, )"
                                          "Isolated, MergedWithPrevious, MergedWithNext or Contiguous");
  CHECK(fault({{"type", "Digits"}}) == "file: 'pre_tokenizer': no \"individual_digits\"");
  CHECK(fault({{"type", "CharDelimiterSplit"}, {"delimiter", "ab"}}) ==
        "file: 'pre_tokenizer': 'delimiter' is \"ab\", expected one character");
  CHECK(fault("Whitespace") == "file: 'pre_tokenizer' is \"Whitespace\", expected an object");
}

TEST_CASE("Sequences stand in each other sixteen deep and no deeper") {
  json stages = {{"type", "Whitespace"}};
  for (int depth = 0; depth < 16; ++depth) stages = sequence({stages});
  CHECK(fault(stages) == "no error");
  CHECK(fault(sequence({stages})).find("more than 16 Sequences in each other") != std::string::npos);
}

TEST_CASE("a damaged file gives an Error or a pre-tokenizer") {
  const json digits = {{"type", "Digits"}, {"individual_digits", true}};
  const std::string file = json{{"pre_tokenizer", sequence({punctuation("Contiguous"), digits})}}.dump();
  const auto read = [](const std::string& damaged) {
    try {
      const json parsed = parse_json(damaged, "file");
      pre_tokenizer_of(parsed).split(characters_of("a-1", 0, 3));
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::model);
    }
  };
  for_each_damaged(file, read);
}

}  // namespace
}  // namespace electra
