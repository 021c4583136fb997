#include "text/tokenizer_config.h"

#include <doctest/doctest.h>

#include <string>

#include "lib/base/error_of.h"
#include "lib/base/temporary_directory.h"

namespace electra {

using namespace internal;

namespace {

TokenizerConfig config(const std::string& json) {
  const TemporaryDirectory folder;
  return read_tokenizer_config(folder.file("t.json", json));
}

using Names = std::vector<std::string>;

Names names_of(const TokenizerConfig& config) {
  return {config.name(SpecialToken::pad), config.name(SpecialToken::unk), config.name(SpecialToken::cls),
          config.name(SpecialToken::sep), config.name(SpecialToken::mask)};
}

// The message without the folder.
std::string fault(const std::string& json) {
  const std::string message = error_of(ErrorKind::model, [&] { config(json); });
  return message.substr(message.find("t.json"));
}

TEST_CASE("absent keys and nulls mean the defaults") {
  for (const char* json : {"{}", R"({"strip_accents": null, "added_tokens_decoder": null, "x": [1]})"}) {
    const TokenizerConfig read = config(json);
    CHECK(read.options.lower_case);
    CHECK(read.options.strip_accents == StripAccents::automatic);
    CHECK(read.options.tokenize_chinese_chars);
    CHECK(names_of(read) == Names{"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"});
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
  CHECK(names_of(read) == Names{"[PAD]", "<unk>", "[CLS]", "[SEP]", "<mask>"});
}

// As Transformers 4.57.1 makes them of the objects that it writes into tokenizer_config.json.
TEST_CASE("a special token that is an object is found in the normalised text, unless that says otherwise") {
  const auto tokens = [](const std::string& more) {
    const TokenizerConfig read =
        config(R"({"mask_token": {"__type": "AddedToken", "content": "[MASK]")" + more +
               R"(}, "additional_special_tokens": [{"__type": "AddedToken", "content": "[X]")" + more + "}]}");
    std::vector<AddedToken> all;
    for (const NamedToken& named : read.all_named(false)) all.push_back(named.token);
    return all;
  };
  for (const auto& [more, normalized] :
       {std::pair("", true), {R"(, "normalized": true)", true}, {R"(, "normalized": false)", false}}) {
    const auto& captured = more;
    CAPTURE(captured);
    CHECK(tokens(more) == std::vector<AddedToken>{{.content = "[MASK]", .special = true, .normalized = normalized},
                                                  {.content = "[X]", .special = true, .normalized = normalized}});
  }
}

// Recorded with Transformers 4.57.6.
TEST_CASE("special_tokens_map.json overrules the config, unless that lists its tokens by id") {
  const auto mask = [](const char* config, const char* map) {
    const TemporaryDirectory folder;
    if (config != nullptr) folder.file("tokenizer_config.json", config);
    if (map != nullptr) folder.file("special_tokens_map.json", map);
    return read_tokenizer_files(folder.path()).name(SpecialToken::mask);
  };
  CHECK(mask(nullptr, nullptr) == "[MASK]");
  CHECK(mask(R"({"mask_token": "<mask>"})", nullptr) == "<mask>");
  CHECK(mask(nullptr, R"({"mask_token": {"content": "<mask>", "lstrip": true}})") == "<mask>");
  CHECK(mask(R"({"mask_token": "[MASK]"})", R"({"mask_token": "<mask>"})") == "<mask>");
  CHECK(mask(R"({"mask_token": "<mask>"})", R"({"mask_token": "[MASK]"})") == "[MASK]");
  CHECK(mask(R"({"mask_token": "[MASK]", "added_tokens_decoder": {}})", R"({"mask_token": "<mask>"})") == "[MASK]");
}

TEST_CASE("added tokens, the words that are not split, and the longest input are read") {
  const TokenizerConfig read = config(R"({"model_max_length": 128, "never_split": ["a-b"], "added_tokens_decoder": {
      "11": {"content": "<y>", "lstrip": true}, "10": {"content": "<x>", "special": true, "normalized": false}}})");
  CHECK(read.model_max_length == 128);
  CHECK(read.never_split == std::vector<std::string>{"a-b"});
  CHECK(read.added_tokens == std::vector<AddedToken>{{.content = "<x>", .id = 10, .special = true},
                                                     {.content = "<y>", .id = 11, .normalized = true, .lstrip = true}});
  CHECK(config(R"({"model_max_length": 1000000000000000019884624838656})").model_max_length == std::nullopt);
  CHECK(config(R"({"model_max_length": Infinity})").model_max_length == std::nullopt);
  const TemporaryDirectory folder;
  folder.file("added_tokens.json", R"({"zz": 11, "[X]": 10})");
  folder.file("special_tokens_map.json", R"({"additional_special_tokens": ["[X]", "[Y]"]})");
  CHECK(read_tokenizer_files(folder.path()).added_tokens ==
        std::vector<AddedToken>{{.content = "[X]", .id = 10, .special = true},
                                {.content = "zz", .id = 11, .normalized = true}});
}

TEST_CASE("added tokens of a wrong form are refused by file and key") {
  CHECK(fault(R"({"added_tokens_decoder": {"x": {"content": "y"}}})") ==
        R"(t.json: 'added_tokens_decoder': key "x", expected an id)");
  CHECK(fault(R"({"added_tokens_decoder": {"1": {}}})") == "t.json: 'added_tokens_decoder': '1': no \"content\"");
  CHECK(fault(R"({"added_tokens_decoder": []})") == "t.json: 'added_tokens_decoder' is [], expected an object");
  CHECK(fault(R"({"additional_special_tokens": [1]})").starts_with("t.json: 'additional_special_tokens' is [1], "));
  CHECK(fault(R"({"added_tokens_decoder": {"1": {"content": "y", "id": 18446744073709551615}}})") ==
        "t.json: 'added_tokens_decoder': '1': 'id' is 18446744073709551615, expected an integer from 0 to 100000000");
  CHECK(fault(R"({"added_tokens_decoder": {"a\nb": {}}})") ==
        "t.json: 'added_tokens_decoder': 'a\\x0ab': no \"content\"");
  CHECK(fault(R"({"never_split": "x"})") == R"(t.json: 'never_split' is "x", expected a list of strings)");
  CHECK(fault(R"({"model_max_length": NaN})") == "t.json: 'model_max_length' is NaN, expected a positive number");
  CHECK(fault(R"({"model_max_length": 0})") == "t.json: 'model_max_length' is 0, expected a positive number");
}

TEST_CASE("a null in place of a name says that there is no such token") {
  CHECK(config(R"({"mask_token": null})").name(SpecialToken::mask) == "");
  CHECK(config(R"({"mask_token": null})").all_named(true).size() == 4);
  CHECK(config(R"({"mask_token": ""})").all_named(true).size() == 4);
}

TEST_CASE("an extra special token under a usual key takes the place of the usual name") {
  const TokenizerConfig read = config(R"({"cls_token": "[CLS]", "extra_special_tokens": {"z": "<z>", "cls_token": "<c>",
                                          "a": "<a>"}})");
  CHECK(read.name(SpecialToken::cls) == "<c>");
  REQUIRE(read.extra_special_tokens.size() == 2);
  CHECK(read.extra_special_tokens[0].token.content == "<z>");  // in the order of the file
}

