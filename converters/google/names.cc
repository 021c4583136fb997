#include "converters/google/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/quote.h"
#include "converters/google/tasks.h"
#include "electra/error.h"

namespace electra::converters {

using namespace internal;

namespace {

using Variables = std::map<std::string_view, const Variable*>;

constexpr std::string_view discriminator_purpose =
    "finds replaced words and is what fine-tuning starts from (detect-replaced, embed)";
constexpr std::string_view generator_purpose = "predicts masked words (fill-mask)";

bool is_kernel(std::string_view path) { return path.ends_with("/kernel"); }

// "optimizer slots" of a name like "electra/…/kernel/adam_m": something below a name that is itself a variable, or that
// ends as slots do.
std::optional<std::string_view> reason_to_leave_out(const Variable& variable, const Variables& all) {
  static constexpr std::array<std::string_view, 3> counters = {"global_step", "beta1_power", "beta2_power"};
  static constexpr std::array<std::string_view, 4> slots = {"/adam_m", "/adam_v", "/Adam", "/Adam_1"};
  const std::string_view name = variable.name;
  if (std::ranges::find(counters, name) != counters.end()) return "counters of the training";
  if (std::ranges::any_of(slots, [&](std::string_view slot) { return name.ends_with(slot); })) return "optimizer slots";
  const size_t cut = name.rfind('/');
  if (cut != name.npos && all.contains(name.substr(0, cut))) return "optimizer slots";
  return std::nullopt;
}

// Collects the tensors of one part.
class PartBuilder {
 public:
  PartBuilder(const Variables& all, Part part) : all_(all), part_(std::move(part)) {}

  // All variables of a scope ("electra/"), under `prefix` here ("electra.").
  void add_scope(std::string_view scope, std::string_view prefix) {
    for (auto at = all_.lower_bound(scope); at != all_.end() && at->first.starts_with(scope); ++at) {
      add(std::string(prefix) + transformers_name(at->first.substr(scope.size())), {at->second});
    }
  }
  void add(std::string name, std::vector<const Variable*> sources) {
    if (!names_.insert(name).second) return;  // the generator's own embeddings come before the shared ones
    const Transform transform = is_kernel(sources.front()->name) ? Transform::transposed : Transform::none;
    part_.tensors.push_back({.name = std::move(name), .sources = std::move(sources), .transform = transform});
  }
  // The kernel and bias of a layer, as NAME.weight and NAME.bias; several layers one below the other.
  void add_layer(const std::string& name, const std::vector<std::string>& layers) {
    for (const auto& [here, there] : {std::pair{".weight", "/kernel"}, std::pair{".bias", "/bias"}}) {
      std::vector<const Variable*> sources;
      for (const std::string& layer : layers) {
        const auto found = all_.find(layer + there);
        if (found != all_.end()) sources.push_back(found->second);
      }
      if (sources.size() == layers.size()) add(name + here, std::move(sources));
    }
  }
  Part& part() { return part_; }
  Part take() { return std::move(part_); }

