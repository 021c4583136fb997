// Recorded answers of the tokenizers that are written in Python: Transformers' ElectraTokenizer and Google's
// FullTokenizer. The recordings hold them where they are not the fast one's.
#include <doctest/doctest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "lib/base/temporary_directory.h"
#include "lib/text/golden_texts.h"
#include "support/gzip.h"

namespace electra {
namespace {

using nlohmann::json;

struct Kind {
  TokenizerKind kind;
  std::string name;
};
const Kind kinds[] = {{TokenizerKind::slow, "slow"}, {TokenizerKind::google, "google"}};

const Tokenizer& tokenizer_of(const json& config, TokenizerKind kind) {
  static std::map<std::string, Tokenizer> loaded;
  const std::string key = config.dump() + std::to_string(static_cast<int>(kind));
  if (const auto found = loaded.find(key); found != loaded.end()) return found->second;
  const TokenizerOptions options = options_of_config(config, kind);
  return loaded.emplace(key, Tokenizer::from_vocab(golden_tokenizer / "vocab.txt", options)).first->second;
}

const json lower = {true, nullptr, true};
const json cased = {false, nullptr, true};

// Whatever the ids: the tokens lie in the text, in order.
void check_spans(const Encoding& encoding, const std::string& text) {
  uint32_t last = 0;
  for (const Span span : encoding.spans) {
    CHECK(span.begin >= last);
    CHECK(span.end >= span.begin);
    CHECK(span.end <= text.size());
    last = span.begin;
  }
}

TEST_CASE("hard cases") {
  int checked = 0, different = 0;
  for (const json& test : json::parse(read_gzip(golden_tokenizer / "hard_cases.json.gz"))) {
    const auto text = test.at("text").get<std::string>();
    CAPTURE(text);
    for (const json& expected : test.at("results")) {
      for (const json& config : expected.at("configs")) {
        for (const auto& [kind, name] : kinds) {
          // Of Google's no other settings are recorded.
          if (kind == TokenizerKind::google && config != lower && config != cased) continue;
          const auto& captured = name;
          CAPTURE(captured);
          const std::string settings = config.dump();
          CAPTURE(settings);
          const std::string key = name + "_ids";
          const Encoding encoding = tokenizer_of(config, kind).encode(text);
          if (encoding.ids == expected.at("ids").get<Ids>() && !expected.contains(key)) {
            ++checked;
            continue;
          }
          REQUIRE(expected.contains(key));
          // One entry may serve several settings, of which only some differ.
          const json& own = expected.at(key);
          const bool each = own.is_object();
          CHECK(encoding.ids == (each ? own.at(settings) : own).get<Ids>());
          ++checked, ++different;
        }
      }
    }
  }
  CHECK(checked > 2736);
  CHECK(different > 20);
}

TEST_CASE("random texts") {
  int different = 0;
  for (const json& test : json::parse(read_gzip(golden_tokenizer / "fuzz.json.gz"))) {
    const auto text = test.at(0).get<std::string>();
    CAPTURE(text);
    for (size_t i = 0; i < 2; ++i) {
      const json& expected = test.at(i + 1);
      for (const auto& [kind, name] : kinds) {
        const auto& captured = name;
        CAPTURE(captured);
        const bool own = expected.at(3).contains(name);
        different += own;
        const Encoding encoding = tokenizer_of(i == 0 ? lower : cased, kind).encode_pieces(text);
        CHECK(encoding.ids == (own ? expected.at(3).at(name) : expected.at(0)).get<Ids>());
        check_spans(encoding, text);
      }
    }
  }
  CHECK(different > 431);
}

TEST_CASE("natural texts") {
  const std::filesystem::path file = ELECTRA_SHARED "/golden/tokenizer/natural.json.gz";
  if (!std::filesystem::exists(file)) {
    MESSAGE("skipped: ", file.string(), " is not there");
    return;
  }
  for (const json& test : json::parse(read_gzip(file))) {
    const auto text = test.at(1).get<std::string>();
    for (size_t i = 0; i < 2; ++i) {
      const json& expected = test.at(i + 2);
      const json& others = expected.at(expected.size() - 1);
      for (const auto& [kind, name] : kinds) {
        const auto& captured = name;
        CAPTURE(captured);
        CAPTURE(text);
        CHECK(tokenizer_of(i == 0 ? lower : cased, kind).encode_pieces(text).ids ==
              (others.contains(name) ? others.at(name) : expected.at(0)).get<Ids>());
      }
    }
  }
}

// Code point -> ids, of runs [first, last, ids].
std::map<char32_t, Ids> differences(const json& runs) {
  std::map<char32_t, Ids> ids;
  for (const json& run : runs) {
    for (auto c = run[0].get<uint32_t>(); c <= run[1].get<uint32_t>(); ++c) ids[c] = run[2].get<Ids>();
  }
  return ids;
}

TEST_CASE("every code point, between two letters") {
  for (const bool lower_case : {true, false}) {
    const std::string file = lower_case ? "sweep_uncased.json.gz" : "sweep_cased.json.gz";
    const json sweep = json::parse(read_gzip(golden_tokenizer / file));
    for (const auto& [kind, name] : kinds) {
      CAPTURE(file);
      const auto& captured = name;
      CAPTURE(captured);
      const Tokenizer& tokenizer = tokenizer_of(lower_case ? lower : cased, kind);
      const std::map<char32_t, Ids> own = differences(sweep.at(name + "_diffs"));
      CHECK(own.size() > 114'000);
      int64_t wrong = 0, checked = 0;
      for (const json& run : sweep["runs"]) {
        const auto usual = sweep["outcomes"][run[2].get<size_t>()][0].get<Ids>();
        for (char32_t c = run[0].get<uint32_t>(); c <= run[1].get<uint32_t>(); ++c) {
          if (c >= 0xD800 && c <= 0xDFFF) continue;
          const auto found = own.find(c);
          const Ids ids = tokenizer.encode_pieces(between_letters(c)).ids;
          wrong += ids != (found == own.end() ? usual : found->second);
          ++checked;
        }
      }
      CHECK(wrong == 0);
      CHECK(checked == 260'096);
    }
  }
}

TEST_CASE("decoding by the slow one cleans up only on request") {
  const Tokenizer& tokenizer = tokenizer_of(lower, TokenizerKind::slow);
  for (const json& test : json::parse(read_file(golden_tokenizer / "decode.json"))) {
    CHECK(tokenizer.decode(test.at("ids").get<Ids>(),
                           {.skip_special_tokens = test.at("skip_special_tokens").get<bool>(),
                            .clean_up_spaces = test.at("clean_up_tokenization_spaces").get<bool>()}) ==
          test.at("slow").get<std::string>());
  }
}

TEST_CASE("Google's takes longer words, final sigmas, and no special token in a text") {
  const Tokenizer& google = tokenizer_of(lower, TokenizerKind::google);
  const Tokenizer& slow = tokenizer_of(lower, TokenizerKind::slow);
  const std::string word(200, 'a');
  CHECK(google.encode_pieces(word).ids.size() > 1);
  CHECK(google.encode_pieces(word + 'a').ids == Ids{google.unk_id()});
  CHECK(slow.encode_pieces(std::string(101, 'a')).ids == Ids{slow.unk_id()});
  CHECK(google.encode_pieces("[MASK]").size() > 1);
  CHECK(slow.encode_pieces("[MASK]").ids == Ids{slow.mask_id()});
  CHECK(google.encode_pieces("ΟΔΟΣ").ids == google.encode_pieces("οδος").ids);
  CHECK(slow.encode_pieces("ΟΔΟΣ").ids == slow.encode_pieces("οδοσ").ids);
}

TEST_CASE("accents go with case unless strip_accents says otherwise, by every kind") {
  const TemporaryDirectory folder;
  const auto file = folder.file("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n\u00e9\n\u00c9\ne\nE\n");
  for (const TokenizerKind kind : {TokenizerKind::fast, TokenizerKind::slow, TokenizerKind::google}) {
    CAPTURE(static_cast<int>(kind));
    const auto piece = [&](bool lower_case, StripAccents strip) {
      const TokenizerOptions options = {.lower_case = lower_case, .strip_accents = strip, .kind = kind};
      const Tokenizer tokenizer = Tokenizer::from_vocab(file, options);
      return std::string(tokenizer.token(tokenizer.encode_pieces("\u00c9").ids.at(0)));
    };
    CHECK(piece(true, StripAccents::automatic) == "e");
    CHECK(piece(true, StripAccents::yes) == "e");
    CHECK(piece(true, StripAccents::no) == "\u00e9");
    CHECK(piece(false, StripAccents::automatic) == "\u00c9");
    CHECK(piece(false, StripAccents::yes) == "E");
    CHECK(piece(false, StripAccents::no) == "\u00c9");
  }
}

}  // namespace
}  // namespace electra
