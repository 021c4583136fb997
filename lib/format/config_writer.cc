#include "format/config_writer.h"

#include <fmt/core.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "format/weight_table.h"

namespace electra::internal {
namespace {

using nlohmann::json;

// The double that prints as the float does: 1e-12, not 9.999999960041972e-13.
double decimal(float value) { return std::strtod(fmt::format("{}", value).c_str(), nullptr); }

void add_sizes(const Config& config, json& out) {
  out["vocab_size"] = config.vocab_size;
  out["embedding_size"] = config.embedding_size;
  out["hidden_size"] = config.hidden_size;
  out["num_hidden_layers"] = config.num_hidden_layers;
  out["num_attention_heads"] = config.num_attention_heads;
  out["intermediate_size"] = config.intermediate_size;
  out["max_position_embeddings"] = config.max_position_embeddings;
  out["type_vocab_size"] = config.type_vocab_size;
  out["pad_token_id"] = config.pad_token_id < 0 ? json() : json(config.pad_token_id);
}

void add_settings(const Config& config, json& out) {
  out["hidden_act"] = config.hidden_act;
  out["position_embedding_type"] = position_type_name(config.position_embedding_type);
  out["layer_norm_eps"] = decimal(config.layer_norm_eps);
  out["initializer_range"] = decimal(config.initializer_range);
  out["hidden_dropout_prob"] = decimal(config.hidden_dropout_prob);
  out["attention_probs_dropout_prob"] = decimal(config.attention_probs_dropout_prob);
  out["classifier_dropout"] = config.classifier_dropout ? json(decimal(*config.classifier_dropout)) : json();
  out["summary_type"] = config.summary_type;
  out["summary_use_proj"] = config.summary_use_proj;
  out["summary_activation"] = config.summary_activation.empty() ? json() : json(config.summary_activation);
  out["summary_last_dropout"] = decimal(config.summary_last_dropout);
  if (!config.tie_word_embeddings) out["tie_word_embeddings"] = false;
  if (config.is_decoder) out["is_decoder"] = true;
  for (const auto& [layer, heads] : config.pruned_heads) out["pruned_heads"][std::to_string(layer)] = heads;
}

// Transformers writes labels only where they are not those of every new config.
void add_labels(const Config& config, json& out) {
  if (!config.problem_type.empty()) out["problem_type"] = config.problem_type;
  if (!config.function_to_apply.empty()) out["function_to_apply"] = config.function_to_apply;
  if (config.id2label == Config().id2label) return;
  json names = json::object();
  json ids = json::object();
  for (size_t id = 0; id < config.id2label.size(); ++id) {
    names[std::to_string(id)] = config.id2label[id];
    ids[config.id2label[id]] = id;
  }
  out["id2label"] = std::move(names);
  out["label2id"] = std::move(ids);
}

void add_google_task(const Config& config, json& out) {
  if (!config.google_task.empty()) out["google_task"] = config.google_task;
  if (!is_google_head(config) || head_of_architecture(config.architectures.front()) != Head::qa) return;
  out["joint_prediction"] = config.joint_prediction;
  out["answerable_classifier"] = config.answerable_classifier;
  out["answerable_uses_start_logits"] = config.answerable_uses_start_logits;
}

std::string_view torch_name(DType dtype) {
  if (dtype == DType::f16) return "float16";
  return dtype == DType::bf16 ? "bfloat16" : "float32";
}

}  // namespace

std::string_view position_type_name(PositionEmbeddingType type) {
  switch (type) {
    case PositionEmbeddingType::absolute:
      return "absolute";
    case PositionEmbeddingType::relative_key:
      return "relative_key";
    case PositionEmbeddingType::relative_key_query:
      return "relative_key_query";
  }
  return "";
}

std::string config_text(const Config& config, DType dtype) {
  json out = {{"model_type", "electra"}, {"dtype", torch_name(dtype)}, {"use_cache", true}};
  if (dtype == DType::i8) out["quantization_config"] = {{"quant_method", int8_method}};
  if (!config.architectures.empty()) out["architectures"] = config.architectures;
  add_sizes(config, out);
  add_settings(config, out);
  add_labels(config, out);
  add_google_task(config, out);
  return out.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace electra::internal
