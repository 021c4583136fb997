#include "text/tokenizer_config.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <set>

#include "base/json.h"
#include "base/lookup.h"
#include "base/mapped_file.h"

namespace electra::internal {
namespace {

using nlohmann::json;

constexpr int32_t max_added_id = 100'000'000;

// The order in which Transformers goes through them.
constexpr std::string_view named_keys[] = {"bos_token", "eos_token", "unk_token", "sep_token",
                                           "pad_token", "cls_token", "mask_token"};

// A token name: "[UNK]", or an object that has it as "content". `special`: what an object is if it does not say so.
NamedToken named_token(const JsonObject& object, std::string_view key, const json& value, bool special) {
  NamedToken named;
  if (value.is_object()) {
    named = {.token = read_added_token(object.nested(key, value), special), .has_switches = true};
  } else if (value.is_string()) {
    named.token.content = value.get<std::string>();
    if (named.token.content.empty()) return {};  // none
  }
  if (named.token.content.empty()) object.refuse(key, "a token or an object with its \"content\"");
  named.token.special = true;
  return named;
}

void add_named(std::vector<NamedToken>& tokens, NamedToken named) {
  if (!named.token.content.empty()) tokens.push_back(std::move(named));
}

// Objects of special_tokens_map.json are special, those of tokenizer_config.json only if they say so.
void read_special_tokens(const JsonObject& object, TokenizerConfig& config, bool special) {
  for (const std::string_view name : named_keys) {
    const std::string key(name);
    if (!object.json().contains(key)) continue;
    const json* value = object.find(key.c_str());
    config.named[key] = value == nullptr ? NamedToken{} : named_token(object, key, *value, special);
  }
  constexpr const char* key = "additional_special_tokens";
  const json* values = object.find(key);
  if (values == nullptr) return;
  if (!values->is_array()) object.refuse(key, "a list of tokens");
  std::vector<NamedToken>& tokens = config.additional_special_tokens;
  for (const json& value : *values) add_named(tokens, named_token(object, key, value, special));
}

// {"image_token": "<image>"}, or the list of Transformers 5. The order counts, which a parsed object does not keep.
void read_extra_special_tokens(const JsonObject& object, const std::filesystem::path& file, TokenizerConfig& config) {
  constexpr const char* key = "extra_special_tokens";
  const json* values = object.find(key);
  if (values == nullptr) return;
  if (values->is_array()) {
    for (const json& value : *values) add_named(config.extra_special_tokens, named_token(object, key, value, false));
    return;
  }
  const JsonObject names = object.nested(key, *values);
  for (const std::string& name : keys_in_order(MappedFile(file).text(), key)) {
    NamedToken named = named_token(names, name, values->at(name), false);
    if (std::ranges::find(named_keys, std::string_view(name)) != std::end(named_keys)) {
      config.named[name] = std::move(named);  // takes the place of the usual name
    } else {
      add_named(config.extra_special_tokens, std::move(named));
    }
  }
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
  for (const auto& [key, value] : object.json().items()) {
    AddedToken token = read_added_token(object.nested(key, value));
    token.id = parse_id(object, key);
    config.added_tokens.push_back(std::move(token));
  }
  std::ranges::sort(config.added_tokens, {}, &AddedToken::id);
}

// {"<new>": 30522}
void read_added_tokens(const JsonObject& object, TokenizerConfig& config) {
  std::set<std::string> special;
  for (const NamedToken& named : config.all_named(true)) special.insert(named.token.content);
  for (const auto& [content, id] : object.json().items()) {
    const auto number = integer_of(id, 0, max_added_id);
    if (!number) object.refuse(content, "an id");
    const bool is_special = special.contains(content);
    config.added_tokens.push_back(
        {.content = content, .id = static_cast<int32_t>(*number), .special = is_special, .normalized = !is_special});
  }
  std::ranges::sort(config.added_tokens, {}, &AddedToken::id);
}

std::optional<int64_t> read_length(const JsonObject& object, const char* key) {
  const json* length = object.find(key);
  if (length == nullptr) return std::nullopt;
  const double value = length->is_number() ? length->get<double>() : 0;
  const bool is_positive = value >= 1;  // NaN is not
  if (!is_positive) object.refuse(key, "a positive number");
  constexpr double endless = int64_t{1} << 31;  // Transformers writes 1e30 for none
  return value < endless ? std::optional(static_cast<int64_t>(value)) : std::nullopt;
}

void read_options(const JsonObject& object, TokenizerOptions& options) {
  for (const char* key : {"do_lower_case", "tokenize_chinese_chars"}) {
    // The kinds of Transformers' tokenizers do not agree on null.
    if (object.json().contains(key) && !object.has(key)) object.refuse(key, "true or false");
  }
  options.lower_case = object.boolean("do_lower_case").value_or(options.lower_case);
  options.tokenize_chinese_chars = object.boolean("tokenize_chinese_chars").value_or(options.tokenize_chinese_chars);
  if (const auto strip = object.boolean("strip_accents")) {
    options.strip_accents = *strip ? StripAccents::yes : StripAccents::no;
  }
}

// One of `names`; nothing if there is no such key.
std::optional<size_t> read_choice(const JsonObject& object, const char* key, const std::vector<std::string>& names) {
  const auto value = object.string(key);
  if (!value) return std::nullopt;
  const auto found = std::ranges::find(names, *value);
  if (found == names.end()) object.refuse(key, fmt::format("\"{}\"", fmt::join(names, "\" or \"")));
  return static_cast<size_t>(found - names.begin());
}

void read_tokens(const JsonObject& object, const std::filesystem::path& file, TokenizerConfig& config) {
  if (const auto decoder = object.object("added_tokens_decoder")) {
    config.has_added_tokens_decoder = true;
    read_added_tokens_decoder(*decoder, config);
  }
  read_special_tokens(object, config, false);
  read_extra_special_tokens(object, file, config);
  config.take_switches(config.added_tokens);
}

// The class that config.json names, as models from before tokenizer_config.json do.
std::string class_of_model(const std::filesystem::path& file) {
  if (!is_there(file)) return "";
  const json parsed = parse_json_file(file);
  return JsonObject(parsed, file.string(), ErrorKind::model).string("tokenizer_class").value_or("");
}

}  // namespace

bool TokenizerConfig::names(SpecialToken token) const {
  return named.contains(special_token_keys[static_cast<size_t>(token)]);
}

std::string TokenizerConfig::name(SpecialToken token) const {
  const auto found = named.find(special_token_keys[static_cast<size_t>(token)]);
  return found == named.end() ? default_special_tokens[static_cast<size_t>(token)] : found->second.token.content;
}

std::vector<NamedToken> TokenizerConfig::all_named(bool with_usual_names) const {
  std::vector<NamedToken> all;
  for (const std::string_view name : named_keys) {
    const std::string key(name);
    const auto usual = std::ranges::find(special_token_keys, key);
    if (const auto found = named.find(key); found != named.end()) {
      if (!found->second.token.content.empty()) all.push_back(found->second);
    } else if (with_usual_names && usual != special_token_keys.end()) {
      const auto index = static_cast<size_t>(usual - special_token_keys.begin());
      all.push_back({.token = {.content = default_special_tokens[index], .special = true}});
    }
  }
  all.insert(all.end(), additional_special_tokens.begin(), additional_special_tokens.end());
  all.insert(all.end(), extra_special_tokens.begin(), extra_special_tokens.end());
  return all;
}

void TokenizerConfig::take_switches(const std::vector<AddedToken>& tokens) {
  for (auto& [key, named_token] : named) {
    const auto same = std::ranges::find(tokens, named_token.token.content, &AddedToken::content);
    if (same == tokens.end()) continue;
    named_token = {.token = *same, .has_switches = true};
    named_token.token.id = -1;
    named_token.token.special = true;
  }
}

AddedToken read_added_token(const JsonObject& object, bool special) {
  AddedToken token;
  token.content = object.string("content").value_or("");
  if (token.content.empty()) object.refuse("content", "a token");
  if (const auto id = object.integer("id", 0, max_added_id)) token.id = static_cast<int32_t>(*id);
  token.special = object.boolean("special").value_or(special);
  token.normalized = object.boolean("normalized").value_or(!token.special);
  token.single_word = object.boolean("single_word").value_or(false);
  token.lstrip = object.boolean("lstrip").value_or(false);
  token.rstrip = object.boolean("rstrip").value_or(false);
  return token;
}

TokenizerConfig read_tokenizer_config(const std::filesystem::path& file) {
  const json parsed = parse_json_file(file);
  const JsonObject object(parsed, file.string(), ErrorKind::model);
  TokenizerConfig config;
  read_options(object, config.options);
  if (const auto kind = read_choice(object, "electra_tokenizer", {"fast", "slow", "google"})) {
    config.kind = static_cast<TokenizerKind>(*kind);
  }
  config.tokenizer_class = object.string("tokenizer_class").value_or("");
  config.never_split = object.strings("never_split").value_or(std::vector<std::string>{});
  config.do_basic_tokenize = object.boolean("do_basic_tokenize").value_or(!parsed.contains("do_basic_tokenize"));
  config.split_special_tokens = object.boolean("split_special_tokens").value_or(false);
  if (const auto side = read_choice(object, "truncation_side", {"left", "right"})) {
    config.truncation_side = static_cast<Side>(*side);
  }
  if (const auto names = object.strings("model_input_names")) {
    config.has_token_types = std::ranges::find(*names, "token_type_ids") != names->end();
  }
  if (const char* key = "clean_up_tokenization_spaces"; parsed.contains(key)) {
    config.clean_up_spaces = object.boolean(key).value_or(false);
  }
  config.model_max_length = read_length(object, object.has("model_max_length") ? "model_max_length" : "max_len");
  if (const auto files = object.strings("fast_tokenizer_files");
      files && *files != std::vector<std::string>{"tokenizer.json"}) {
    object.refuse("fast_tokenizer_files", "[\"tokenizer.json\"]: files by versions of Transformers are not told apart");
  }
  config.ignores_tokenizer_json = (parsed.contains("tokenizer_file") && !object.has("tokenizer_file")) ||
                                  object.boolean("from_slow").value_or(false);
  read_tokens(object, file, config);
  return config;
}

TokenizerConfig read_tokenizer_files(const std::filesystem::path& directory) {
  const std::filesystem::path main = directory / "tokenizer_config.json";
  TokenizerConfig config = is_there(main) ? read_tokenizer_config(main) : TokenizerConfig{};
  if (config.tokenizer_class.empty()) config.tokenizer_class = class_of_model(directory / "config.json");
  if (config.has_added_tokens_decoder) return config;
  if (const auto map = directory / "special_tokens_map.json"; is_there(map)) {
    const json parsed = parse_json_file(map);
    read_special_tokens(JsonObject(parsed, map.string(), ErrorKind::model), config, true);
  }
  if (const auto added = directory / "added_tokens.json"; is_there(added)) {
    const json parsed = parse_json_file(added);
    read_added_tokens(JsonObject(parsed, added.string(), ErrorKind::model), config);
  }
  return config;
}

}  // namespace electra::internal
