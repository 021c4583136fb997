#include "cli/examples/replaced.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "base/json.h"
#include "cli/examples/record_object.h"

namespace electra::cli {

using namespace internal;

namespace {

using nlohmann::json;

std::optional<std::vector<int64_t>> read_indices(const json& object) {
  const JsonObject members = record_members(object);
  const json* list = members.find("replaced");
  if (list == nullptr) return std::nullopt;
  if (!list->is_array()) members.refuse("replaced", "a list of word indices");
  std::vector<int64_t> indices;
  for (const json& index : *list) {
    const auto number = integer_of(index);
    if (!number) fail(fmt::format("'replaced' has {}, expected a word index", quote_json(index)));
    indices.push_back(*number);
  }
  return indices;
}

}  // namespace

std::unique_ptr<ItemSource<ReplacedExample>> replaced_source(TextParser parser, InputFiles files) {
  return source_of_texts<ReplacedExample>(
      std::move(parser), std::move(files), [](TextExample text, const json& object) {
        ReplacedExample example = {.text = std::move(text.text), .words = {}, .replaced = {}};
        if (text.words) example.words = joined(*text.words).spans;
        if (object.is_object()) example.replaced = read_gold([&] { return read_indices(object); });
        return example;
      });
}

}  // namespace electra::cli
