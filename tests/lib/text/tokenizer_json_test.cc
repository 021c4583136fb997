#include "text/tokenizer_json.h"

#include <doctest/doctest.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "lib/base/error_of.h"
#include "lib/base/temporary_directory.h"
#include "lib/text/golden_texts.h"
#include "support/gzip.h"

namespace electra {

using namespace internal;

namespace {

using nlohmann::json;

// One with a vocabulary of a few pieces, to be changed.
json small() {
  return json::parse(R"({
    "version": "1.0", "truncation": {"max_length": 3}, "padding": null, "added_tokens": [],
    "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": null,
                   "lowercase": true},
    "pre_tokenizer": {"type": "BertPreTokenizer"},
    "post_processor": {"type": "TemplateProcessing",
      "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                 {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
      "pair": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
               {"SpecialToken": {"id": "[SEP]", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}},
               {"SpecialToken": {"id": "[SEP]", "type_id": 1}}],
      "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [2], "tokens": ["[CLS]"]},
                         "[SEP]": {"id": "[SEP]", "ids": [3], "tokens": ["[SEP]"]}}},
    "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
    "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
              "max_input_chars_per_word": 5,
              "vocab": {"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "a": 5, "##b": 6}}})");
}

Tokenizer load(const TemporaryDirectory& folder, const json& contents) {
  folder.file("tokenizer.json", contents.dump());
  return Tokenizer::load(folder.path(), 7);
}

TEST_CASE("a file of Transformers gives the tokenizer that its vocabulary gives") {
  const TemporaryDirectory folder;
  folder.file("tokenizer.json", read_gzip(golden_tokenizer / "tokenizer.json.gz"));
  const Tokenizer tokenizer = Tokenizer::load(folder.path(), 30522);
  CHECK(tokenizer.warnings().empty());
  CHECK(tokenizer.mask_id() == 103);
  for (const json& test : json::parse(read_gzip(golden_tokenizer / "hard_cases.json.gz"))) {
    const auto text = test.at("text").get<std::string>();
    const json& expected = test.at("results").at(0);  // the usual settings come first
    const Encoding encoding = tokenizer.encode(text);
    CHECK(encoding.ids == expected.at("ids").get<Ids>());
    CHECK(encoding.spans == spans_of(expected.at("byte_offsets")));
  }
}

TEST_CASE("ids without a token, and the longest word, are the file's") {
  const TemporaryDirectory folder;
  const Tokenizer tokenizer = load(folder, small());
  CHECK(tokenizer.size() == 7);
  CHECK(tokenizer.encode_pieces("ab a abbbb abbbbb").ids == Ids{5, 6, 5, 5, 6, 6, 6, 6, 1});
  CHECK(tokenizer.decode(Ids{5, 4}) == "a");  // 4 is a hole
  CHECK(tokenizer.id("") == -1);
}

TEST_CASE("an unknown token that is no piece is refused, as no word could become it") {
  json contents = small();
  contents["model"]["vocab"].erase("[UNK]");
  contents["added_tokens"] = {{{"id", 1}, {"content", "[UNK]"}, {"special", true}, {"normalized", false}}};
  const TemporaryDirectory folder;
  CHECK(error_of(ErrorKind::model, [&] { load(folder, contents); }) ==
        (folder / "tokenizer.json").string() + ": '[UNK]' is an added token, expected it among the pieces");

  const TemporaryDirectory plain;
  plain.file("vocab.txt", "[PAD]\n[CLS]\n[SEP]\na\n");
  plain.file("tokenizer_config.json", R"({"additional_special_tokens": ["[UNK]"]})");
  CHECK(error_of(ErrorKind::model, [&] { Tokenizer::load(plain.path(), 5); }) ==
        (plain / "vocab.txt").string() + ": '[UNK]' is an added token, expected it among the pieces");
}

TEST_CASE("added tokens stand in the file, or beside it") {
  json contents = small();
  contents["added_tokens"] = {{{"id", 7}, {"content", "<x>"}, {"special", false}, {"normalized", false}}};
  const TemporaryDirectory folder;
  folder.file("tokenizer_config.json", R"({"additional_special_tokens": ["<y>"]})");
  folder.file("tokenizer.json", contents.dump());
  const Tokenizer tokenizer = Tokenizer::load(folder.path(), 9);
  CHECK(tokenizer.encode_pieces("a<x><y>").ids == Ids{5, 6, 8});
  CHECK(tokenizer.is_special(8));
  CHECK_FALSE(tokenizer.is_special(6));
}

// Recorded with Transformers 4.57.6, which counts the pieces, not the ids.
TEST_CASE("an added token can get the id of a piece behind a hole, which is said") {
  json contents = small();
  contents["added_tokens"] = {{{"id", 7}, {"content", "<x>"}, {"special", false}, {"normalized", false}}};
  const TemporaryDirectory folder;
  folder.file("tokenizer.json", contents.dump());
  const Tokenizer tokenizer = Tokenizer::load(folder.path(), 9);
  CHECK(tokenizer.encode_pieces("a<x>ab[MASK]").ids == Ids{5, 6, 5, 6, 7});
  CHECK(tokenizer.decode(Ids{5, 4, 6, 7}) == "a <x> [MASK]");
  const std::string file = (folder / "tokenizer.json").string();
  REQUIRE(tokenizer.warnings().size() == 3);
  CHECK(tokenizer.warnings()[0] ==
        file + ": added token '<x>' has id 6 and not 7: ids follow each other, as in Transformers");
  CHECK(tokenizer.warnings()[1] == file + ": added token '<x>' has the id of the piece '##b', 6, as in Transformers");
}

// Recorded with Transformers 4.57.6: the class's defaults overrule the file.
TEST_CASE("settings of tokenizer_config.json or its defaults count") {
  json contents = small();
  contents["normalizer"]["lowercase"] = false;
  contents["model"]["vocab"]["[MASK]"] = 4;
  const TemporaryDirectory folder;
  const Tokenizer tokenizer = load(folder, contents);
  CHECK(tokenizer.encode_pieces("A").ids == Ids{5});
  REQUIRE(tokenizer.warnings().size() == 1);
  CHECK(tokenizer.warnings()[0].find("lower-casing false") != std::string::npos);
  folder.file("tokenizer_config.json", R"({"do_lower_case": false})");
  const Tokenizer cased = load(folder, contents);
  CHECK(cased.encode_pieces("A").ids == Ids{1});
  CHECK(cased.warnings().empty());
}

// As Python's and Rust's readers: the last of two members counts, and a key may be written with escapes.
TEST_CASE("keys that are there twice, or escaped, are read as JSON has them") {
  const TemporaryDirectory folder;
  const std::string text = small().dump();
  const auto ids = [&](const std::string& contents) {
    folder.file("tokenizer.json", contents);
    return Tokenizer::load(folder.path(), 8).encode_pieces("a").ids;
  };
  CHECK(ids(text) == Ids{5});
  json other = small()["model"];
  other["vocab"] = {{"[PAD]", 0}, {"[UNK]", 1}, {"[CLS]", 2}, {"[SEP]", 3}, {"a", 4}};
  CHECK(ids(text.substr(0, text.size() - 1) + ",\"model\":" + other.dump() + "}") == Ids{4});
  std::string escaped = text;
  escaped.replace(escaped.find("\"model\""), 7, "\"\\u006dodel\"");
  CHECK(ids(escaped) == Ids{5});
  escaped = text;
  escaped.replace(escaped.find("\"vocab\""), 7, "\"v\\u006fcab\"");
  CHECK(ids(escaped) == Ids{5});
}

// Recorded with Transformers 4.57.6: the class replaces the normalizer once the tokens are added.
TEST_CASE("added tokens are normalised as the file says, even where its normalizer is overruled") {
  json contents = small();
  contents["normalizer"]["lowercase"] = false;
  contents["model"]["vocab"]["[MASK]"] = 4;
  contents["added_tokens"] = {{{"id", 7}, {"content", "HI"}, {"special", false}, {"normalized", true}}};
  const TemporaryDirectory folder;
  folder.file("tokenizer.json", contents.dump());
  CHECK(Tokenizer::load(folder.path(), 8).encode_pieces("a HI hi").ids == Ids{5, 1, 1});
}

TEST_CASE("whatever else stands in it is refused by name") {
  const TemporaryDirectory folder;
  const auto fault = [&](const char* pointer, const json& value) {
    json contents = small();
    contents[json::json_pointer(pointer)] = value;
    const std::string message = error_of(ErrorKind::model, [&] { load(folder, contents); });
    return message.substr(message.find("tokenizer.json"));
  };
  CHECK(fault("/normalizer/type", "Precompiled")
            .starts_with(R"(tokenizer.json: 'normalizer': 'type' is "Precompiled", expected )"));
  CHECK(fault("/normalizer", nullptr) ==
        "tokenizer.json: 'normalizer' is null, which ElectraTokenizer refuses; tokenizer_class PreTrainedTokenizerFast "
        "takes it");
  CHECK(fault("/pre_tokenizer/type", "Metaspace")
            .starts_with(R"(tokenizer.json: 'pre_tokenizer': 'type' is "Metaspace", expected )"));
  CHECK(fault("/post_processor/type", "RobertaProcessing") ==
        R"(tokenizer.json: 'post_processor': 'type' is "RobertaProcessing", expected "TemplateProcessing" or )"
        R"("BertProcessing")");
  CHECK(fault("/post_processor/single/0", json::parse(R"({"Sequence": {"id": "A", "type_id": 0}})"))
            .ends_with("expected sequence A once, and no other"));
  CHECK(fault("/post_processor/pair/3/Sequence/id", "A").ends_with("expected sequence A once, then B once"));
  CHECK(fault("/post_processor/special_tokens/[SEP]/ids", {7})
            .ends_with("'[SEP]': 'ids' is [7], expected a list of integers from 0 to 6"));
  CHECK(fault("/post_processor/special_tokens/[SEP]/ids", std::vector<int>(1001, 3))
            .ends_with("expected at most 1000 texts and ids"));
  CHECK(fault("/post_processor/special_tokens", json::object()) ==
        "tokenizer.json: 'post_processor': 'special_tokens': no \"[CLS]\"");
  CHECK(fault("/decoder/type", "Metaspace") ==
        R"(tokenizer.json: 'decoder': 'type' is "Metaspace", expected "WordPiece")");
  CHECK(fault("/model/type", "BPE") == R"(tokenizer.json: 'model': 'type' is "BPE", expected "WordPiece")");
  CHECK(fault("/model/continuing_subword_prefix", "")
            .starts_with(R"(tokenizer.json: 'model': 'continuing_subword_prefix' is "", expected )"));
  CHECK(fault("/model/max_input_chars_per_word", 201) ==
        "tokenizer.json: 'model': 'max_input_chars_per_word' is 201, expected an integer from 1 to 200");
  CHECK(fault("/model/vocab", json::object()) ==
        "tokenizer.json: 'model': 'vocab': {}, expected an object of pieces and their ids");
  CHECK(fault("/model/vocab/a", 6) == "tokenizer.json: 'model': 'vocab': 'a' is 6, expected an id of its own");
  CHECK(fault("/model/vocab/a", 3'999'999) ==
        "tokenizer.json: 'model': 'vocab': 'a' is 3999999, expected less than 1096 for 6 pieces");
  CHECK(fault("/version", "2.0") == "tokenizer.json: 'version' is \"2.0\", expected \"1.0\"");
  CHECK(fault("/added_tokens", json::parse(R"([{"id": 7, "content": "\u0301", "normalized": true, "special": false}])"))
            .find("nothing is left of it in a normalised text") != std::string::npos);
  CHECK(fault("/model/vocab/a", -1) ==
        "tokenizer.json: 'model': 'vocab': 'a' is -1, expected an integer from 0 to 3999999");
  CHECK(fault("/model/vocab/a", std::numeric_limits<uint64_t>::max()) ==
        "tokenizer.json: 'model': 'vocab': 'a' is 18446744073709551615, expected an integer from 0 to 3999999");
  CHECK(fault("/model/vocab/a\nb", "") ==
        "tokenizer.json: 'model': 'vocab': 'a\\x0ab' is \"\", expected an integer from 0 to 3999999");
  CHECK(fault("/model/vocab/a", {5}) ==
        "tokenizer.json: 'model': 'vocab': 'a' is [5], expected an integer from 0 to 3999999");
  const std::string border = std::string(199, 'x');  // quoted up to the code point that goes over 200 bytes
  CHECK(fault("/model/unk_token", border + "é").find("no '" + border + "...' token") != std::string::npos);
  CHECK(fault("/model/unk_token", "<unk>").find("no '<unk>' token") != std::string::npos);
  CHECK(fault("/added_tokens", json::parse("[{\"id\": 9}]")) == "tokenizer.json: 'added_tokens': no \"content\"");
  CHECK(fault("", json::array()).find("tokenizer.json: [], expected an object") == 0);
}

}  // namespace
}  // namespace electra
