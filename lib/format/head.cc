// The names of heads: those of `electra forward --head` and those of Transformers' classes.
#include <iterator>

#include "electra/model.h"

namespace electra {
namespace {

struct HeadNames {
  Head head;
  std::string_view name;
  std::string_view architecture;
};

// In the order of the enumeration.
constexpr HeadNames head_names[] = {
    {Head::model, "model", "ElectraModel"},
    {Head::pretraining, "pretraining", "ElectraForPreTraining"},
    {Head::masked_lm, "masked-lm", "ElectraForMaskedLM"},
    {Head::classify, "classify", "ElectraForSequenceClassification"},
    {Head::choose, "choose", "ElectraForMultipleChoice"},
    {Head::tag, "tag", "ElectraForTokenClassification"},
    {Head::qa, "qa", "ElectraForQuestionAnswering"},
};
static_assert(std::size(head_names) == static_cast<size_t>(Head::qa) + 1);

}  // namespace

std::string_view head_name(Head head) { return head_names[static_cast<size_t>(head)].name; }

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
  return std::nullopt;
}

}  // namespace electra
