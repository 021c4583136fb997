// The names of heads: those of `electra forward --head`, those of Transformers' classes, those of messages, and those
// of their tasks.
#include <iterator>

#include "electra/model.h"
#include "format/weight_table.h"

namespace electra {
namespace {

struct HeadNames {
  Head head;
  std::string_view name;
  std::string_view architecture;
  std::string_view title;
  std::string_view task;
};

// In the order of the enumeration.
constexpr HeadNames head_names[] = {
    {Head::model, "model", "ElectraModel", "bare encoder", "embed"},
    {Head::pretraining, "pretraining", "ElectraForPreTraining", "replaced-token head", "detect-replaced"},
    {Head::masked_lm, "masked-lm", "ElectraForMaskedLM", "masked-LM head", "fill-mask"},
    {Head::classify, "classify", "ElectraForSequenceClassification", "sequence-classification head", "classify"},
    {Head::choose, "choose", "ElectraForMultipleChoice", "multiple-choice head", "choose"},
    {Head::tag, "tag", "ElectraForTokenClassification", "token-classification head", "tag"},
    {Head::qa, "qa", "ElectraForQuestionAnswering", "question-answering head", "qa"},
    {Head::causal_lm, "causal-lm", "ElectraForCausalLM", "causal-LM head", "forward"},
};
// Google's fine-tuned heads that Transformers has no classes for: other weights for the same purpose.
constexpr struct {
  std::string_view architecture;
  Head head;
} google_heads[] = {
    {"ElectraForGoogleSequenceClassification", Head::classify},
    {"ElectraForGoogleQuestionAnswering", Head::qa},
};
static_assert(std::size(head_names) == static_cast<size_t>(Head::causal_lm) + 1);

}  // namespace

std::string_view head_name(Head head) { return head_names[static_cast<size_t>(head)].name; }

std::string_view task_name(Head head) { return head_names[static_cast<size_t>(head)].task; }

std::optional<Head> head_by_name(std::string_view name) {
  for (const HeadNames& known : head_names) {
    if (known.name == name) return known.head;
  }
  return std::nullopt;
}

std::optional<Head> head_of_architecture(std::string_view architecture) {
  for (const HeadNames& known : head_names) {
    if (known.architecture == architecture) return known.head;
  }
  for (const auto& known : google_heads) {
    if (known.architecture == architecture) return known.head;
  }
  return std::nullopt;
}

namespace internal {

std::string_view head_title(Head head) { return head_names[static_cast<size_t>(head)].title; }

std::string_view architecture_name(Head head) { return head_names[static_cast<size_t>(head)].architecture; }

bool is_google_head(const Config& config) {
  if (config.architectures.empty()) return false;
  for (const auto& known : google_heads) {
    if (known.architecture == config.architectures.front()) return true;
  }
  return false;
}

}  // namespace internal
}  // namespace electra
