#include "converters/transformers/parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "base/quote.h"
#include "electra/error.h"
#include "format/model_names.h"
#include "format/weight_table.h"

namespace electra::converters {

using namespace internal;

namespace {

constexpr std::string_view embeddings = "electra.embeddings.";

struct Landmark {
  std::string_view tensor;
  Head head;
  std::string_view architecture;  // empty: Transformers' class for the head
};

// A tensor that no other head has; the first that is there tells the head. A multiple-choice head without a summary
// looks like a tagger with one label: only a config tells.
constexpr Landmark landmarks[] = {
    {"discriminator_predictions.dense.weight", Head::pretraining, ""},
    {"generator_predictions.dense.weight", Head::masked_lm, ""},
    {"google_classifier.weight", Head::classify, "ElectraForGoogleSequenceClassification"},
    {"google_qa.start.weight", Head::qa, "ElectraForGoogleQuestionAnswering"},
    {"classifier.out_proj.weight", Head::classify, ""},
    {"qa_outputs.weight", Head::qa, ""},
    {"sequence_summary.summary.weight", Head::choose, ""},
    {"classifier.weight", Head::tag, ""},
};

std::string_view last_component(std::string_view prefix) { return prefix.substr(prefix.rfind('.') + 1); }

// What stands before the names of a model, without the point at its end, unless the point is all there is.
std::string outer_prefix(const NamePrefix& prefix) {
  std::string outer = prefix.model.empty() ? prefix.encoder : prefix.model;
  if (outer.size() > 1 && outer.ends_with('.')) outer.pop_back();
  return outer;
}

// The two towers of a pre-training by their short names, other models by their whole prefix, which --strip-prefix
// takes.
std::vector<std::string> names_of_several(const std::vector<NamePrefix>& prefixes) {
  std::vector<std::string> whole;
  std::set<std::string_view> towers;
  for (const NamePrefix& prefix : prefixes) whole.push_back(outer_prefix(prefix));
  for (const std::string& name : whole) towers.insert(last_component(name));
  const bool are_towers = whole.size() == 2 && towers == std::set<std::string_view>{"discriminator", "generator"};
  for (std::string& name : whole) name = escaped(are_towers ? last_component(name) : std::string_view(name));
  return whole;
}

void strip(NamedVariables& variables, const std::string& prefix, const std::string& source) {
  if (prefix.empty()) return;
  const std::string dotted = prefix.ends_with('.') ? prefix : prefix + '.';
  std::vector<NamedVariable> kept;
  for (NamedVariable& variable : variables.named) {
    if (variable.name.starts_with(dotted)) {
      variable.name.erase(0, dotted.size());
      kept.push_back(std::move(variable));
    } else {
      variables.left_out.push_back({variable.variable, "without the prefix that was asked for"});
    }
  }
  if (kept.empty()) {
    throw Error(ErrorKind::usage, fmt::format("--strip-prefix {}: {} has no name that begins with {}", quote(prefix),
                                              source, quote(dotted)));
  }
  variables.named = std::move(kept);
}

void rename(NamedVariables& variables, const std::string& from, const std::string& to, const std::string& source) {
  bool found = false;
  for (NamedVariable& variable : variables.named) {
    std::string& name = variable.name;
    const bool fits = name.starts_with(from) && (name.size() == from.size() || name[from.size()] == '.');
    if (!fits) continue;
    name.replace(0, from.size(), to);
    found = true;
  }
  if (found) return;
  throw Error(ErrorKind::usage, fmt::format("--rename {}: {} has no name {}, and none that begins with {}",
                                            quote(from + "=" + to), source, quote(from), quote(from + ".")));
}

// The index of the prefix that a name belongs to: the longest that it begins with; nothing: to none.
std::optional<size_t> owner(const std::vector<NamePrefix>& prefixes, std::string_view name) {
  std::optional<size_t> best;
  size_t longest = 0;
  for (size_t i = 0; i < prefixes.size(); ++i) {
    for (const std::string& prefix : {prefixes[i].encoder, prefixes[i].model}) {
      if (!name.starts_with(prefix) || (best && prefix.size() <= longest)) continue;
      best = i;
      longest = prefix.size();
    }
  }
  return best;
}

void tell_head(Part& part) {
  part.architecture = architecture_name(Head::model);
  for (const Landmark& landmark : landmarks) {
    if (part.find(landmark.tensor) == nullptr) continue;
    part.head = landmark.head;
    part.architecture = landmark.architecture.empty() ? architecture_name(landmark.head) : landmark.architecture;
    break;
  }
  part.purpose = fmt::format("a {} ({})", head_title(part.head), task_name(part.head));
}

// Two towers may share their embeddings; then the file has them once.
void share_embeddings(std::vector<Part>& parts) {
  for (Part& part : parts) {
    if (part.find(word_embeddings) != nullptr) continue;
    for (const Part& other : parts) {
      if (other.find(word_embeddings) == nullptr) continue;
      for (const NamedTensor& tensor : other.tensors) {
        if (tensor.name.starts_with(embeddings) && part.find(tensor.name) == nullptr) part.tensors.push_back(tensor);
      }
      break;
    }
  }
}

}  // namespace

NamedVariables torch_names(const Source& source) {
  NamedVariables result;
  for (const Variable& variable : source.variables()) {
    if (variable.name.starts_with("optimizer")) {
      result.left_out.push_back({&variable, "optimizer states"});
    } else {
      result.named.push_back({.variable = &variable, .name = variable.name});
    }
  }
  return result;
}

PartList transformers_parts(NamedVariables variables, const NameRules& rules, const std::string& source) {
  strip(variables, rules.strip_prefix, source);
  for (const auto& [from, to] : rules.renames) rename(variables, from, to, source);
  std::vector<std::string_view> all;
  for (const NamedVariable& variable : variables.named) all.push_back(variable.name);
  const std::vector<NamePrefix> prefixes = find_prefixes(all);
  if (prefixes.size() > max_parts) {
    throw Error(ErrorKind::model, fmt::format("{}: {} models, expected at most {}: --strip-prefix takes one of them",
                                              source, prefixes.size(), max_parts));
  }

  PartList list{.scheme = NameScheme::transformers, .left_out = std::move(variables.left_out)};
  list.parts.resize(prefixes.size());
  std::vector<std::set<std::string>> seen(prefixes.size());
  for (const NamedVariable& variable : variables.named) {
    // What a program put beside the model that it wraps is of the only model.
    const std::optional<size_t> index = prefixes.size() == 1 ? 0 : owner(prefixes, variable.name);
    if (!index) continue;
    std::string full = prefixes[*index].full_name(variable.name);
    if (!seen[*index].insert(full).second) {
      throw Error(ErrorKind::model, fmt::format("{}: {}: there under two names", source, tensor_label(full)));
    }
    list.parts[*index].tensors.push_back(
        {.name = std::move(full), .sources = {variable.variable}, .transform = variable.transform});
  }
  share_embeddings(list.parts);
  const std::vector<std::string> names = names_of_several(prefixes);
  for (size_t i = 0; i < prefixes.size(); ++i) {
    Part& part = list.parts[i];
    tell_head(part);
    part.prefix = prefixes[i].is_plain() ? "" : prefixes[i].encoder;
    part.name = prefixes.size() == 1 ? std::string(head_name(part.head)) : names[i];
  }
  return list;
}

}  // namespace electra::converters
