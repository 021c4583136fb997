#include "cli/formats/classify.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <numeric>
#include <utility>

#include "cli/io/json_out.h"
#include "cli/io/rows.h"

namespace electra::cli {
namespace {

const std::vector<float>& numbers_of(const Classification& result) {
  return result.values.empty() ? result.probabilities : result.values;
}

// Whether the numbers are the values of a regression: its probabilities are numbers like those of other models.
bool has_values(const Classification& result, const LabelStyle& style) {
  return style.problem == ProblemType::regression && !result.values.empty();
}

// The labels to show, best first: as many as are asked for, or all; else, with several labels per text, those that
// reach the threshold, and with one the best. The values of a regression are no ranking: all, as the model has them.
std::vector<size_t> shown(const Classification& result, const LabelStyle& style) {
  std::vector<size_t> order(result.logits.size());
  std::iota(order.begin(), order.end(), size_t{0});
  if (has_values(result, style)) return order;
  // Different logits may have one probability.
  std::ranges::stable_sort(order, std::ranges::greater{}, [&](size_t i) { return result.logits[i]; });
  if (style.all) return order;
  if (style.problem == ProblemType::multi_label && style.top_k == 0) {
    std::erase_if(order, [&](size_t i) { return label_probability(result.logits[i]) < style.threshold; });
    return order;
  }
  order.resize(std::min(order.size(), static_cast<size_t>(std::max<int64_t>(1, style.top_k))));
  return order;
}

}  // namespace

void write_labels_tsv(const Item<TextExample>& item, const Classification& result, LabelStyle& style,
                      std::string& out) {
  const std::vector<float>& numbers = numbers_of(result);
  begin_row(out, item);
  bool first = true;
  for (const size_t i : shown(result, style)) {
    if (!std::exchange(first, false)) out += '\t';
    // A lone value's label says nothing.
    if (!has_values(result, style) || numbers.size() > 1) out += on_one_line(style.labels[i]) + '\t';
    append_score(out, numbers[i]);
  }
  out += '\n';
}

void write_labels_json(const Item<TextExample>& item, const Classification& result, LabelStyle& style,
                       std::string& out) {
  const std::vector<float>& numbers = numbers_of(result);
  begin_object(out, item);
  if (has_values(result, style) && numbers.size() == 1) {
    out += R"("value":)";
    append_json_score(out, numbers[0]);
    out += "}\n";
    return;
  }
  out += R"("labels":[)";
  bool first = true;
  for (const size_t i : shown(result, style)) {
    out += std::exchange(first, false) ? R"({"label":)" : R"(,{"label":)";
    append_json_string(out, style.labels[i]);
    out += R"(,"score":)";
    append_json_score(out, numbers[i]);
    out += '}';
  }
  out += "]}\n";
}

}  // namespace electra::cli
