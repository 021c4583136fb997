#include "cli/examples/masked.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "base/json.h"
#include "cli/examples/record_object.h"

namespace electra::cli {

using namespace internal;

namespace {

using nlohmann::json;

std::optional<std::vector<std::string>> read_originals(const json& object) {
  const json* found = record_members(object).find("original");
  if (found == nullptr) return std::nullopt;
  const json list = found->is_array() ? *found : json::array({*found});
  std::vector<std::string> words;
  for (const json& word : list) {
    if (!word.is_string()) fail(fmt::format("'original' has {}, expected a word", quote_json(word)));
    words.push_back(word.get<std::string>());
  }
  return words;
}

}  // namespace

std::unique_ptr<ItemSource<MaskedExample>> masked_source(TextParser parser, const std::vector<std::string>& files) {
  return source_of_texts<MaskedExample>(std::move(parser), files, [](TextExample text, const json& object) {
    MaskedExample example = {.text = std::move(text.text), .originals = {}};
    if (object.is_object()) example.originals = read_originals(object);
    return example;
  });
}

}  // namespace electra::cli
