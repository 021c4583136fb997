#include "text/tokenizer_config.h"

#include <doctest/doctest.h>

#include <string>

#include "lib/base/error_of.h"
#include "lib/base/temporary_directory.h"

namespace electra {
namespace {

TokenizerConfig config(const std::string& json) {
  const TemporaryDirectory folder;
  return read_tokenizer_config(folder.file("t.json", json));
}

// The message without the folder.
std::string fault(const std::string& json) {
  const std::string message = error_of(ErrorKind::model, [&] { config(json); });
  return message.substr(message.find("t.json"));
}

TEST_CASE("absent keys and nulls mean the defaults") {
  for (const char* json : {"{}", R"({"do_lower_case": null, "strip_accents": null, "unk_token": null, "x": [1]})"}) {
    const TokenizerConfig read = config(json);
    CHECK(read.options.lower_case);
    CHECK(read.options.strip_accents == StripAccents::automatic);
    CHECK(read.options.tokenize_chinese_chars);
    CHECK(read.special_tokens == SpecialTokenNames{"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"});
  }
}

TEST_CASE("the settings of the normaliser are read") {
  const TokenizerConfig read =
      config(R"({"do_lower_case": false, "strip_accents": true, "tokenize_chinese_chars": false})");
  CHECK_FALSE(read.options.lower_case);
  CHECK(read.options.strip_accents == StripAccents::yes);
  CHECK_FALSE(read.options.tokenize_chinese_chars);
  CHECK(config(R"({"strip_accents": false})").options.strip_accents == StripAccents::no);
}

TEST_CASE("special tokens are strings or objects with their content") {
  const TokenizerConfig read =
      config(R"({"mask_token": "<mask>", "unk_token": {"__type": "AddedToken", "content": "<unk>", "lstrip": false}})");
  CHECK(read.special_tokens == SpecialTokenNames{"[PAD]", "<unk>", "[CLS]", "[SEP]", "<mask>"});
}

// Recorded with Transformers 4.57.6.
TEST_CASE("special_tokens_map.json overrules the config, unless that lists its tokens by id") {
  const auto mask = [](const char* config, const char* map) {
    const TemporaryDirectory folder;
    if (config != nullptr) folder.file("tokenizer_config.json", config);
    if (map != nullptr) folder.file("special_tokens_map.json", map);
    return read_tokenizer_files(folder.path()).special_tokens[4];
  };
  CHECK(mask(nullptr, nullptr) == "[MASK]");
  CHECK(mask(R"({"mask_token": "<mask>"})", nullptr) == "<mask>");
  CHECK(mask(nullptr, R"({"mask_token": {"content": "<mask>", "lstrip": true}})") == "<mask>");
  CHECK(mask(R"({"mask_token": "[MASK]"})", R"({"mask_token": "<mask>"})") == "<mask>");
  CHECK(mask(R"({"mask_token": "<mask>"})", R"({"mask_token": "[MASK]"})") == "[MASK]");
  CHECK(mask(R"({"mask_token": "[MASK]", "added_tokens_decoder": {}})", R"({"mask_token": "<mask>"})") == "[MASK]");
}

TEST_CASE("added tokens are warned of") {
  const TemporaryDirectory folder;
  folder.file("added_tokens.json", "{}");
  CHECK(read_tokenizer_files(folder.path()).warnings.empty());
  folder.file("added_tokens.json", R"({"zz": 10})");
  const auto warnings = read_tokenizer_files(folder.path()).warnings;
  REQUIRE(warnings.size() == 1);
  CHECK(warnings[0].ends_with("added_tokens.json: added tokens are not read yet, their text is split like any other"));
}

TEST_CASE("a wrong type is refused by file and key") {
  CHECK(fault(R"({"do_lower_case": "true"})") == R"(t.json: 'do_lower_case': "true", expected true or false)");
  CHECK(fault(R"({"strip_accents": 1})") == "t.json: 'strip_accents': 1, expected true or false");
  CHECK(fault(R"({"tokenize_chinese_chars": []})") == "t.json: 'tokenize_chinese_chars': [], expected true or false");
  const std::string expected = ", expected a token or an object with its \"content\"";
  CHECK(fault(R"({"pad_token": 0})") == "t.json: 'pad_token': 0" + expected);
  CHECK(fault(R"({"pad_token": ""})") == "t.json: 'pad_token': \"\"" + expected);
  CHECK(fault(R"({"pad_token": {"content": 1}})") == "t.json: 'pad_token': {\"content\":1}" + expected);
  CHECK(fault(R"({"pad_token": {}})") == "t.json: 'pad_token': {}" + expected);
}

TEST_CASE("what is not an object is refused") {
  CHECK(fault("[]") == "t.json: [], expected an object");
  CHECK(fault("{\"a\":").starts_with("t.json: not JSON at byte"));
  CHECK(fault(std::string(100000, '[')).starts_with("t.json: nested deeper than"));
  CHECK(fault("{\"a\":" + std::string(100000, '[')).starts_with("t.json: nested deeper than"));
}

}  // namespace
}  // namespace electra
