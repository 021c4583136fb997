#include "text/tokenizer_json.h"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "text/json_fields.h"
#include "text/tokenizer_config.h"
#include "text/word_buffer.h"

namespace electra {
namespace {

using nlohmann::json;

constexpr int64_t max_id = 10'000'000;

JsonFields part(const JsonFields& fields, const char* key, const char* type) {
  const auto found = fields.object(key);
  if (!found) throw fields.wrong(key, fmt::format("an object of type \"{}\"", type));
  // Files of the first versions do not say of which type the model is.
  if (found->find("type") == nullptr && key == std::string_view("model")) return *found;
  if (found->string("type") != type) throw found->wrong("type", fmt::format("\"{}\"", type));
  return *found;
}

void require(const JsonFields& fields, const char* key, const json& value) {
  const json* found = fields.find(key);
  if (found == nullptr || *found != value) throw fields.wrong(key, value.dump());
}

void read_normalizer(const JsonFields& fields, TokenizerOptions& options) {
  require(fields, "clean_text", true);
  options.tokenize_chinese_chars = fields.boolean("handle_chinese_chars").value_or(true);
  options.lower_case = fields.boolean("lowercase").value_or(true);
  if (const auto strip = fields.boolean("strip_accents")) {
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

std::vector<Element> read_template(const JsonFields& fields, const char* key) {
  std::vector<Element> elements;
  const json* list = fields.find(key);
  if (list == nullptr || !list->is_array()) throw fields.wrong(key, "an array");
  for (const json& item : *list) {
    if (!item.is_object() || item.size() != 1) throw fields.wrong(key, "objects of one SpecialToken or Sequence");
    const JsonFields element(item.begin().value(), fmt::format("{}: '{}'", fields.where(), key));
    const json* type = element.find("type_id");
    if (type == nullptr || !type->is_number_integer()) throw element.wrong("type_id", "an integer");
    elements.push_back({item.begin().key(), element.string("id").value_or(""), type->get<int64_t>()});
  }
  return elements;
}

void read_post_processor(const JsonFields& fields, TokenizerJson& out) {
  const std::vector<Element> single = read_template(fields, "single");
  std::vector<Element> expected = {{"SpecialToken", "", 0}, {"Sequence", "A", 0}, {"SpecialToken", "", 0}};
  if (single.size() == expected.size()) expected[0].id = single[0].id, expected[2].id = single[2].id;
  if (single != expected) throw fields.wrong("single", "[CLS] A [SEP]");
  out.cls_token = single[0].id;
  out.sep_token = single[2].id;
  expected.push_back({"Sequence", "B", 1});
  expected.push_back({"SpecialToken", out.sep_token, 1});
  if (read_template(fields, "pair") != expected) throw fields.wrong("pair", "[CLS] A [SEP] B [SEP]");
}

void read_decoder(const JsonFields& fields) {
  require(fields, "prefix", "##");
  require(fields, "cleanup", true);
}

void read_model(const JsonFields& fields, TokenizerJson& out) {
  require(fields, "continuing_subword_prefix", "##");
  out.unk_token = fields.string("unk_token").value_or("");
  const json* longest = fields.find("max_input_chars_per_word");
  if (longest == nullptr || !longest->is_number_unsigned() || *longest == 0U ||
      *longest > largest_max_word_characters) {
    throw fields.wrong("max_input_chars_per_word", fmt::format("an integer from 1 to {}", largest_max_word_characters));
  }
  out.max_word_characters = longest->get<uint32_t>();
  const auto vocabulary = fields.object("vocab");
  if (!vocabulary || vocabulary->json().empty()) throw fields.wrong("vocab", "an object of pieces and their ids");
  std::vector<std::string> tokens;
  std::vector<bool> known;
  for (const auto& [token, id] : vocabulary->json().items()) {
    if (!id.is_number_unsigned() || id > max_id) {
      throw vocabulary->wrong(token.c_str(), fmt::format("an integer from 0 to {}", max_id));
    }
    const auto index = id.get<size_t>();
    if (index >= tokens.size()) tokens.resize(index + 1), known.resize(index + 1);
    if (known[index]) throw vocabulary->wrong(token.c_str(), "an id of its own");
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
  const JsonFields fields(parsed, file.string());
  TokenizerJson out;
  read_normalizer(part(fields, "normalizer", "BertNormalizer"), out.options);
  part(fields, "pre_tokenizer", "BertPreTokenizer");
  read_post_processor(part(fields, "post_processor", "TemplateProcessing"), out);
  read_decoder(part(fields, "decoder", "WordPiece"));
  read_model(part(fields, "model", "WordPiece"), out);
  if (const json* added = fields.find("added_tokens")) {
    if (!added->is_array()) throw fields.wrong("added_tokens", "an array");
    for (const json& token : *added) {
      out.added_tokens.push_back(read_added_token(JsonFields(token, fields.where() + ": 'added_tokens'")));
    }
    std::ranges::stable_sort(out.added_tokens, {}, &AddedToken::id);
  }
  return out;
}

}  // namespace electra
