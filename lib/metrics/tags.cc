#include "metrics/tags.h"

#include <algorithm>

namespace electra::internal {
namespace {

bool has_type(std::string_view label) { return label.size() > 2 && label[1] == '-'; }

}  // namespace

Tag seqeval_tag(std::string_view label) {
  if (label.empty()) return {};
  const size_t dash = label.find('-', 1);
  const std::string_view type = label.substr(dash == label.npos ? 1 : dash + 1);
  return {label.front(), type.empty() ? Tag().type : type};
}

Tag pipeline_tag(std::string_view label) {
  if (label.starts_with("B-") || label.starts_with("I-")) return {label.front(), label.substr(2)};
  return {'I', label};
}

Tag google_tag(std::string_view label) {
  if (label == "O") return {};
  const bool begins = label.starts_with("B-") || label.starts_with("S-");
  return {begins ? label.front() : 'I', label.substr(label.rfind('-') + 1)};
}

std::string_view type_of(std::string_view label) { return has_type(label) ? label.substr(2) : label; }

bool is_span_tag(std::string_view label) {
  return has_type(label) && std::string_view("BIES").find(label.front()) != std::string_view::npos;
}

bool makes_spans(std::span<const std::string> labels) { return std::ranges::any_of(labels, is_span_tag); }

bool marks_ends(std::span<const std::string> labels) {
  return std::ranges::any_of(labels,
                             [](std::string_view label) { return label.starts_with("E-") || label.starts_with("S-"); });
}

}  // namespace electra::internal
