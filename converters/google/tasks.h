// Google's fine-tuning tasks: what kind each is, and the order of its labels.
// https://github.com/google-research/electra (finetune/task_builder.py,
// finetune/classification/classification_tasks.py)
#pragma once

#include <string>
#include <vector>

#include "converters/source.h"

namespace electra::converters {

enum class TaskKind { classification, regression, tagging };

// What is known of a task whose head is one linear layer.
struct LinearTask {
  TaskKind kind = TaskKind::classification;
  std::vector<std::string> labels;  // empty: not known
};

// `name` is that in the checkpoint; `outputs` the number of the layer's. Labels that the user gives count before those
// of a `NAME_label_mapping.pkl` beside the checkpoint, and these before Google's own. A task that Google's code does
// not have is a tagger if it has such a pickle or if all labels are BIOES tags, a regression if it has one output.
LinearTask linear_task(const std::string& name, int64_t outputs, const FileSet& files,
                       const std::vector<std::string>& given_labels);

}  // namespace electra::converters
