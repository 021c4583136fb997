#include "cli/forward/labels.h"

#include <fmt/format.h>

#include "cli/forward/case.h"
#include "format/weight_table.h"

namespace electra::cli {

using namespace internal;

namespace {

// The number of classes that labels choose from.
int64_t label_count(const ForwardCase& input, const Model& model) {
  switch (model.head()) {
    case Head::masked_lm:
    case Head::causal_lm:
      return model.config().vocab_size;
    case Head::choose:
      return input.choices;
    case Head::classify:
    case Head::tag:
      return model.config().num_labels;
    default:
      return 2;
  }
}

// A mask per query says nothing about which tokens count.
bool has_mask_per_token(const ForwardCase& input) {
  return static_cast<int64_t>(input.attention_mask.size()) == input.rows * input.length;
}

// Whether a label may say that the loss leaves it out. The replaced-token loss goes by the mask alone.
bool may_be_ignored(const ForwardCase& input, const Model& model, size_t index) {
  if (model.head() != Head::pretraining) return true;
  return has_mask_per_token(input) && input.attention_mask[index] == 0;
}

std::vector<int64_t> read_classes(const CaseTensors& tensors, const Tensor& tensor, const ForwardCase& input,
                                  const Model& model) {
  const std::vector<int64_t> classes = tensors.integers(tensor);
  const int64_t count = label_count(input, model);
  for (size_t i = 0; i < classes.size(); ++i) {
    if (classes[i] == ignored_label && may_be_ignored(input, model, i)) continue;
    if (classes[i] < 0 || classes[i] >= count) {
      tensors.refuse(tensor, fmt::format("label {}, expected 0 to {}", classes[i], count - 1));
    }
  }
  return classes;
}

ForwardLabels read_sequence_labels(const CaseTensors& tensors, const Tensor& tensor, const ForwardCase& input,
                                   const Model& model) {
  const int64_t width = model.config().num_labels;
  const bool integers = tensor.dtype == DType::i64 || tensor.dtype == DType::i32;
  const ProblemType type = problem_type(model.config(), integers ? LabelType::integers : LabelType::floats);
  ForwardLabels labels;
  if (type == ProblemType::single_label) {
    tensors.check_shape(tensor, {{input.batch}, {input.batch, 1}});
    labels.classes = read_classes(tensors, tensor, input, model);
    return labels;
  }
  if (type == ProblemType::regression && width == 1) {
    tensors.check_shape(tensor, {{input.batch}, {input.batch, 1}});
  } else {
    tensors.check_shape(tensor, {{input.batch, width}});
  }
  labels.targets = tensors.floats(tensor);
  return labels;
}

std::vector<int64_t> read_positions(const CaseTensors& tensors, const Tensor& tensor, const ForwardCase& input) {
  tensors.check_shape(tensor, {{input.batch}, {input.batch, 1}});
  return tensors.integers(tensor);
}

// Each row's labels one place to the left: a token predicts the one after it.
std::vector<int64_t> next_labels(const ForwardCase& input) {
  std::vector<int64_t> labels = input.labels.classes;
  for (size_t i = 0; i < labels.size(); ++i) {
    const bool is_last = (static_cast<int64_t>(i) + 1) % input.length == 0;
    labels[i] = is_last ? ignored_label : input.labels.classes[i + 1];
  }
  return labels;
}

}  // namespace

ForwardLabels read_labels(const CaseTensors& tensors, const ForwardCase& input, const Model& model) {
  ForwardLabels labels;
  const Tensor* tensor = tensors.find("labels");
  switch (model.head()) {
    case Head::model:
      break;
    case Head::qa: {
      const Tensor* start = tensors.find("start_positions");
      const Tensor* end = tensors.find("end_positions");
      if (start == nullptr || end == nullptr || is_google_head(model.config())) break;
      labels.start_positions = read_positions(tensors, *start, input);
      labels.end_positions = read_positions(tensors, *end, input);
      break;
    }
    case Head::classify:
      if (tensor != nullptr) labels = read_sequence_labels(tensors, *tensor, input, model);
      break;
    case Head::choose:
      if (tensor == nullptr) break;
      tensors.check_shape(*tensor, {{input.batch}});
      labels.classes = read_classes(tensors, *tensor, input, model);
      break;
    case Head::pretraining:
    case Head::masked_lm:
    case Head::causal_lm:
    case Head::tag:
      if (tensor == nullptr) break;
      tensors.check_shape(*tensor, {{input.batch, input.length}});
      labels.classes = read_classes(tensors, *tensor, input, model);
      break;
  }
  return labels;
}

std::optional<float> loss_of(const ForwardCase& input, const ForwardLogits& logits, const Model& model) {
  const ForwardLabels& labels = input.labels;
  if (!labels.start_positions.empty()) {
    return (position_loss(logits.start_logits, input.length, labels.start_positions) +
            position_loss(logits.end_logits, input.length, labels.end_positions)) /
           2.0F;
  }
  if (!labels.targets.empty()) {
    const bool regression = problem_type(model.config(), LabelType::floats) == ProblemType::regression;
    return regression ? squared_error_loss(logits.logits, labels.targets)
                      : multi_label_loss(logits.logits, labels.targets);
  }
  if (labels.classes.empty()) return std::nullopt;
  if (model.head() == Head::pretraining) {
    const auto mask = has_mask_per_token(input) ? input.attention_mask : std::vector<uint8_t>();
    return replaced_token_loss(logits.logits, labels.classes, mask);
  }
  const bool predicts_next = model.head() == Head::causal_lm;
  return cross_entropy_loss(logits.logits, label_count(input, model),
                            predicts_next ? next_labels(input) : labels.classes);
}

}  // namespace electra::cli
