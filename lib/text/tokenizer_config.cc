#include "text/tokenizer_config.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "base/json.h"
#include "electra/error.h"

namespace electra {
namespace {

class Reader {
 public:
  explicit Reader(const std::filesystem::path& file) : file_(file), json_(parse_json_file(file)) {
    if (!json_.is_object()) {
      throw Error(ErrorKind::model, fmt::format("{}: {}, expected an object", file.string(), quote_json(json_)));
    }
  }

  std::optional<bool> boolean(const char* key) const {
    const auto found = json_.find(key);
    if (found == json_.end() || found->is_null()) return std::nullopt;
    if (!found->is_boolean()) throw wrong_type(key, *found, "true or false");
    return found->get<bool>();
  }

  // A token name: "[UNK]", or an object that has it as "content".
  std::optional<std::string> token(const char* key) const {
    const auto found = json_.find(key);
    if (found == json_.end() || found->is_null()) return std::nullopt;
    const bool wrapped = found->is_object() && found->contains("content");
    const nlohmann::json& name = wrapped ? (*found)["content"] : *found;
    if (!name.is_string() || name.get_ref<const std::string&>().empty()) {
      throw wrong_type(key, *found, "a token or an object with its \"content\"");
    }
    return name.get<std::string>();
  }

  bool has(const char* key) const { return json_.contains(key) && !json_[key].is_null(); }
  bool empty() const { return json_.empty(); }

 private:
  Error wrong_type(const char* key, const nlohmann::json& value, const char* expected) const {
    return Error(ErrorKind::model,
                 fmt::format("{}: '{}': {}, expected {}", file_.string(), key, quote_json(value), expected));
  }

  const std::filesystem::path& file_;
  nlohmann::json json_;
};

void read_special_tokens(const Reader& reader, TokenizerConfig& config) {
  for (size_t i = 0; i < num_special_tokens; ++i) {
    if (auto name = reader.token(special_token_keys[i])) config.special_tokens[i] = std::move(*name);
  }
}

// A link that leads nowhere counts as there: reading it says so.
bool is_there(const std::filesystem::path& file) {
  std::error_code ignored;
  return std::filesystem::exists(std::filesystem::symlink_status(file, ignored));
}

}  // namespace

TokenizerConfig read_tokenizer_config(const std::filesystem::path& file) {
  const Reader reader(file);
  TokenizerConfig config;
  TokenizerOptions& options = config.options;
  options.lower_case = reader.boolean("do_lower_case").value_or(options.lower_case);
  options.tokenize_chinese_chars = reader.boolean("tokenize_chinese_chars").value_or(options.tokenize_chinese_chars);
  if (const auto strip = reader.boolean("strip_accents")) {
    options.strip_accents = *strip ? StripAccents::yes : StripAccents::no;
  }
  read_special_tokens(reader, config);
  config.has_added_tokens_decoder = reader.has("added_tokens_decoder");
  return config;
}

TokenizerConfig read_tokenizer_files(const std::filesystem::path& directory) {
  const std::filesystem::path main = directory / "tokenizer_config.json";
  TokenizerConfig config = is_there(main) ? read_tokenizer_config(main) : TokenizerConfig{};
  if (config.has_added_tokens_decoder) return config;
  const std::filesystem::path map = directory / "special_tokens_map.json";
  if (is_there(map)) read_special_tokens(Reader(map), config);
  const std::filesystem::path added = directory / "added_tokens.json";
  if (is_there(added) && !Reader(added).empty()) {
    config.warnings.push_back(
        fmt::format("{}: added tokens are not read yet, their text is split like any other", added.string()));
  }
  return config;
}

}  // namespace electra
