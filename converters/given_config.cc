#include "converters/given_config.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "base/json_object.h"
#include "base/quote.h"
#include "electra/error.h"
#include "format/config_json.h"
#include "format/config_writer.h"

namespace electra::converters {

using namespace internal;

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct Size {
  const char* key;
  int64_t Config::*member;
  int64_t most;
};

// What shapes say. The number of heads is not among them.
constexpr Size sizes_of_shapes[] = {
    {"vocab_size", &Config::vocab_size, max_vocab_size},
    {"embedding_size", &Config::embedding_size, max_hidden_size},
    {"hidden_size", &Config::hidden_size, max_hidden_size},
    {"num_hidden_layers", &Config::num_hidden_layers, max_hidden_layers},
    {"intermediate_size", &Config::intermediate_size, max_intermediate_size},
    {"max_position_embeddings", &Config::max_position_embeddings, max_positions},
    {"type_vocab_size", &Config::type_vocab_size, max_type_vocab_size},
};

bool has_hparams(const json& object) {
  return object.is_object() && !object.contains("hidden_size") &&
         std::ranges::any_of(
             std::initializer_list<const char*>{"model_hparam_overrides", "model_size", "generator_hidden_size",
                                                "generator_layers", "electra_objective"},
             [&](const char* key) { return object.contains(key); });
}

// Sizes by Google's names of its three models (its configure_pretraining.py and util/training_utils.py).
std::vector<std::pair<std::string, int64_t>> sizes_of_model(const JsonObject& hparams) {
  const std::string name = hparams.string("model_size").value_or("");
  if (name == "small")
    return {{"hidden_size", 256},
            {"num_hidden_layers", 12},
            {"num_attention_heads", 4},
            {"intermediate_size", 1024},
            {"embedding_size", 128}};
  if (name == "base")
    return {{"hidden_size", 768},
            {"num_hidden_layers", 12},
            {"num_attention_heads", 12},
            {"intermediate_size", 3072},
            {"embedding_size", 768}};
  if (name == "large")
    return {{"hidden_size", 1024},
            {"num_hidden_layers", 24},
            {"num_attention_heads", 16},
            {"intermediate_size", 4096},
            {"embedding_size", 1024}};
  if (!name.empty()) hparams.refuse("model_size", "small, base or large");
  return {};
}

int64_t* find_size(std::vector<std::pair<std::string, int64_t>>& sizes, std::string_view key) {
  const auto found = std::ranges::find(sizes, key, &std::pair<std::string, int64_t>::first);
  return found == sizes.end() ? nullptr : &found->second;
}

void set_size(std::vector<std::pair<std::string, int64_t>>& sizes, const char* key, int64_t value) {
  if (int64_t* known = find_size(sizes, key)) {
    *known = value;
  } else {
    sizes.emplace_back(key, value);
  }
}

// "generator_hidden_size" and "generator_layers" are fractions of the discriminator's; the rest follows from the width
// (get_generator_config in pretrain/pretrain_helpers.py).
void shrink_to_generator(const JsonObject& hparams, GivenConfig& given) {
  const JsonObject stated = hparams.refusing_null();
  const auto width = static_cast<float>(stated.number("generator_hidden_size", 0, 64).value_or(0.25));
  const auto depth = static_cast<float>(stated.number("generator_layers", 0, 64).value_or(1));
  given.num_attention_heads = 0;
  std::erase_if(given.sizes, [](const auto& size) { return size.first == "intermediate_size"; });
  if (int64_t* hidden = find_size(given.sizes, "hidden_size")) {
    *hidden = std::llrint(static_cast<double>(*hidden) * static_cast<double>(width));
    given.sizes.emplace_back("intermediate_size", 4 * *hidden);
  }
  if (int64_t* layers = find_size(given.sizes, "num_hidden_layers")) {
    *layers = std::llrint(static_cast<double>(*layers) * static_cast<double>(depth));
  }
  const bool untied = stated.boolean("untied_generator_embeddings").value_or(false);
  if (untied) std::erase_if(given.sizes, [](const auto& size) { return size.first == "embedding_size"; });
}

GivenConfig read_google(const json& object, const fs::path& file, Tower tower) {
  const JsonObject hparams(object, file.string(), ErrorKind::model);
  GivenConfig given;
  given.sizes = sizes_of_model(hparams);
  const std::optional<JsonObject> overrides = hparams.refusing_null().object("model_hparam_overrides");
  for (const Size& size : sizes_of_shapes) {
    if (const auto value = hparams.integer(size.key, 1, size.most)) set_size(given.sizes, size.key, *value);
    if (!overrides) continue;
    if (const auto value = overrides->integer(size.key, 1, size.most)) set_size(given.sizes, size.key, *value);
  }
  if (const int64_t* heads = find_size(given.sizes, "num_attention_heads")) given.num_attention_heads = *heads;
  std::erase_if(given.sizes, [](const auto& size) { return size.first == "num_attention_heads"; });
  if (overrides) {
    const auto heads = overrides->integer("num_attention_heads", 1, max_hidden_size);
    if (heads) given.num_attention_heads = *heads;
  }
  if (tower == Tower::generator) shrink_to_generator(hparams, given);
  given.lower_case = hparams.refusing_null().boolean("do_lower_case");
  return given;
}

GivenConfig read_hf(const json& object, const fs::path& file) {
  GivenConfig given;
  given.base = config_of(object, file);
  const JsonObject config(object, file.string(), ErrorKind::model);
  for (const Size& size : sizes_of_shapes) {
    if (config.has(size.key)) given.sizes.emplace_back(size.key, given.base.*size.member);
  }
  if (config.has("num_attention_heads")) given.num_attention_heads = given.base.num_attention_heads;
  given.text = object.dump();
  return given;
}

}  // namespace

GivenConfigFile::GivenConfigFile(fs::path path)
    : path_(std::move(path)), json_(parse_json_file(path_)), is_google_(has_hparams(json_)) {}

GivenConfig GivenConfigFile::of(Tower tower) const {
  return is_google_ ? read_google(json_, path_, tower) : read_hf(json_, path_);
}

void require_google_model(const GivenConfig& given, const fs::path& file) {
  if (given.base.position_embedding_type != PositionEmbeddingType::absolute) {
    throw Error(ErrorKind::model, fmt::format("{}: 'position_embedding_type' is \"{}\", expected absolute, as Google's "
                                              "models have it",
                                              file.string(), position_type_name(given.base.position_embedding_type)));
  }
  if (!given.base.tie_word_embeddings) {
    throw Error(
        ErrorKind::model,
        fmt::format("{}: 'tie_word_embeddings' is false, expected true, as Google's models have it", file.string()));
  }
}

void check_given_config(const GivenConfig& given, const Config& inferred, const fs::path& file) {
  std::vector<std::string> faults;
  for (const Size& size : sizes_of_shapes) {
    for (const auto& [key, value] : given.sizes) {
      const int64_t expected = inferred.*size.member;
      if (key == size.key && value != expected) {
        faults.push_back(fmt::format("{} is {}, expected {}", quote(key), value, expected));
      }
    }
  }
  if (faults.empty()) return;
  if (faults.size() == 1) {
    throw Error(ErrorKind::model, fmt::format("{}: {} by the shapes of the weights", file.string(), faults.front()));
  }
  throw Error(ErrorKind::model,
              fmt::format("{}: disagrees with the shapes of the weights: {}", file.string(), listed(faults, "; ")));
}

}  // namespace electra::converters