TEST_CASE("extra special tokens count in a file with a number that only Python knows") {
  CHECK(config(R"({"x": NaN, "extra_special_tokens": {"z": "<z>"}})").extra_special_tokens.size() == 1);
}

TEST_CASE("files for versions of Transformers are refused") {
  CHECK(config(R"({"fast_tokenizer_files": ["tokenizer.json"]})").named.empty());
  CHECK(fault(R"({"fast_tokenizer_files": ["tokenizer.json", "tokenizer.4.0.json"]})")
            .find("files by versions of Transformers") != std::string::npos);
}

TEST_CASE("a wrong type is refused by file and key") {
  CHECK(fault(R"({"do_lower_case": null})") == R"(t.json: 'do_lower_case' is null, expected true or false)");
  CHECK(fault(R"({"do_lower_case": "true"})") == R"(t.json: 'do_lower_case' is "true", expected true or false)");
  CHECK(fault(R"({"strip_accents": 1})") == "t.json: 'strip_accents' is 1, expected true or false");
  CHECK(fault(R"({"tokenize_chinese_chars": []})") == "t.json: 'tokenize_chinese_chars' is [], expected true or false");
  const std::string expected = ", expected a token or an object with its \"content\"";
  CHECK(fault(R"({"pad_token": 0})") == "t.json: 'pad_token' is 0" + expected);
  CHECK(fault(R"({"pad_token": {"content": 1}})") == "t.json: 'pad_token': 'content' is 1, expected a string");
  CHECK(fault(R"({"pad_token": {}})") == "t.json: 'pad_token': no \"content\"");
}

TEST_CASE("what is not an object is refused") {
  CHECK(fault("[]") == "t.json: [], expected an object");
  CHECK(fault("{\"a\":").starts_with("t.json: not JSON at byte"));
  CHECK(fault(std::string(100000, '[')).starts_with("t.json: nested deeper than"));
  CHECK(fault("{\"a\":" + std::string(100000, '[')).starts_with("t.json: nested deeper than"));
}

}  // namespace
}  // namespace electra
