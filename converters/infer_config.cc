#include "converters/infer_config.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "base/quote.h"
#include "electra/error.h"
#include "format/weight_table.h"

namespace electra::converters {

using namespace internal;

namespace {

Error model_error(const std::string& source, const std::string& fault) {
  return Error(ErrorKind::model, fmt::format("{}: {}", source, fault));
}

// Reads sizes off the shapes of one part, and collects what it cannot tell.
class SizeReader {
 public:
  explicit SizeReader(const Part& part) : part_(part) {}

  // Dimension `axis` of a tensor with `rank` dimensions.
  void read(const char* key, const std::string& tensor, size_t rank, size_t axis, int64_t most, int64_t& out) {
    const NamedTensor* found = part_.find(tensor);
    if (found == nullptr) {
      faults_.push_back(fmt::format("{} cannot be told: {} is missing", key, tensor_label(tensor)));
      return;
    }
    const std::vector<int64_t> shape = found->shape();
    if (shape.size() != rank) {
      faults_.push_back(fmt::format("{} cannot be told: {}: shape {}, expected {} dimension{}", key, found->label(),
                                    shape_text(shape), rank, rank == 1 ? "" : "s"));
    } else if (shape[axis] < 1 || shape[axis] > most) {
      faults_.push_back(
          fmt::format("{}: {}: {} is {}, expected 1 to {}", found->label(), shape_text(shape), key, shape[axis], most));
    } else {
      out = shape[axis];
    }
  }
  const std::vector<std::string>& faults() const { return faults_; }

