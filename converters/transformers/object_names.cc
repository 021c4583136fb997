#include <algorithm>
#include <iterator>
#include <utility>

#include "converters/tensorflow/object_graph.h"
#include "converters/transformers/names.h"
#include "converters/transformers/paths.h"
#include "electra/error.h"

namespace electra::converters {
namespace {

constexpr std::string_view attributes = "/.ATTRIBUTES/";

// The attributes of the objects whose Keras names, and names in PyTorch, are others.
constexpr std::pair<std::string_view, std::string_view> renamed[] = {
    {"self_attention", "self"}, {"dense_output", "output"}, {"bert_output", "output"}};

// The key of the object alone: without what says which of its values this is.
std::string_view object_path(std::string_view key) { return key.substr(0, key.find(attributes)); }

// An absent or damaged graph tells nothing: the keys are enough for all but one of the variables.
ObjectGraph graph_of(const Source& source) {
  const auto& variables = source.variables();
  const auto found = std::ranges::find(variables, object_graph_key, &Variable::name);
  if (found == variables.end() || found->dtype_name != "string") return {};
  try {
    const std::vector<std::string> strings = source.strings(*found);
    if (strings.size() == 1) return parse_object_graph(strings.front()).value_or(ObjectGraph{});
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::model) throw;
  }
  return {};
}

class ObjectNames {
 public:
  explicit ObjectNames(const Source& source) : source_(source), graph_(graph_of(source)) {}

  NamedVariables names() {
    for (const Variable& variable : source_.variables()) {
      const std::string_view reason = reason_to_leave_out(variable);
      if (!reason.empty()) {
        collector_.leave_out(variable, reason);
        continue;
      }
      Steps steps = split_path(object_path(variable.name));
      const std::string_view last = steps.back();
      name_embeddings(variable, steps);
      for (std::string_view& step : steps) {
        const auto* found = std::ranges::find(renamed, step, &std::pair<std::string_view, std::string_view>::first);
        if (found != std::end(renamed)) step = found->second;
      }
      const size_t first = steps.size() > 1 && steps.front() == "model" ? 1 : 0;
      collector_.add(variable, torch_name(std::span(steps).subspan(first)), last);
    }
    return collector_.take();
  }

 private:
  std::string_view reason_to_leave_out(const Variable& variable) const {
    if (variable.dtype_name == "string") return "descriptions of objects";
    const auto found = graph_.find(variable.name);
    const bool is_slot = found != graph_.end() && found->second.is_slot;
    if (is_slot || variable.name.find("/.OPTIMIZER_SLOT/") != std::string::npos) return "optimizer slots";
    if (variable.shape.empty()) return "counters";  // no weight is a single number
    return variable.name.starts_with("optimizer/") ? "optimizer slots" : "";
  }

  // Below "embeddings" the three tables are variables, layers, or both, and a variable that the layer itself made has
  // the name it gave: "weight" the words', "embeddings" that of the table which was made last.
  void name_embeddings(const Variable& variable, Steps& steps) const {
    if (steps.size() < 2 || steps[steps.size() - 2] != "embeddings") return;
    std::string_view& last = steps.back();
    if (last == "weight") {
      last = "word_embeddings";
    } else if (last == "embeddings") {
      last = is_token_types(variable) ? "token_type_embeddings" : "position_embeddings";
    }
    if (last.ends_with("_embeddings")) steps.push_back("weight");
  }

  // Of the variable ".../embeddings/embeddings": the graph tells, or else that the other table has a name of its own.
  bool is_token_types(const Variable& variable) const {
    const auto found = graph_.find(variable.name);
    if (found != graph_.end()) {
      const Steps full = split_path(found->second.full_name);
      if (std::ranges::find(full, "token_type_embeddings") != full.end()) return true;
      if (std::ranges::find(full, "position_embeddings") != full.end()) return false;
    }
    const std::string_view path = object_path(variable.name);
    const std::string other = std::string(path.substr(0, path.rfind('/'))) + "/position_embeddings";
    return std::ranges::any_of(source_.variables(), [&](const Variable& sibling) {
      return sibling.name.starts_with(other + std::string(attributes));
    });
  }

  const Source& source_;
  ObjectGraph graph_;
  NameCollector collector_;
};

}  // namespace

NamedVariables object_names(const Source& source) { return ObjectNames(source).names(); }

}  // namespace electra::converters
