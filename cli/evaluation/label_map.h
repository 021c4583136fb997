// --map-labels: gold labels by other names than those of the model.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "cli/args/flags.h"

namespace electra::cli {

class LabelMap {
 public:
  LabelMap() = default;  // of none
  // "neg=negative,pos=positive"; \, \= and \\ stand for the characters themselves. Throws Error(usage).
  explicit LabelMap(std::string_view list);

  bool is_empty() const { return entries_.empty(); }
  std::vector<std::string> targets() const;
  // What the gold label becomes, which may be itself.
  const std::string& of(const std::string& label);
  // One, if some labels have not been asked for.
  void print_warning() const;

 private:
  struct Entry {
    std::string from, to;
    bool occurs = false;
  };

  std::vector<Entry> entries_;
  std::unordered_map<std::string, size_t> place_of_;  // by `from`
};

void add_map_labels_flag(CLI::App& app, std::string& list, std::string_view of_task = "");

}  // namespace electra::cli
