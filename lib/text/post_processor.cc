#include "text/post_processor.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "base/json.h"

namespace electra::internal {
namespace {

using nlohmann::json;
using Kind = TemplatePart::Kind;

constexpr size_t max_parts = 1000;       // of a template: a token may have many ids, and stand there again and again
constexpr int64_t max_type = 1'000'000;  // the model says which types it has

void append_text(const JsonObject& piece, std::vector<TemplatePart>& parts) {
  const std::string id = piece.need_string("id");
  if (id != "A" && id != "B") piece.refuse("id", "\"A\" or \"B\"");
  const auto type = static_cast<int32_t>(piece.need_integer("type_id", 0, max_type));
  parts.push_back({id == "A" ? Kind::first : Kind::second, -1, type});
}

// special_tokens: {"[CLS]": {"id": "[CLS]", "ids": [2], "tokens": ["[CLS]"]}}
void append_tokens(const JsonObject& processor, const JsonObject& piece, int32_t size,
                   std::vector<TemplatePart>& parts) {
  const std::string id = piece.need_string("id");
  const auto type = static_cast<int32_t>(piece.need_integer("type_id", 0, max_type));
  const auto tokens = processor.object("special_tokens");
  if (!tokens) processor.refuse("special_tokens", "an object of tokens with their ids");
  const auto token = tokens->object(id.c_str());
  if (!token) tokens->refuse(id, "an object, as the template has this token");
  for (const json& value : token->need_list("ids")) {
    const auto number = integer_of(value, 0, size - 1);
    if (!number) token->refuse("ids", fmt::format("a list of integers from 0 to {}", size - 1));
    parts.push_back({Kind::token, static_cast<int32_t>(*number), type});
  }
}

std::vector<TemplatePart> read_template(const JsonObject& processor, const char* key, int32_t size) {
  std::vector<TemplatePart> parts;
  for (const json& item : processor.need_list(key)) {
    if (!item.is_object() || item.size() != 1) processor.refuse(key, "objects of one SpecialToken or Sequence");
    const JsonObject piece = processor.nested(key, item.begin().value());
    const std::string& kind = item.begin().key();
    if (kind == "Sequence") {
      append_text(piece, parts);
    } else if (kind == "SpecialToken") {
      append_tokens(processor, piece, size, parts);
    } else {
      processor.refuse(key, "objects of one SpecialToken or Sequence");
    }
    if (parts.size() > max_parts) processor.refuse(key, fmt::format("at most {} texts and ids", max_parts));
  }
  return parts;
}

// The kinds of the texts, in order.
std::vector<Kind> texts_of(const std::vector<TemplatePart>& parts) {
  std::vector<Kind> kinds;
  for (const TemplatePart& part : parts) {
    if (part.kind != Kind::token) kinds.push_back(part.kind);
  }
  return kinds;
}

SequenceTemplate read_templates(const JsonObject& processor, int32_t size) {
  SequenceTemplate result{.single = read_template(processor, "single", size),
                          .pair = read_template(processor, "pair", size)};
  if (texts_of(result.single) != std::vector{Kind::first}) processor.refuse("single", "sequence A once, and no other");
  if (texts_of(result.pair) != std::vector{Kind::first, Kind::second}) {
    processor.refuse("pair", "sequence A once, then B once");
  }
  return result;
}

// ["[SEP]", 3]
int32_t token_id(const JsonObject& processor, const char* key, int32_t size) {
  const json& value = processor.need_list(key);
  const auto number = value.size() == 2 ? integer_of(value[1], 0, size - 1) : std::nullopt;
  if (!number) processor.refuse(key, fmt::format("a token and its id, from 0 to {}", size - 1));
  return static_cast<int32_t>(*number);
}

}  // namespace

SequenceTemplate read_post_processor(const JsonObject& file, int32_t size) {
  const auto processor = file.object("post_processor");
  if (!processor) return {.single = {{Kind::first, -1, 0}}, .pair = {{Kind::first, -1, 0}, {Kind::second, -1, 1}}};
  const std::string type = processor->string("type").value_or("");
  if (type == "TemplateProcessing") return read_templates(*processor, size);
  if (type == "BertProcessing") {
    return SequenceTemplate::bert(token_id(*processor, "cls", size), token_id(*processor, "sep", size));
  }
  processor->refuse("type", "\"TemplateProcessing\" or \"BertProcessing\"");
}

}  // namespace electra::internal
