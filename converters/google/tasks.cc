#include "converters/google/tasks.h"

#include <algorithm>
#include <string_view>

#include "converters/google/label_file.h"
#include "metrics/tags.h"

namespace electra::converters {

using namespace internal;

namespace {

struct KnownTask {
  std::string_view name;
  TaskKind kind;
  std::vector<std::string> labels;
};

const std::vector<KnownTask>& known_tasks() {
  using enum TaskKind;
  static const std::vector<KnownTask> tasks = {
      {"cola", classification, {"0", "1"}},
      {"mrpc", classification, {"0", "1"}},
      {"mnli", classification, {"contradiction", "entailment", "neutral"}},
      {"sst", classification, {"0", "1"}},
      {"rte", classification, {"entailment", "not_entailment"}},
      {"qnli", classification, {"entailment", "not_entailment"}},
      {"qqp", classification, {"0", "1"}},
      {"sts", regression, {}},
      {"chunk", tagging, {}},
      {"ner", tagging, {}},
      {"pos", tagging, {}},
  };
  return tasks;
}

bool is_bioes_tag(std::string_view label) { return label == "O" || is_span_tag(label); }

}  // namespace

LinearTask linear_task(const std::string& name, int64_t outputs, const FileSet& files,
                       const std::vector<std::string>& given_labels) {
  const std::vector<KnownTask>& tasks = known_tasks();
  const auto known = std::ranges::find(tasks, name, &KnownTask::name);
  const std::string pickle = name + "_label_mapping.pkl";
  const bool has_pickle = files.has(pickle);

  LinearTask task;
  task.labels = given_labels;
  if (task.labels.empty() && has_pickle) {
    task.labels = parse_labels(files.open_small(pickle, max_label_bytes).bytes(), files.label(pickle));
  }
  if (known != tasks.end()) {
    task.kind = known->kind;
    if (task.labels.empty()) task.labels = known->labels;
  } else if (has_pickle || (!task.labels.empty() && std::ranges::all_of(task.labels, is_bioes_tag))) {
    task.kind = TaskKind::tagging;
  } else if (outputs == 1) {
    task.kind = TaskKind::regression;
  }
  return task;
}

}  // namespace electra::converters
