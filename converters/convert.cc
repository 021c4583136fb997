#include "converters/convert.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/quantise.h"
#include "base/quote.h"
#include "converters/given_config.h"
#include "converters/infer_config.h"
#include "electra/error.h"
#include "format/model_names.h"
#include "format/tensor.h"
#include "format/weight_table.h"

namespace electra::converters {

using namespace internal;

namespace {

namespace fs = std::filesystem;

// Google's hparams describe both towers; the generator of a checkpoint that has no other is the main one.
Tower tower_of(const Part& part, const PartList& list) {
  const bool beside_discriminator =
      std::ranges::any_of(list.parts, [](const Part& other) { return other.head == Head::pretraining; });
  return part.head == Head::masked_lm && beside_discriminator ? Tower::generator : Tower::discriminator;
}

class Planner {
 public:
  Planner(const Source& source, const PartList& list, const ConvertOptions& options)
      : source_(source), list_(list), options_(options), config_file_(options.config) {
    const bool is_beside = list.scheme == NameScheme::transformers && source.files().has("config.json");
    if (config_file_.empty() && is_beside) config_file_ = source.files().label("config.json");
    if (!config_file_.empty()) given_.emplace(config_file_);
  }

  ConversionPlan plan(std::vector<Part> chosen);

 private:
  GivenConfig given_for(const Part& part, bool is_first);
  void follow_config(Part& part, GivenConfig& given);
  void require_agreement(const Part& part, const Config& own, Config& inferred) const;
  void add_model(Part part, bool is_first);
  void add_tokenizer();
  void check_vocabulary();
  std::string reason_for(const std::string& name) const;
  void add_left_out();

