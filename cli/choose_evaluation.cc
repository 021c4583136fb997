#include "cli/choose_evaluation.h"

#include "electra/error.h"

namespace electra::cli {

void ChooseEvaluation::add(const QuestionItem& item, int64_t choice) {
  if (!item.label) throw Error(ErrorKind::input, "no label to compare with");
  ++items_;
  right_ += choice == *item.label;
}

void ChooseEvaluation::add_loss(double loss) {
  loss_ += loss;
  ++losses_;
}

Report ChooseEvaluation::report() const {
  Report report = {{"task", "choose"}, {"items", items_}};
  if (losses_ > 0) report["loss"] = mean_of(loss_, losses_);
  report["accuracy"] = mean_of(static_cast<double>(right_), items_);
  return report;
}

}  // namespace electra::cli
