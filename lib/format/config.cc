// config.json -> Config: one line per key, each with its type and range.
#include "electra/config.h"

#include <fmt/core.h>

#include <charconv>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "base/json.h"
#include "base/json_object.h"
#include "base/quote.h"
#include "format/config_json.h"
#include "format/weight_table.h"

namespace electra {

using namespace internal;

namespace {

using nlohmann::json;

template <typename From, typename To>
void set(const std::optional<From>& value, To& out) {
  if (value) out = static_cast<To>(*value);
}

bool is_null(const JsonObject& object, const char* key) { return object.json().contains(key) && !object.has(key); }

// Whether {}, [] or false says the same as nothing.
bool is_empty(const JsonObject& object, const char* key) {
  const json* value = object.find(key);
  return value == nullptr || value->empty() || *value == false;
}

// The number that a key is, without leading zeros.
std::optional<int64_t> layer_of(std::string_view key, const Config& config) {
  int64_t layer = -1;
  const auto [end, fault] = std::from_chars(key.data(), key.data() + key.size(), layer);
  const bool is_layer = fault == std::errc() && layer >= 0 && layer < config.num_hidden_layers;
  return is_layer && std::to_string(layer) == key ? std::optional(layer) : std::nullopt;
}

// {"LAYER": [HEAD, …], …}, as prune_heads of Transformers leaves it.
void read_pruned_heads(const JsonObject& object, Config& config) {
  if (is_empty(object, "pruned_heads")) return;
  const JsonObject by_layer = *object.object("pruned_heads");
  const std::string heads_expected = fmt::format("a list of at most {} different heads from 0 to {}",
                                                 config.num_attention_heads - 1, config.num_attention_heads - 1);
  for (const auto& [key, list] : by_layer.json().items()) {
    const std::optional<int64_t> layer = layer_of(key, config);
    if (!layer) {
      by_layer.fail(fmt::format("{}, expected layers from 0 to {}", quote(key), config.num_hidden_layers - 1));
    }
    if (!list.is_array()) by_layer.refuse(key, heads_expected);
    std::set<int64_t> heads;
    for (const json& head : list) {
      const auto number = integer_of(head, 0, config.num_attention_heads - 1);
      if (!number || !heads.insert(*number).second) by_layer.refuse(key, heads_expected);
    }
    // A layer without any head cannot be computed.
    if (std::ssize(heads) == config.num_attention_heads) by_layer.refuse(key, heads_expected);
    if (!heads.empty()) config.pruned_heads[*layer] = {heads.begin(), heads.end()};
  }
}

void read_sizes(const JsonObject& object, Config& config) {
  const JsonObject given = object.refusing_null();
  set(given.integer("vocab_size", 1, max_vocab_size), config.vocab_size);
  set(given.integer("embedding_size", 1, max_hidden_size), config.embedding_size);
  set(given.integer("hidden_size", 1, max_hidden_size), config.hidden_size);
  set(given.integer("num_hidden_layers", 1, max_hidden_layers), config.num_hidden_layers);
  set(given.integer("num_attention_heads", 1, max_hidden_size), config.num_attention_heads);
  set(given.integer("intermediate_size", 1, max_intermediate_size), config.intermediate_size);
  set(given.integer("max_position_embeddings", 1, max_positions), config.max_position_embeddings);
  set(given.integer("type_vocab_size", 1, max_type_vocab_size), config.type_vocab_size);
  if (config.hidden_size % config.num_attention_heads != 0) {
    object.fail(fmt::format("'num_attention_heads' is {}, expected a divisor of hidden_size {}",
                            config.num_attention_heads, config.hidden_size));
  }
  read_pruned_heads(object, config);
  if (is_null(object, "pad_token_id")) {
    config.pad_token_id = -1;
  } else {
    // Negative ids count from the end of the vocabulary, as in PyTorch.
    set(object.integer("pad_token_id", -config.vocab_size, config.vocab_size - 1), config.pad_token_id);
    if (config.pad_token_id < 0) config.pad_token_id += config.vocab_size;
  }
}

void read_numbers(const JsonObject& object, Config& config) {
  constexpr double largest = std::numeric_limits<float>::max();
  const JsonObject given = object.refusing_null();
  set(given.number("layer_norm_eps", 0, largest), config.layer_norm_eps);
  set(given.number("initializer_range", 0, largest), config.initializer_range);
  set(given.number("hidden_dropout_prob", 0, 1), config.hidden_dropout_prob);
  set(given.number("attention_probs_dropout_prob", 0, 1), config.attention_probs_dropout_prob);
  set(given.number("summary_last_dropout", 0, 1), config.summary_last_dropout);
  set(object.number("classifier_dropout", 0, 1), config.classifier_dropout);
}

// As function_to_apply of Transformers' pipeline, which takes it in any case.
void read_function_to_apply(const JsonObject& object, Config& config) {
  std::string name = object.string("function_to_apply").value_or("");
  for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (object.has("function_to_apply") && name != "none" && name != "sigmoid" && name != "softmax") {
    object.refuse("function_to_apply", "none, sigmoid or softmax");
  }
  config.function_to_apply = name;
}

void read_choices(const JsonObject& object, Config& config) {
  const JsonObject given = object.refusing_null();
  set(given.string("hidden_act"), config.hidden_act);
  if (!activation_by_name(config.hidden_act)) given.refuse("hidden_act", "one of " + activation_names());

  const std::string positions = given.string("position_embedding_type").value_or("absolute");
  if (positions == "relative_key") {
    config.position_embedding_type = PositionEmbeddingType::relative_key;
  } else if (positions == "relative_key_query") {
    config.position_embedding_type = PositionEmbeddingType::relative_key_query;
  } else if (positions != "absolute") {
    given.refuse("position_embedding_type", "absolute, relative_key or relative_key_query");
  }

  set(object.string("problem_type"), config.problem_type);
  const std::string& problem = config.problem_type;
  if (!problem.empty() && problem != "regression" && problem != "single_label_classification" &&
      problem != "multi_label_classification") {
    object.refuse("problem_type", "regression, single_label_classification or multi_label_classification");
  }

  read_function_to_apply(object, config);

  set(given.boolean("tie_word_embeddings"), config.tie_word_embeddings);
  set(object.boolean("is_decoder"), config.is_decoder);
  set(given.string("summary_type"), config.summary_type);
  set(given.boolean("summary_use_proj"), config.summary_use_proj);
  if (is_null(object, "summary_activation")) {
    config.summary_activation.clear();
  } else {
    set(object.string("summary_activation"), config.summary_activation);
  }
}

// {"0": "name", "1": …} as the list of its names.
std::vector<std::string> labels_of(const JsonObject& object, const char* key) {
  const json* labels = object.find(key);
  if (!labels->is_object() || labels->empty() || labels->size() > static_cast<size_t>(max_labels)) {
    object.refuse(key, fmt::format("an object with 1 to {} labels", max_labels));
  }
  std::vector<std::string> names;
  for (size_t id = 0; id < labels->size(); ++id) {
    const auto label = labels->find(std::to_string(id));
    if (label == labels->end()) {
      object.fail(fmt::format("{} has {} labels but none for \"{}\", expected the keys 0 to {}", quote(key),
                              labels->size(), id, labels->size() - 1));
    }
    if (label->is_structured()) {
      object.fail(fmt::format("{} has the label {} for \"{}\", expected a string", quote(key), quote_json(*label), id));
    }
    // Old data sets have numbers for names.
    names.push_back(label->is_string() ? label->get<std::string>() : label->dump());
  }
  return names;
}

// What Transformers does when id2label and num_labels disagree: id2label counts, with a warning.
void read_labels(const JsonObject& object, Config& config) {
  set(object.integer("num_labels", 1, max_labels), config.num_labels);
  if (object.has("id2label")) {
    config.id2label = labels_of(object, "id2label");
    const auto named = static_cast<int64_t>(config.id2label.size());
    if (object.has("num_labels") && named != config.num_labels) {
      config.warnings.push_back(fmt::format("{}: 'num_labels' is {} but 'id2label' has {} entries: the latter counts",
                                            object.where(), config.num_labels, named));
    }
    config.num_labels = named;
    return;
  }
  config.id2label.clear();
  for (int64_t label = 0; label < config.num_labels; ++label) config.id2label.push_back(fmt::format("LABEL_{}", label));
}

void read_google_task(const JsonObject& object, Config& config) {
  const JsonObject given = object.refusing_null();
  set(given.string("google_task"), config.google_task);
  set(given.boolean("joint_prediction"), config.joint_prediction);
  set(given.boolean("answerable_classifier"), config.answerable_classifier);
  set(given.boolean("answerable_uses_start_logits"), config.answerable_uses_start_logits);
}

// Models that are not an ELECTRA stack of layers with all its weights in floating point.
void refuse_other_models(const JsonObject& object) {
  if (object.string("model_type").value_or("electra") != "electra") object.refuse("model_type", "electra");
  if (object.boolean("add_cross_attention").value_or(false)) {
    object.refuse("add_cross_attention", "false: cross-attention is not supported");
  }
  if (is_empty(object, "quantization_config")) return;
  const std::optional<JsonObject> quantization = object.object("quantization_config");
  if (!quantization || quantization->string("quant_method").value_or("") != int8_method) {
    object.refuse("quantization_config",
                  fmt::format("none, or quant_method {}: weights are read in F32, F16, BF16, F64, and in the int8 that "
                              "electra convert writes",
                              int8_method));
  }
}

}  // namespace

Config internal::config_of(const json& parsed, const std::filesystem::path& file) {
  const JsonObject object(parsed, file.string(), ErrorKind::model);
  Config config;
  set(object.strings("architectures"), config.architectures);
  refuse_other_models(object);
  read_sizes(object, config);
  read_numbers(object, config);
  read_choices(object, config);
  read_labels(object, config);
  read_google_task(object, config);
  return config;
}

Config parse_config(std::string_view text, const std::filesystem::path& file) {
  return config_of(parse_json(text, file), file);
}

Config read_config(const std::filesystem::path& file) { return config_of(parse_json_file(file), file); }

}  // namespace electra
