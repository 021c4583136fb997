// config.json -> Config: one line per key, each with its type and range.
#include "electra/config.h"

#include <fmt/core.h>

#include <limits>
#include <utility>

#include "base/json.h"
#include "format/config_reader.h"

namespace electra {
namespace {

void read_sizes(const ConfigReader& reader, Config& config) {
  reader.integer("vocab_size", 1, max_vocab_size, config.vocab_size);
  reader.integer("embedding_size", 1, max_hidden_size, config.embedding_size);
  reader.integer("hidden_size", 1, max_hidden_size, config.hidden_size);
  reader.integer("num_hidden_layers", 1, max_hidden_layers, config.num_hidden_layers);
  reader.integer("num_attention_heads", 1, max_hidden_size, config.num_attention_heads);
  reader.integer("intermediate_size", 1, max_intermediate_size, config.intermediate_size);
  reader.integer("max_position_embeddings", 1, max_positions, config.max_position_embeddings);
  reader.integer("type_vocab_size", 1, max_type_vocab_size, config.type_vocab_size);
  if (config.hidden_size % config.num_attention_heads != 0) {
    reader.fail(fmt::format("'num_attention_heads' is {}: expected a divisor of hidden_size {}",
                            config.num_attention_heads, config.hidden_size));
  }
  if (reader.is_null("pad_token_id")) {
    config.pad_token_id = -1;
  } else {
    // Negative ids count from the end of the vocabulary, as in PyTorch.
    reader.integer("pad_token_id", -config.vocab_size, config.vocab_size - 1, config.pad_token_id);
    if (config.pad_token_id < 0) config.pad_token_id += config.vocab_size;
  }
}

void read_numbers(const ConfigReader& reader, Config& config) {
  constexpr float largest = std::numeric_limits<float>::max();
  reader.number("layer_norm_eps", 0, largest, config.layer_norm_eps);
  reader.number("initializer_range", 0, largest, config.initializer_range);
  reader.number("hidden_dropout_prob", 0, 1, config.hidden_dropout_prob);
  reader.number("attention_probs_dropout_prob", 0, 1, config.attention_probs_dropout_prob);
  reader.number("summary_last_dropout", 0, 1, config.summary_last_dropout);
  if (!reader.is_null("classifier_dropout") && reader.has("classifier_dropout")) {
    reader.number("classifier_dropout", 0, 1, config.classifier_dropout.emplace());
  }
}

void read_choices(const ConfigReader& reader, Config& config) {
  reader.string("hidden_act", config.hidden_act);
  if (!activation_by_name(config.hidden_act)) reader.fail_value("hidden_act", "one of " + activation_names());

  std::string positions = "absolute";
  reader.string("position_embedding_type", positions);
  if (positions == "relative_key") {
    config.position_embedding_type = PositionEmbeddingType::relative_key;
  } else if (positions == "relative_key_query") {
    config.position_embedding_type = PositionEmbeddingType::relative_key_query;
  } else if (positions != "absolute") {
    reader.fail_value("position_embedding_type", "absolute, relative_key or relative_key_query");
  }

  if (!reader.is_null("problem_type")) reader.string("problem_type", config.problem_type);
  const std::string& problem = config.problem_type;
  if (!problem.empty() && problem != "regression" && problem != "single_label_classification" &&
      problem != "multi_label_classification") {
    reader.fail_value("problem_type", "regression, single_label_classification or multi_label_classification");
  }

  reader.boolean("tie_word_embeddings", config.tie_word_embeddings);
  reader.string("summary_type", config.summary_type);
  reader.boolean("summary_use_proj", config.summary_use_proj);
  if (reader.is_null("summary_activation")) {
    config.summary_activation.clear();
  } else {
    reader.string("summary_activation", config.summary_activation);
  }
}

// What Transformers does when id2label and num_labels disagree: id2label counts, with a warning.
void read_labels(const ConfigReader& reader, Config& config) {
  const bool counted = reader.has("num_labels") && !reader.is_null("num_labels");
  if (counted) reader.integer("num_labels", 1, max_labels, config.num_labels);
  if (reader.has("id2label") && !reader.is_null("id2label")) {
    config.id2label = reader.labels("id2label");
    const auto named = static_cast<int64_t>(config.id2label.size());
    if (counted && named != config.num_labels) {
      config.warnings.push_back(fmt::format("{}: 'num_labels' is {} but 'id2label' has {} entries: the latter counts",
                                            reader.path(), config.num_labels, named));
    }
    config.num_labels = named;
    return;
  }
  config.id2label.clear();
  for (int64_t label = 0; label < config.num_labels; ++label) config.id2label.push_back(fmt::format("LABEL_{}", label));
}

void read_google_task(const ConfigReader& reader, Config& config) {
  reader.string("google_task", config.google_task);
  reader.boolean("joint_prediction", config.joint_prediction);
  reader.boolean("answerable_classifier", config.answerable_classifier);
  reader.boolean("answerable_uses_start_logits", config.answerable_uses_start_logits);
}

// Models that are not an ELECTRA encoder with all its weights in floating point.
void refuse_other_models(const ConfigReader& reader, const Config& config) {
  std::string model_type = "electra";
  if (!reader.is_null("model_type")) reader.string("model_type", model_type);
  if (model_type != "electra") reader.fail_value("model_type", "electra");
  for (const char* key : {"is_decoder", "add_cross_attention"}) {
    bool decoder = false;
    if (!reader.is_null(key)) reader.boolean(key, decoder);
    if (decoder) reader.fail_value(key, "false: only encoders are supported");
  }
  for (const std::string& name : config.architectures) {
    if (name == "ElectraForCausalLM") {
      reader.fail("'architectures' names ElectraForCausalLM: expected an encoder, decoders are not supported");
    }
  }
  if (!reader.is_empty("pruned_heads")) reader.fail_value("pruned_heads", "none: pruned heads are not supported");
  if (!reader.is_empty("quantization_config")) {
    reader.fail_value("quantization_config", "none: weights are read in F32, F16 and BF16");
  }
}

Config checked(nlohmann::json json, const std::filesystem::path& file) {
  const ConfigReader reader(std::move(json), file);
  Config config;
  config.architectures = reader.strings("architectures");
  refuse_other_models(reader, config);
  read_sizes(reader, config);
  read_numbers(reader, config);
  read_choices(reader, config);
  read_labels(reader, config);
  read_google_task(reader, config);
  return config;
}

}  // namespace

Config parse_config(std::string_view text, const std::filesystem::path& file) {
  return checked(parse_json(text, file), file);
}

Config read_config(const std::filesystem::path& file) { return checked(parse_json_file(file), file); }

}  // namespace electra
