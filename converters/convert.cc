#include "converters/convert.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "converters/given_config.h"
#include "converters/infer_config.h"
#include "format/safetensors.h"

namespace electra::converters {

using namespace internal;

namespace {

// Google's hparams describe both towers; the generator of a checkpoint that has no other is the main one.
Tower tower_of(const Part& part, const PartList& list) {
  const bool beside_discriminator =
      std::ranges::any_of(list.parts, [](const Part& other) { return other.head == Head::pretraining; });
  return part.head == Head::masked_lm && beside_discriminator ? Tower::generator : Tower::discriminator;
}

class Planner {
 public:
  Planner(const Source& source, const PartList& list, const ConvertOptions& options)
      : source_(source), list_(list), options_(options) {
    if (!options.config.empty()) given_.emplace(options.config);
  }

  ConversionPlan plan(std::vector<Part> chosen);

 private:
  GivenConfig given_for(const Part& part, bool is_first) const;
  void add_model(Part part, bool is_first);
  void add_tokenizer();
  void add_left_out();

  const Source& source_;
  const PartList& list_;
  const ConvertOptions& options_;
  std::optional<GivenConfigFile> given_;
  std::optional<bool> lower_case_;
  ConversionPlan plan_;
};

// An HF config describes one model, the first; hparams describe all.
GivenConfig Planner::given_for(const Part& part, bool is_first) const {
  if (!given_ || (!is_first && !given_->is_google())) return {};
  return given_->of(tower_of(part, list_));
}

void Planner::add_model(Part part, bool is_first) {
  const GivenConfig given = given_for(part, is_first);
  int64_t heads = given.num_attention_heads;
  if (is_first && options_.num_attention_heads > 0) heads = options_.num_attention_heads;
  ModelPlan model;
  model.config = infer_config(part, given.base, heads, source_.label());
  check_given_config(given, model.config, options_.config);
  part.tensors = fitting_tensors(part, model.config, source_.label());
  model.parameters = part.parameters();
  model.bytes = static_cast<uint64_t>(model.parameters) * dtype_size(plan_.dtype);
  if (given.lower_case) lower_case_ = given.lower_case;
  if (!part.task.empty() && part.labels.empty() && part.head != Head::qa && model.config.num_labels > 1 &&
      model.config.id2label.front() == "LABEL_0") {
    plan_.warnings.push_back(
        fmt::format("{}: the labels of task '{}' are not known, and are called LABEL_0 to LABEL_{}", source_.label(),
                    part.task, model.config.num_labels - 1));
  }
  model.part = std::move(part);
  plan_.models.push_back(std::move(model));
}

void Planner::add_tokenizer() {
  if (options_.cased) lower_case_ = false;
  plan_.tokenizer = read_tokenizer_files(source_, options_.vocab, lower_case_);
  if (!plan_.tokenizer) {
    plan_.warnings.push_back(fmt::format(
        "{}: no vocab.txt beside it: without a vocabulary the model reads token ids only", source_.label()));
    return;
  }
  const TokenizerFiles& files = *plan_.tokenizer;
  plan_.warnings.insert(plan_.warnings.end(), files.warnings.begin(), files.warnings.end());
  std::set<std::string> said;
  for (const ModelPlan& model : plan_.models) {
    const std::string warning = check_vocabulary_size(files, model.config.vocab_size);
    if (!warning.empty() && said.insert(warning).second) plan_.warnings.push_back(warning);
  }
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
  std::map<std::string, LeftOutGroup> groups;
  std::vector<std::string> unknown;
  for (const Variable& variable : source_.variables()) {
    if (used.contains(&variable)) continue;
    const auto found = reasons.find(&variable);
    const std::string reason = found == reasons.end() ? "not of an ELECTRA model" : found->second;
    if (found == reasons.end()) unknown.push_back(variable.name);
    LeftOutGroup& group = groups[reason];
    group.reason = reason;
    ++group.variables;
    group.bytes += variable.bytes;
  }
  if (!unknown.empty()) {
    plan_.warnings.push_back(
        fmt::format("{}: not of an ELECTRA model, left out: {}", source_.label(), short_list(unknown)));
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
