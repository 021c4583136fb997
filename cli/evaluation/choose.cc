#include "cli/evaluation/choose.h"

#include <span>

#include "cli/io/input_fault.h"
#include "electra/losses.h"

namespace electra::cli {

void ChooseEvaluation::add(const Item<ChoiceExample>& item, const Choice& result, const ItemSource<ChoiceExample>&) {
  add(item.example, result.best);
  loss_.add(cross_entropy_loss(result.logits, std::ssize(result.logits), std::span(&*item.example.label, 1)));
}

void ChooseEvaluation::add(const ChoiceExample& example, int64_t choice) {
  if (!example.label) fail("no label to compare with");
  ++questions_;
  right_ += choice == *example.label;
}

Report ChooseEvaluation::report() const {
  Report report = {{"task", "choose"}, {"items", questions_}};
  loss_.report_to(report);
  report["accuracy"] = mean_of(static_cast<double>(right_), questions_);
  return report;
}

}  // namespace electra::cli
