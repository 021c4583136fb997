#include "text/tokenizer_config.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/json.h"

namespace electra::internal {
namespace {

using nlohmann::json;

constexpr int32_t max_added_id = 100'000'000;

// A token name: "[UNK]", or an object that has it as "content".
AddedToken named_token(const JsonObject& object, const char* key, const json& value) {
  AddedToken token;
  if (value.is_object()) {
    token = read_added_token(object.nested(key, value));
  } else if (value.is_string()) {
    token.content = value.get<std::string>();
  }
  if (token.content.empty()) object.refuse(key, "a token or an object with its \"content\"");
  token.special = true;
  return token;
}

void add_token(TokenizerConfig& config, AddedToken token) {
  const auto same = std::ranges::find(config.added_tokens, token.content, &AddedToken::content);
  if (same == config.added_tokens.end()) config.added_tokens.push_back(std::move(token));
}

void read_special_tokens(const JsonObject& object, TokenizerConfig& config) {
  for (size_t i = 0; i < num_special_tokens; ++i) {
    const json* value = object.find(special_token_keys[i]);
    if (value == nullptr) continue;
    AddedToken token = named_token(object, special_token_keys[i], *value);
    config.special_tokens[i] = token.content;
    config.finds_special_token[i] = true;
    if (value->is_object()) add_token(config, std::move(token));
  }
}

void read_additional_special_tokens(const JsonObject& object, TokenizerConfig& config) {
  constexpr const char* key = "additional_special_tokens";
  const json* values = object.find(key);
  if (values == nullptr) return;
  if (!values->is_array()) object.refuse(key, "a list of tokens");
  for (const json& value : *values) add_token(config, named_token(object, key, value));
}

int32_t parse_id(const JsonObject& object, const std::string& key) {
  int32_t id = -1;
  const char* end = key.data() + key.size();
  const auto [stop, error] = std::from_chars(key.data(), end, id);
  if (error != std::errc{} || stop != end || id < 0 || id > max_added_id) {
    object.fail(fmt::format("key {}, expected an id", quote_json(key)));
  }
  return id;
}

// {"100": {"content": "[UNK]", …}}
void read_added_tokens_decoder(const JsonObject& object, TokenizerConfig& config) {
  std::vector<AddedToken> tokens;
  for (const auto& [key, value] : object.json().items()) {
    const JsonObject token = object.nested(key, value);
    tokens.push_back(read_added_token(token));
    tokens.back().id = parse_id(object, key);
  }
  std::ranges::sort(tokens, {}, &AddedToken::id);
  for (AddedToken& token : tokens) add_token(config, std::move(token));
}

// {"<new>": 30522}
void read_added_tokens(const JsonObject& object, TokenizerConfig& config) {
  std::vector<AddedToken> tokens;
  for (const auto& [content, id] : object.json().items()) {
    const auto number = integer_of(id, 0, max_added_id);
    if (!number) object.refuse(content, "an id");
    const bool special =
        std::ranges::find(config.special_tokens, content) != config.special_tokens.end() ||
        std::ranges::find(config.added_tokens, content, &AddedToken::content) != config.added_tokens.end();
    tokens.push_back(
        {.content = content, .id = static_cast<int32_t>(*number), .special = special, .normalized = !special});
  }
  std::ranges::sort(tokens, {}, &AddedToken::id);
  std::vector<AddedToken> additional = std::exchange(config.added_tokens, {});
  for (AddedToken& token : tokens) add_token(config, std::move(token));
  for (AddedToken& token : additional) add_token(config, std::move(token));
}

}  // namespace

AddedToken read_added_token(const JsonObject& object) {
  AddedToken token;
  token.content = object.string("content").value_or("");
  if (token.content.empty()) object.refuse("content", "a token");
  if (const auto id = object.integer("id", 0, max_added_id)) token.id = static_cast<int32_t>(*id);
  token.special = object.boolean("special").value_or(false);
  token.normalized = object.boolean("normalized").value_or(!token.special);
  token.single_word = object.boolean("single_word").value_or(false);
  token.lstrip = object.boolean("lstrip").value_or(false);
  token.rstrip = object.boolean("rstrip").value_or(false);
  return token;
}

bool is_there(const std::filesystem::path& file) {
  std::error_code ignored;
  return std::filesystem::exists(std::filesystem::symlink_status(file, ignored));
}

TokenizerConfig read_tokenizer_config(const std::filesystem::path& file) {
  const json parsed = parse_json_file(file);
  const JsonObject object(parsed, file.string(), ErrorKind::model);
  TokenizerConfig config;
  TokenizerOptions& options = config.options;
  options.lower_case = object.boolean("do_lower_case").value_or(options.lower_case);
  options.tokenize_chinese_chars = object.boolean("tokenize_chinese_chars").value_or(options.tokenize_chinese_chars);
  if (const auto strip = object.boolean("strip_accents")) {
    options.strip_accents = *strip ? StripAccents::yes : StripAccents::no;
  }
  config.never_split = object.strings("never_split").value_or(std::vector<std::string>{});
  if (const json* length = object.find("model_max_length")) {
    const double value = length->is_number() ? length->get<double>() : 0;
    const bool is_positive = value >= 1;  // NaN is not
    if (!is_positive) object.refuse("model_max_length", "a positive number");
    constexpr double endless = int64_t{1} << 31;  // Transformers writes 1e30 for none
    if (value < endless) config.model_max_length = static_cast<int64_t>(value);
  }
  if (const auto decoder = object.object("added_tokens_decoder")) {
    config.has_added_tokens_decoder = true;
    read_added_tokens_decoder(*decoder, config);
  }
  read_special_tokens(object, config);
  read_additional_special_tokens(object, config);
  return config;
}

TokenizerConfig read_tokenizer_files(const std::filesystem::path& directory) {
  const std::filesystem::path main = directory / "tokenizer_config.json";
  TokenizerConfig config = is_there(main) ? read_tokenizer_config(main) : TokenizerConfig{};
  if (config.has_added_tokens_decoder) return config;
  if (const auto map = directory / "special_tokens_map.json"; is_there(map)) {
    const json parsed = parse_json_file(map);
    const JsonObject object(parsed, map.string(), ErrorKind::model);
    read_special_tokens(object, config);
    read_additional_special_tokens(object, config);
  }
  if (const auto added = directory / "added_tokens.json"; is_there(added)) {
    const json parsed = parse_json_file(added);
    read_added_tokens(JsonObject(parsed, added.string(), ErrorKind::model), config);
  }
  return config;
}

}  // namespace electra::internal