 private:
  const Variables& all_;
  Part part_;
  std::set<std::string> names_;
};

bool has_scope(const Variables& all, std::string_view scope) {
  const auto first = all.lower_bound(scope);
  return first != all.end() && first->first.starts_with(scope);
}

Part discriminator(const Variables& all) {
  PartBuilder builder(all, {.name = "discriminator",
                            .purpose = std::string(discriminator_purpose),
                            .head = Head::pretraining,
                            .architecture = "ElectraForPreTraining"});
  builder.add_scope("electra/", "electra.");
  builder.add_layer("discriminator_predictions.dense", {"discriminator_predictions/dense"});
  builder.add_layer("discriminator_predictions.dense_prediction", {"discriminator_predictions/dense_1"});
  return builder.take();
}

Part generator(const Variables& all) {
  PartBuilder builder(all, {.name = "generator",
                            .purpose = std::string(generator_purpose),
                            .head = Head::masked_lm,
                            .architecture = "ElectraForMaskedLM"});
  if (has_scope(all, "generator/")) {
    builder.add_scope("generator/", "electra.");
    builder.add_scope("electra/embeddings/", "electra.embeddings.");
  } else {
    builder.add_scope("electra/", "electra.");
  }
  builder.add_layer("generator_predictions.dense", {"generator_predictions/dense"});
  builder.add_scope("generator_predictions/LayerNorm/", "generator_predictions.LayerNorm.");
  const auto bias = all.find("generator_predictions/output_bias");
  if (bias != all.end()) builder.add("generator_lm_head.bias", {bias->second});
  return builder.take();
}

// Google feeds its taggers token type 1 for every token. With that row in place of row 0 too, a reader that follows its
// own default of token type 0 gives the same tags.
void fold_token_type(Part& part) {
  for (NamedTensor& tensor : part.tensors) {
    if (tensor.name != "electra.embeddings.token_type_embeddings.weight") continue;
    const std::vector<int64_t> shape = tensor.shape();
    if (!shape.empty() && shape.front() > 1) tensor.transform = Transform::row_0_from_row_1;
  }
}

// A task is called what a checkpoint calls it.
std::string fine_tuned_for(const Part& part) { return "fine-tuned for " + cut_text(part.task, max_quoted_bytes); }

void add_linear_head(PartBuilder& builder, const std::string& scope, const Source& source, const Variables& all,
                     const std::vector<std::string>& given_labels) {
  Part& part = builder.part();
  const auto bias = all.find(scope + "dense/bias");
  const bool has_outputs = bias != all.end() && bias->second->shape.size() == 1;
  const int64_t outputs = has_outputs ? bias->second->shape.front() : 0;
  LinearTask task = linear_task(part.task, outputs, source.files(), given_labels);
  part.labels = std::move(task.labels);
  if (task.kind == TaskKind::tagging) {
    part.head = Head::tag;
    part.architecture = "ElectraForTokenClassification";
    part.purpose = "tags words (tag), " + fine_tuned_for(part);
    builder.add_layer("classifier", {scope + "dense"});
    fold_token_type(part);
    return;
  }
  part.head = Head::classify;
  part.architecture = "ElectraForGoogleSequenceClassification";
  part.purpose = fmt::format("{} (classify), {}",
                             task.kind == TaskKind::regression ? "gives a number for every text" : "classifies texts",
                             fine_tuned_for(part));
  builder.add_layer("google_classifier", {scope + "dense"});
}

// The names of the layers depend on what was built before them: `dense` is the start, `dense_1` the end, after
// `qa_hidden` where both are predicted jointly; then come one or two layers that say whether there is an answer.
void add_answer_head(PartBuilder& builder, const std::string& scope, const Variables& all) {
  Part& part = builder.part();
  part.head = Head::qa;
  part.purpose = "answers questions (qa), " + fine_tuned_for(part);
  const bool joint = has_scope(all, scope + "qa_hidden/");
  const bool answerable = has_scope(all, scope + "dense_2/");
  if (!joint && !answerable) {
    part.architecture = "ElectraForQuestionAnswering";
    builder.add_layer("qa_outputs", {scope + "dense", scope + "dense_1"});
    return;
  }
  part.architecture = "ElectraForGoogleQuestionAnswering";
  builder.add_layer("google_qa.start", {scope + "dense"});
  if (joint) builder.add_layer("google_qa.end_hidden", {scope + "qa_hidden"});
  builder.add_layer("google_qa.end", {scope + "dense_1"});
  if (!answerable) return;
  const bool uses_start = has_scope(all, scope + "dense_3/");
  if (uses_start) builder.add_layer("google_qa.answerable_hidden", {scope + "dense_2"});
  builder.add_layer("google_qa.answerable", {scope + (uses_start ? "dense_3" : "dense_2")});
}

Part fine_tuned(const std::string& name, const Source& source, const Variables& all,
                const std::vector<std::string>& given_labels) {
  PartBuilder builder(all, {.name = name, .task = name});
  builder.add_scope("electra/", "electra.");
  const std::string scope = fmt::format("task_specific/{}/", name);
  if (has_scope(all, scope + "dense_1/")) {
    add_answer_head(builder, scope, all);
  } else {
    add_linear_head(builder, scope, source, all, given_labels);
  }
  return builder.take();
}

std::vector<std::string> task_names(const Variables& all) {
  constexpr std::string_view scope = "task_specific/";
  std::vector<std::string> names;
  for (auto at = all.lower_bound(scope); at != all.end() && at->first.starts_with(scope); ++at) {
    const std::string_view rest = at->first.substr(scope.size());
    const std::string name(rest.substr(0, rest.find('/')));
    const bool is_new = names.empty() || names.back() != name;
    if (is_new && !name.empty()) names.push_back(name);
  }
  return names;
}

}  // namespace

std::string transformers_name(std::string_view path) {
  constexpr std::string_view layer = "layer_";
  static constexpr std::pair<std::string_view, std::string_view> leaves[] = {
      {"kernel", "weight"}, {"gamma", "weight"}, {"beta", "bias"}};
  std::string name;
  while (!path.empty()) {
    const size_t slash = path.find('/');
    std::string_view step = path.substr(0, slash);
    path = slash == path.npos ? std::string_view() : path.substr(slash + 1);
    if (!name.empty()) name += '.';
    if (step.starts_with(layer)) {
      name += "layer.";
      step.remove_prefix(layer.size());
    }
    const auto* leaf = std::ranges::find(leaves, step, &std::pair<std::string_view, std::string_view>::first);
    const bool renamed = path.empty() && leaf != std::end(leaves);
    name += renamed ? leaf->second : step;
    if (path.empty() && step.ends_with("_embeddings")) name += ".weight";
  }
  return name;
}

PartList google_parts(const Source& source, const std::vector<std::string>& labels) {
  Variables all;
  for (const Variable& variable : source.variables()) all.emplace(variable.name, &variable);
  PartList list;
  for (const Variable& variable : source.variables()) {
    if (const auto reason = reason_to_leave_out(variable, all)) list.left_out.push_back({&variable, *reason});
  }
  for (const LeftOut& slot : list.left_out) all.erase(slot.variable->name);

  const std::vector<std::string> tasks = task_names(all);
  if (tasks.size() > max_parts) {
    throw Error(ErrorKind::model, fmt::format("{}: fine-tuned for {} tasks, expected at most {}", source.label(),
                                              tasks.size(), max_parts));
  }
  for (const std::string& name : tasks) list.parts.push_back(fine_tuned(name, source, all, labels));
  if (!list.parts.empty()) return list;
  if (has_scope(all, "discriminator_predictions/")) list.parts.push_back(discriminator(all));
  if (has_scope(all, "generator_predictions/")) list.parts.push_back(generator(all));
  if (list.parts.empty() && has_scope(all, "electra/")) {
    PartBuilder builder(all, {.name = "encoder", .purpose = "embeds texts (embed)", .architecture = "ElectraModel"});
    builder.add_scope("electra/", "electra.");
    list.parts.push_back(builder.take());
  }
  return list;
}

}  // namespace electra::converters
