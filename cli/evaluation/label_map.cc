#include "cli/evaluation/label_map.h"

#include <fmt/format.h>

#include "base/quote.h"
#include "cli/io/messages.h"
#include "electra/error.h"

namespace electra::cli {

using namespace internal;

namespace {

[[noreturn]] void refuse(const std::string& fault) { throw Error(ErrorKind::usage, "--map-labels: " + fault); }

// What stands before `end`, or before the end of the list, which goes on behind it; `ended`: whether `end` was there. A
// comma and an equals sign end a part, whichever is expected.
std::string take_part(std::string_view& list, char end, bool& ended) {
  std::string part;
  for (size_t i = 0; i < list.size(); ++i) {
    const bool is_escape =
        list[i] == '\\' && i + 1 < list.size() && std::string_view(",=\\").find(list[i + 1]) != list.npos;
    if (list[i] == ',' || list[i] == '=') {
      ended = list[i] == end;
      list.remove_prefix(i + 1);
      return part;
    }
    if (is_escape) ++i;
    part += list[i];
  }
  list = {};
  ended = false;
  return part;
}

}  // namespace

LabelMap::LabelMap(std::string_view list) {
  for (bool goes_on = !list.empty(); goes_on;) {
    const std::string whole(list);
    Entry entry;
    bool has_target = false;
    entry.from = take_part(list, '=', has_target);
    entry.to = take_part(list, ',', goes_on);
    const bool is_whole = goes_on || list.empty();  // and no second equals sign
    if (!has_target || !is_whole || entry.from.empty() || entry.to.empty()) {
      refuse(fmt::format("{}, expected FROM=TO", quote(whole)));
    }
    if (!place_of_.emplace(entry.from, entries_.size()).second) refuse(fmt::format("{} twice", quote(entry.from)));
    entries_.push_back(std::move(entry));
  }
}

std::vector<std::string> LabelMap::targets() const {
  std::vector<std::string> targets;
  for (const Entry& entry : entries_) targets.push_back(entry.to);
  return targets;
}

const std::string& LabelMap::of(const std::string& label) {
  const auto found = place_of_.find(label);
  if (found == place_of_.end()) return label;
  Entry& entry = entries_[found->second];
  entry.occurs = true;
  return entry.to;
}

void LabelMap::print_warning() const {
  std::vector<std::string> missing;
  for (const Entry& entry : entries_) {
    if (!entry.occurs) missing.push_back(entry.from);
  }
  if (!missing.empty()) cli::print_warning(fmt::format("--map-labels: no gold label is {}", quote_list(missing)));
}

void add_map_labels_flag(CLI::App& app, std::string& list, std::string_view of_task) {
  add_text_flag(app, list,
                {"--map-labels", "FROM=TO,...",
                 fmt::format("{}take the gold label FROM for TO, a label of the model; a backslash before a comma, an "
                             "equals sign or a backslash makes it one of the name",
                             of_task),
                 evaluation_group});
}

}  // namespace electra::cli