 private:
  const Part& part_;
  std::vector<std::string> faults_;
};

// One more than the highest layer that has a tensor, so that a layer that is missing in between is reported.
int64_t count_layers(const Part& part) {
  constexpr std::string_view prefix = "electra.encoder.layer.";
  int64_t layers = 0;
  for (const NamedTensor& tensor : part.tensors) {
    if (!tensor.name.starts_with(prefix)) continue;
    const std::string_view rest = std::string_view(tensor.name).substr(prefix.size());
    const size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
    if (digits == 0 || digits > 6) continue;
    layers = std::max<int64_t>(layers, std::stoi(std::string(rest.substr(0, digits))) + 1);
  }
  return layers;
}

void read_sizes(const Part& part, const std::string& source, Config& config) {
  SizeReader sizes(part);
  const std::string embeddings = "electra.embeddings.";
  const std::string layer = "electra.encoder.layer.0.";
  sizes.read("vocab_size", embeddings + "word_embeddings.weight", 2, 0, max_vocab_size, config.vocab_size);
  sizes.read("max_position_embeddings", embeddings + "position_embeddings.weight", 2, 0, max_positions,
             config.max_position_embeddings);
  sizes.read("type_vocab_size", embeddings + "token_type_embeddings.weight", 2, 0, max_type_vocab_size,
             config.type_vocab_size);
  sizes.read("embedding_size", embeddings + "LayerNorm.weight", 1, 0, max_hidden_size, config.embedding_size);
  sizes.read("hidden_size", layer + "output.LayerNorm.weight", 1, 0, max_hidden_size, config.hidden_size);
  sizes.read("intermediate_size", layer + "intermediate.dense.bias", 1, 0, max_intermediate_size,
             config.intermediate_size);
  std::vector<std::string> faults = sizes.faults();
  config.num_hidden_layers = count_layers(part);
  if (config.num_hidden_layers < 1 || config.num_hidden_layers > max_hidden_layers) {
    faults.push_back(
        fmt::format("num_hidden_layers is {}, expected 1 to {}", config.num_hidden_layers, max_hidden_layers));
  }
  if (!faults.empty()) throw model_error(source, listed(faults, "; "));
}

void set_attention_heads(int64_t wanted, const std::string& source, Config& config) {
  config.num_attention_heads = wanted > 0 ? wanted : default_attention_heads(config.hidden_size);
  if (config.hidden_size % config.num_attention_heads == 0) return;
  throw model_error(
      source, fmt::format("{} attention heads{} do not divide hidden_size {}: give their number",
                          config.num_attention_heads, wanted > 0 ? "" : ", by Google's rule,", config.hidden_size));
}

// The layer whose outputs the labels name, or null for a head without labels.
const NamedTensor* label_layer(const Part& part) {
  if (part.head != Head::classify && part.head != Head::tag) return nullptr;
  for (const char* bias : {"google_classifier.bias", "classifier.out_proj.bias", "classifier.bias"}) {
    if (const NamedTensor* layer = part.find(bias)) return layer;
  }
  return nullptr;
}

void set_labels(const Part& part, const std::string& source, Config& config) {
  const NamedTensor* layer = label_layer(part);
  if (layer == nullptr) return;
  const std::vector<int64_t> shape = layer->shape();
  if (shape.size() != 1) return;  // fitting_tensors reports it, as it does a missing layer
  const int64_t outputs = shape.front();
  if (outputs < 1 || outputs > max_labels) {
    throw model_error(source, fmt::format("{}: {} outputs, expected 1 to {}", layer->label(), outputs, max_labels));
  }
  const auto labels = static_cast<int64_t>(part.labels.size());
  if (labels > 0 && labels != outputs) {
    throw model_error(source, fmt::format("{}: {} outputs, but there are {} labels ({})", layer->label(), outputs,
                                          labels, quote_list(part.labels)));
  }
  const bool base_fits = config.num_labels == outputs;
  config.num_labels = outputs;
  if (labels > 0) {
    config.id2label = part.labels;
  } else if (!base_fits) {
    config.id2label.clear();
    for (int64_t label = 0; label < outputs; ++label) config.id2label.push_back(fmt::format("LABEL_{}", label));
  }
  if (part.head == Head::classify && !part.task.empty() && config.problem_type.empty()) {
    config.problem_type = outputs == 1 ? "regression" : "single_label_classification";
  }
}

// What is wrong with a tensor that should be as `spec` says; empty: nothing.
std::string fault_of(const NamedTensor& tensor, const WeightSpec& spec) {
  const std::vector<int64_t> shape = tensor.shape();
  if (shape != spec.shape) {
    return fmt::format("{}: shape {}, expected {}", tensor.label(), shape_text(shape), shape_text(spec.shape));
  }
  if (tensor.is_float()) return "";
  return fmt::format("{}: dtype {}, expected a floating-point type", tensor.label(),
                     tensor.sources.front()->dtype_name);
}

// What the part has beside the tensors of `specs`, for a model that lacks some: their names may have to be mended.
// Empty: nothing.
std::string unused_text(const Part& part, const std::vector<WeightSpec>& specs) {
  std::set<std::string_view> used;
  for (const WeightSpec& spec : specs) used.insert(spec.name);
  std::vector<std::string> names;
  for (const NamedTensor& tensor : part.tensors) {
    const bool is_counter = tensor.name.ends_with("position_ids") || tensor.name == "electra.embeddings.token_type_ids";
    if (is_counter || used.contains(tensor.name) || tensor.name == lm_head_weight) continue;
    // --rename takes the name as the file has it, but for layouts whose names are translated.
    const std::string& own = tensor.sources.front()->name;
    names.push_back(quote(own.ends_with(tensor.name) ? own : tensor.name));
  }
  if (names.empty()) return "";
  std::ranges::sort(names);
  return "; not used, and mended by --rename FROM=TO if their names alone are wrong: " + listed(names);
}

}  // namespace

int64_t default_attention_heads(int64_t hidden_size) { return std::max<int64_t>(1, hidden_size / 64); }

Config infer_config(const Part& part, const Config& base, int64_t num_attention_heads, const std::string& source) {
  Config config = base;
  config.architectures = {part.architecture};
  read_sizes(part, source, config);
  set_attention_heads(num_attention_heads, source, config);
  if (!part.task.empty()) config.google_task = part.task;
  config.joint_prediction = part.find("google_qa.end_hidden.weight") != nullptr;
  config.answerable_classifier = part.find("google_qa.answerable.weight") != nullptr;
  config.answerable_uses_start_logits = part.find("google_qa.answerable_hidden.weight") != nullptr;
  set_labels(part, source, config);
  return config;
}

std::vector<NamedTensor> fitting_tensors(const Part& part, const Config& config, const std::string& source) {
  std::vector<WeightSpec> specs = encoder_weights(config);
  for (WeightSpec& spec : head_weights(config, part.head)) specs.push_back(std::move(spec));
  std::map<std::string_view, const NamedTensor*> have;
  for (const NamedTensor& tensor : part.tensors) have.emplace(tensor.name, &tensor);

  std::vector<std::string> faults;
  std::vector<NamedTensor> tensors;
  bool is_missing = false;
  for (const WeightSpec& spec : specs) {
    const auto found = have.find(spec.name);
    if (found == have.end()) {
      is_missing = true;
      faults.push_back(fmt::format("{}: missing, expected {}", tensor_label(spec.name), shape_text(spec.shape)));
      continue;
    }
    const std::string fault = fault_of(*found->second, spec);
    if (!fault.empty()) faults.push_back(fault);
    tensors.push_back(*found->second);
  }
  const std::string unused = is_missing ? unused_text(part, specs) : "";
  if (faults.size() == 1) throw model_error(source, faults.front() + unused);
  if (!faults.empty()) {
    throw model_error(source, fmt::format("{} tensors of the {} do not fit: {}{}", faults.size(), quote(part.name),
                                          listed(faults, "; "), unused));
  }
  return tensors;
}

}  // namespace electra::converters
