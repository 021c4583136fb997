#include "model/heads.h"

#include <algorithm>
#include <iterator>

#include "electra/error.h"
#include "format/weight_table.h"

namespace electra::internal {
namespace {

// What ElectraSequenceSummary does; it refuses "attn" too.
constexpr std::string_view summary_types[] = {"first", "last", "mean", "cls_index"};

void check_summary(const Config& config, const std::string& file) {
  if (std::ranges::find(summary_types, config.summary_type) == std::end(summary_types)) {
    throw Error(ErrorKind::model,
                file + ": 'summary_type' is \"" + config.summary_type + "\", expected first, last, mean or cls_index");
  }
  if (!config.summary_activation.empty() && !activation_by_name(config.summary_activation)) {
    throw Error(ErrorKind::model, file + ": 'summary_activation' is \"" + config.summary_activation +
                                      "\", expected null or one of " + activation_names());
  }
}

}  // namespace

void check_head_config(Head head, const Config& config, const std::filesystem::path& file) {
  if (head == Head::choose) check_summary(config, file.string());
  if (head == Head::qa && !is_google_head(config) && config.num_labels != 2) {
    throw Error(ErrorKind::model, file.string() + ": " + std::to_string(config.num_labels) +
                                      " labels: expected 2, the start and the end, for a " +
                                      std::string(head_title(head)));
  }
}

std::unique_ptr<HeadLayer> make_head(Head head, WeightSource& source, const Config& config) {
  switch (head) {
    case Head::model:
      return nullptr;
    case Head::pretraining:
      return make_replaced_token_head(source, config);
    case Head::masked_lm:
    case Head::causal_lm:
      return make_masked_lm_head(source, config);
    case Head::classify:
      return make_classify_head(source, config);
    case Head::choose:
      return make_choose_head(source, config);
    case Head::tag:
      return make_tag_head(source, config);
    case Head::qa:
      return is_google_head(config) ? make_google_qa_head(source, config) : make_qa_head(source, config);
  }
  return nullptr;
}

}  // namespace electra::internal
