#include "text/tokenizer_json.h"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "base/json_object.h"
#include "text/tokenizer_config.h"
#include "text/word_buffer.h"

namespace electra::internal {
namespace {

using nlohmann::json;

constexpr int64_t max_id = 10'000'000;

JsonObject part(const JsonObject& object, const char* key, const char* type) {
  const auto found = object.object(key);
  if (!found) object.refuse(key, fmt::format("an object of type \"{}\"", type));
  // Files of the first versions do not say of which type the model is.
  if (found->find("type") == nullptr && key == std::string_view("model")) return *found;
  if (found->string("type") != type) found->refuse("type", fmt::format("\"{}\"", type));
  return *found;
}

void require(const JsonObject& object, const char* key, const json& value) {
  const json* found = object.find(key);
  if (found == nullptr || *found != value) object.refuse(key, value.dump());
}

void read_normalizer(const JsonObject& object, TokenizerOptions& options) {
  require(object, "clean_text", true);
  options.tokenize_chinese_chars = object.boolean("handle_chinese_chars").value_or(true);
  options.lower_case = object.boolean("lowercase").value_or(true);
  if (const auto strip = object.boolean("strip_accents")) {
    options.strip_accents = *strip ? StripAccents::yes : StripAccents::no;
  }
}

// One element of a template: {"SpecialToken": {"id": "[CLS]", "type_id": 0}} or {"Sequence": {"id": "A", …}}.
struct Element {
  std::string kind;
  std::string id;
  int64_t type = -1;
  bool operator==(const Element&) const = default;
};

std::vector<Element> read_template(const JsonObject& object, const char* key) {
  std::vector<Element> elements;
  for (const json& item : object.need_list(key)) {
    if (!item.is_object() || item.size() != 1) object.refuse(key, "objects of one SpecialToken or Sequence");
    const JsonObject element = object.nested(key, item.begin().value());
    const int64_t type = element.need_integer("type_id");
    elements.push_back({item.begin().key(), element.string("id").value_or(""), type});
  }
  return elements;
}

void read_post_processor(const JsonObject& object, TokenizerJson& out) {
  const std::vector<Element> single = read_template(object, "single");
  std::vector<Element> expected = {{"SpecialToken", "", 0}, {"Sequence", "A", 0}, {"SpecialToken", "", 0}};
  if (single.size() == expected.size()) expected[0].id = single[0].id, expected[2].id = single[2].id;
  if (single != expected) object.refuse("single", "[CLS] A [SEP]");
  out.cls_token = single[0].id;
  out.sep_token = single[2].id;
  expected.push_back({"Sequence", "B", 1});
  expected.push_back({"SpecialToken", out.sep_token, 1});
  if (read_template(object, "pair") != expected) object.refuse("pair", "[CLS] A [SEP] B [SEP]");
}

void read_decoder(const JsonObject& object) {
  require(object, "prefix", "##");
  require(object, "cleanup", true);
}

void read_model(const JsonObject& object, TokenizerJson& out) {
  require(object, "continuing_subword_prefix", "##");
  out.unk_token = object.string("unk_token").value_or("");
  out.max_word_characters =
      static_cast<uint32_t>(object.need_integer("max_input_chars_per_word", 1, largest_max_word_characters));
  const auto vocabulary = object.object("vocab");
  if (!vocabulary || vocabulary->json().empty()) object.refuse("vocab", "an object of pieces and their ids");
  std::vector<std::string> tokens;
  std::vector<bool> known;
  for (const auto& [token, id] : vocabulary->json().items()) {
    const auto number = integer_of(id, 0, max_id);
    if (!number) vocabulary->refuse(token, fmt::format("an integer from 0 to {}", max_id));
    const auto index = static_cast<size_t>(*number);
    if (index >= tokens.size()) tokens.resize(index + 1), known.resize(index + 1);
    if (known[index]) vocabulary->refuse(token, "an id of its own");
    known[index] = true;
    tokens[index] = token;
  }
  std::vector<int32_t> holes;
  for (size_t i = 0; i < known.size(); ++i) {
    if (!known[i]) holes.push_back(static_cast<int32_t>(i));
  }
  out.vocabulary = Vocabulary::from_tokens(tokens, std::move(holes), vocabulary->where());
}

}  // namespace

TokenizerJson read_tokenizer_json(const std::filesystem::path& file) {
  const json parsed = parse_json_file(file, size_t{64} << 20);
  const JsonObject object(parsed, file.string(), ErrorKind::model);
  TokenizerJson out;
  read_normalizer(part(object, "normalizer", "BertNormalizer"), out.options);
  part(object, "pre_tokenizer", "BertPreTokenizer");
  read_post_processor(part(object, "post_processor", "TemplateProcessing"), out);
  read_decoder(part(object, "decoder", "WordPiece"));
  read_model(part(object, "model", "WordPiece"), out);
  if (object.has("added_tokens")) {
    for (const json& token : object.need_list("added_tokens")) {
      const std::string where = object.where() + ": 'added_tokens'";
      out.added_tokens.push_back(read_added_token(JsonObject(token, where, ErrorKind::model)));
    }
    std::ranges::stable_sort(out.added_tokens, {}, &AddedToken::id);
  }
  return out;
}

}  // namespace electra::internal
