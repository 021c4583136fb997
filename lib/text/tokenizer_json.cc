#include "text/tokenizer_json.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "base/json.h"
#include "base/json_object.h"
#include "base/mapped_file.h"
#include "base/utf8.h"
#include "text/post_processor.h"
#include "text/tokenizer_config.h"
#include "text/vocabulary_json.h"
#include "text/word_buffer.h"

namespace electra::internal {
namespace {

using nlohmann::json;

constexpr size_t max_bytes = size_t{64} << 20;

std::string read_prefix(const JsonObject& object, const char* key) {
  std::string prefix = object.need_string(key);
  if (prefix.empty()) object.refuse(key, "what stands before a piece inside of a word, such as \"##\"");
  return prefix;
}

// What a member is, for people: its type, and the types in a Sequence. REQUIRES: its reader took it.
std::string type_text(const json& stage) {
  if (!stage.is_object()) return "none";
  std::string text = stage.value("type", "");
  for (const char* key : {"normalizers", "pretokenizers"}) {
    if (!stage.contains(key)) continue;
    std::string inner;
    for (const json& item : stage[key]) inner += (inner.empty() ? "" : ", ") + type_text(item);
    text += "(" + inner + ")";
  }
  return text;
}

TokenDecoder read_decoder(const JsonObject& file) {
  const auto decoder = file.object("decoder");
  if (!decoder) return {.join = TokenJoin::blanks};
  if (decoder->string("type") != "WordPiece") decoder->refuse("type", "\"WordPiece\"");
  const bool cleans = decoder->boolean("cleanup").value_or(true);
  return {.join = cleans ? TokenJoin::cleaned : TokenJoin::plain, .prefix = read_prefix(*decoder, "prefix")};
}

void read_model(const JsonObject& file, std::string_view vocabulary, TokenizerJson& out) {
  const auto model = file.object("model");
  if (!model) file.refuse("model", "an object of type \"WordPiece\"");
  // Files of the first versions do not say of which type the model is.
  if (model->find("type") != nullptr && model->string("type") != "WordPiece") model->refuse("type", "\"WordPiece\"");
  out.settings.form.continuation = read_prefix(*model, "continuing_subword_prefix");
  out.settings.unk_token = model->need_string("unk_token");
  out.settings.max_word_characters =
      static_cast<uint32_t>(model->need_integer("max_input_chars_per_word", 1, largest_max_word_characters));
  const std::string where = model->where() + ": 'vocab'";
  if (!vocabulary.empty()) {
    out.vocabulary = parse_vocabulary_json(vocabulary, where);
    return;
  }
  const auto parsed = model->object("vocab");
  if (!parsed) model->refuse("vocab", "an object of pieces and their ids");
  out.vocabulary = parse_vocabulary_json(parsed->json().dump(), where);
}

// Transformers takes over the side alone: {"direction": "Left", "max_length": 128, …}
std::optional<Side> read_truncation_side(const JsonObject& file) {
  const auto truncation = file.object("truncation");
  if (!truncation) return std::nullopt;
  return truncation->string("direction") == "Left" ? Side::left : Side::right;
}

std::vector<AddedToken> read_added_tokens(const JsonObject& file) {
  std::vector<AddedToken> tokens;
  if (!file.has("added_tokens")) return tokens;
  for (const json& token : file.need_list("added_tokens")) {
    tokens.push_back(read_added_token(file.nested("added_tokens", token)));
  }
  return tokens;
}

// All but the vocabulary.
json parse_rest(const SplitTokenizerJson& parts, std::string_view text, const std::filesystem::path& file) {
  if (parts.vocabulary.empty() || !is_utf8(text)) return parse_json(text, file);
  try {
    return parse_json(parts.rest, file);
  } catch (const Error&) {
    static_cast<void>(parse_json(text, file));  // names the place in the whole file
    throw;
  }
}

// What of a file is not the vocabulary, and the text of that.
struct Parsed {
  explicit Parsed(const std::filesystem::path& path) : mapped(path) {
    const std::string_view text = mapped.text();
    if (text.size() > max_bytes) {
      throw Error(ErrorKind::model,
                  fmt::format("{}: {} bytes, expected at most {}", path.string(), text.size(), max_bytes));
    }
    const SplitTokenizerJson parts = split_tokenizer_json(text);
    vocabulary = parts.vocabulary;
    rest = parse_rest(parts, text, path);
  }

  MappedFile mapped;
  std::string_view vocabulary;
  json rest;
};

}  // namespace

TokenizerJson read_tokenizer_json(const std::filesystem::path& path) {
  const Parsed parsed(path);
  const JsonObject file(parsed.rest, path.string(), ErrorKind::model);
  if (file.has("version") && file.string("version") != "1.0") file.refuse("version", "\"1.0\"");
  TokenizerJson out;
  out.has_normalizer = file.has("normalizer");
  out.normalizer = read_normalizer(file, "normalizer");
  out.pre_tokenizer = read_pre_tokenizer(file, "pre_tokenizer");
  out.normalizer_name = type_text(parsed.rest.value("normalizer", json()));
  out.pre_tokenizer_name = type_text(parsed.rest.value("pre_tokenizer", json()));
  out.settings.decoder = read_decoder(file);
  read_model(file, parsed.vocabulary, out);
  out.added_tokens = read_added_tokens(file);
  const auto beside = static_cast<int32_t>(out.added_tokens.size());
  out.frame = read_post_processor(file, out.vocabulary.size() + beside);
  out.truncation_side = read_truncation_side(file);
  return out;
}

bool describes_word_piece(const std::filesystem::path& tokenizer_json) {
  try {
    const Parsed parsed(tokenizer_json);
    const auto model = JsonObject(parsed.rest, tokenizer_json.string(), ErrorKind::model).object("model");
    return model && model->string("type").value_or("") == "WordPiece";
  } catch (const Error&) {
    return false;
  }
}

std::vector<AddedToken> read_added_tokens_of(const std::filesystem::path& tokenizer_json) {
  const Parsed parsed(tokenizer_json);
  return read_added_tokens(JsonObject(parsed.rest, tokenizer_json.string(), ErrorKind::model));
}

}  // namespace electra::internal
