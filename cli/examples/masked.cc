#include "cli/examples/masked.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "cli/examples/record_object.h"

namespace electra::cli {
namespace {

using nlohmann::json;

std::optional<std::vector<std::string>> read_originals(const json& object) {
  const json* found = record_members(object).find("original");
  if (found == nullptr) return std::nullopt;
  return list_of_words(found->is_array() ? *found : json::array({*found}), "original");
}

}  // namespace

std::unique_ptr<ItemSource<MaskedExample>> masked_source(TextParser parser, InputFiles files) {
  return source_of_texts<MaskedExample>(std::move(parser), std::move(files), [](TextExample text, const json& object) {
    MaskedExample example = {.text = std::move(text.text), .originals = {}};
    if (object.is_object()) example.originals = read_gold([&] { return read_originals(object); });
    return example;
  });
}

}  // namespace electra::cli