  const Source& source_;
  const PartList& list_;
  const ConvertOptions& options_;
  fs::path config_file_;  // empty: none
  std::optional<GivenConfigFile> given_;
  std::optional<bool> lower_case_;
  std::map<const Variable*, std::string> offered_;  // the tensors of the chosen parts, those that are not written too
  ConversionPlan plan_;
};

// Whether an HF config with this architecture is that of another model in the same file: it has a head that the part
// has not, and the part has one of its own.
bool is_of_another(const std::vector<std::string>& architectures, const Part& part, const PartList& list) {
  if (list.parts.size() < 2 || architectures.empty() || part.head == Head::model) return false;
  const std::optional<Head> head = head_of_architecture(architectures.front());
  return head && *head != part.head &&
         std::ranges::any_of(list.parts, [&](const Part& other) { return other.head == *head; });
}

// What the config of one model says of another beside it: all that is no size, and the size of an attention head.
GivenConfig of_neighbour(const Config& neighbour, const Part& part) {
  GivenConfig given;
  given.base = neighbour;
  given.base.architectures.clear();
  given.base.num_labels = Config().num_labels;
  given.base.id2label = Config().id2label;
  const int64_t head_size = neighbour.hidden_size / neighbour.num_attention_heads;
  const NamedTensor* norm = part.find("electra.encoder.layer.0.output.LayerNorm.weight");
  if (norm == nullptr || norm->shape().size() != 1 || norm->shape().front() % head_size != 0) return given;
  given.num_attention_heads = norm->shape().front() / head_size;
  return given;
}

// An HF config describes one model, that of its architecture or the first; hparams describe all.
GivenConfig Planner::given_for(const Part& part, bool is_first) {
  if (!given_) return {};
  if (given_->is_google()) return given_->of(tower_of(part, list_));
  if (list_.scheme == NameScheme::google) return is_first ? given_->of(tower_of(part, list_)) : GivenConfig();
  GivenConfig given = given_->of(tower_of(part, list_));
  if (is_first && !is_of_another(given.base.architectures, part, list_)) return given;
  plan_.warnings.push_back(fmt::format("{}: of another model than the {}, which takes from it what shapes do not show",
                                       config_file_.string(), part.name));
  return of_neighbour(given.base, part);
}

// What a config says of a model with Transformers' names, or what there is without one.
void Planner::follow_config(Part& part, GivenConfig& given) {
  if (!given_) {
    plan_.warnings.push_back(fmt::format(
        "{}: no config.json beside it: what the shapes do not show is taken to be as in Google's models (attention "
        "heads, gelu, LayerNorm eps 1e-12)",
        source_.label()));
    given.base.tie_word_embeddings = part.find(lm_head_weight) == nullptr;
    return;
  }
  if (given.num_attention_heads == 0) given.num_attention_heads = given.base.num_attention_heads;
  if (given.base.architectures.empty()) return;
  const std::string& architecture = given.base.architectures.front();
  const std::optional<Head> head = head_of_architecture(architecture);
  if (!head) return;
  part.head = *head;
  part.architecture = architecture;
}

// Of a config that is the model's own: layers beyond it are left out, as Transformers does; labels have to be as many.
void Planner::require_agreement(const Part& part, const Config& own, Config& inferred) const {
  if (list_.scheme != NameScheme::transformers) return;
  inferred.num_hidden_layers = std::min(inferred.num_hidden_layers, own.num_hidden_layers);
  const bool has_labels = part.head == Head::classify || part.head == Head::tag;
  if (!has_labels || !part.labels.empty() || inferred.num_labels == own.num_labels) return;
  throw Error(ErrorKind::model,
              fmt::format("{}: {} labels, expected {} by the shapes of the weights; --labels names them",
                          config_file_.string(), own.num_labels, inferred.num_labels));
}

bool becomes_int8(const NamedTensor& tensor) { return dtype_in_int8(tensor.name, tensor.shape()) == DType::i8; }

uint64_t bytes_written(const Part& part, DType wanted) {
  uint64_t bytes = 0;
  for (const NamedTensor& tensor : part.tensors) {
    const std::vector<int64_t> shape = tensor.shape();
    const DType dtype = wanted == DType::i8 ? dtype_in_int8(tensor.name, shape) : wanted;
    bytes += dtype == DType::i8 ? int8_panel_bytes(shape[0], shape[1]) + static_cast<size_t>(shape[0]) * sizeof(float)
                                : static_cast<uint64_t>(elements_of(shape)) * dtype_size(dtype);
  }
  return bytes;
}

void Planner::add_model(Part part, bool is_first) {
  GivenConfig given = given_for(part, is_first);
  if (list_.scheme == NameScheme::transformers) {
    follow_config(part, given);
  } else {
    require_google_model(given, config_file_);
  }
  if (!part.prefix.empty()) {
    plan_.warnings.push_back(fmt::format("{}: {}", source_.label(), prefix_text(part.prefix)));
  }
  int64_t heads = given.num_attention_heads;
  if (is_first && options_.num_attention_heads > 0) heads = options_.num_attention_heads;
  ModelPlan model;
  model.config = infer_config(part, given.base, heads, source_.label());
  if (!given.text.empty()) require_agreement(part, given.base, model.config);
  check_given_config(given, model.config, config_file_);
  for (const NamedTensor& tensor : part.tensors) offered_.emplace(tensor.sources.front(), tensor.name);
  part.tensors = fitting_tensors(part, model.config, source_.label());
  model.parameters = part.parameters();
  model.bytes = bytes_written(part, plan_.dtype);
  if (plan_.dtype == DType::i8 && std::ranges::none_of(part.tensors, becomes_int8)) {
    throw Error(ErrorKind::model, fmt::format("{}: int8 takes layers of a multiple of {} values, expected one of them",
                                              source_.label(), panel_values));
  }
  if (list_.scheme == NameScheme::transformers) model.given_config = given.text;
  if (given.lower_case) lower_case_ = given.lower_case;
  if (!part.task.empty() && part.labels.empty() && part.head != Head::qa && model.config.num_labels > 1 &&
      model.config.id2label.front() == "LABEL_0") {
    plan_.warnings.push_back(fmt::format("{}: the labels of task {} are not known, and are called LABEL_0 to LABEL_{}",
                                         source_.label(), quote(part.task), model.config.num_labels - 1));
  }
  model.part = std::move(part);
  plan_.models.push_back(std::move(model));
}

void Planner::add_tokenizer() {
  const bool has_settings = options_.lower_case || options_.strip_accents;
  if (list_.scheme == NameScheme::transformers && options_.vocab.empty() && !has_settings) {
    plan_.copied = read_copied_files(source_);
    if (!plan_.copied.empty()) return;
  }
  const TokenizerSettings settings = {.lower_case = options_.lower_case ? options_.lower_case : lower_case_,
                                      .strip_accents = options_.strip_accents,
                                      .is_google = list_.scheme == NameScheme::google};
  plan_.tokenizer = read_tokenizer_files(source_, options_.vocab, settings);
  if (plan_.tokenizer) return check_vocabulary();
  plan_.warnings.push_back(
      fmt::format("{}: no vocab.txt beside it: without a vocabulary the model reads token ids only", source_.label()));
}

void Planner::check_vocabulary() {
  const TokenizerFiles& files = *plan_.tokenizer;
  plan_.warnings.insert(plan_.warnings.end(), files.warnings.begin(), files.warnings.end());
  std::set<std::string> said;
  for (const ModelPlan& model : plan_.models) {
    const std::string warning = check_vocabulary_size(files, model.config.vocab_size);
    if (!warning.empty() && said.insert(warning).second) plan_.warnings.push_back(warning);
  }
}

// Why a tensor of a chosen part is not in the model that is written; empty: nobody knows it.
std::string Planner::reason_for(const std::string& name) const {
  const Config& config = plan_.models.front().config;
  if (name == lm_head_weight) return "a copy of the word embeddings";
  if (name.ends_with("position_ids") || name == "electra.embeddings.token_type_ids") return "counters";
  if (name.starts_with("electra.encoder.layer.")) return "of layers beyond those of the config";
  for (const Head head : heads_with_weights) {
    for (const WeightSpec& spec : head_weights(config, head)) {
      if (spec.name == name) return fmt::format("of a {}", head_title(head));
    }
  }
  return "";
}

void Planner::add_left_out() {
  std::set<const Variable*> used;
  for (const ModelPlan& model : plan_.models) {
    for (const NamedTensor& tensor : model.part.tensors) used.insert(tensor.sources.begin(), tensor.sources.end());
  }
  std::map<const Variable*, std::string> reasons;
  for (const LeftOut& left : list_.left_out) reasons.emplace(left.variable, left.reason);
  for (const Part& part : list_.parts) {
    const auto is_part = [&](const ModelPlan& model) { return model.part.name == part.name; };
    if (std::ranges::any_of(plan_.models, is_part)) continue;
    for (const NamedTensor& tensor : part.tensors) {
      for (const Variable* variable : tensor.sources) reasons.emplace(variable, "of the " + part.name);
    }
  }
  for (const auto& [variable, name] : offered_) {
    const std::string reason = used.contains(variable) ? "" : reason_for(name);
    if (!reason.empty()) reasons.emplace(variable, reason);
  }
  std::map<std::string, LeftOutGroup> groups;
  std::vector<std::string> unknown;
  for (const Variable& variable : source_.variables()) {
    if (used.contains(&variable)) continue;
    const auto found = reasons.find(&variable);
    const std::string reason = found == reasons.end() ? "not of an ELECTRA model" : found->second;
    if (found == reasons.end()) unknown.push_back(quote(variable.name));
    LeftOutGroup& group = groups[reason];
    group.reason = reason;
    ++group.variables;
    group.bytes += variable.bytes;
  }
  if (!unknown.empty()) {
    plan_.warnings.push_back(
        fmt::format("{}: not of an ELECTRA model, left out: {}", source_.label(), listed(unknown)));
  }
  for (auto& [reason, group] : groups) plan_.left_out.push_back(std::move(group));
}

ConversionPlan Planner::plan(std::vector<Part> chosen) {
  plan_.dtype = options_.dtype;
  for (Part& part : chosen) add_model(std::move(part), plan_.models.empty());
  add_tokenizer();
  add_left_out();
  return std::move(plan_);
}

}  // namespace

ConversionPlan plan_conversion(const Source& source, const PartList& list, std::vector<Part> chosen,
                               const ConvertOptions& options) {
  return Planner(source, list, options).plan(std::move(chosen));
}

void verify_all(const Source& source, const OnProgress& on_progress) {
  uint64_t total = 0;
  for (const Variable& variable : source.variables()) total += variable.bytes;
  uint64_t done = 0;
  for (const Variable& variable : source.variables()) {
    source.verify(variable);
    done += variable.bytes;
    if (on_progress) on_progress(done, total);
  }
}

}  // namespace electra::converters
