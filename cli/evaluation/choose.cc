#include "cli/evaluation/choose.h"

#include "cli/io/input_fault.h"

namespace electra::cli {

void ChooseEvaluation::add(const QuestionItem& item, int64_t choice) {
  if (!item.label) fail("no label to compare with");
  ++items_;
  right_ += choice == *item.label;
}

Report ChooseEvaluation::report() const {
  Report report = {{"task", "choose"}, {"items", items_}};
  loss_.report_to(report);
  report["accuracy"] = mean_of(static_cast<double>(right_), items_);
  return report;
}

}  // namespace electra::cli
