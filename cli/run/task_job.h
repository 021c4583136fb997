// What the loop does for a task: the results of a window from one call of the library, or from a few where they are
// large, then each in its format.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <iterator>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/io/input_fault.h"
#include "cli/io/messages.h"
#include "cli/run/stream.h"
#include "cli/run/task.h"

namespace electra::cli {

template <class Flags, class Example, class Result, class Style>
class TaskJob : public WindowJob<Example> {
 public:
  using TheTask = Task<Flags, Example, Result, Style>;

  // Without an evaluation nothing is compared. All but the style must outlive the job. Throws Error(usage) for options
  // that the model does not allow.
  TaskJob(const TheTask& task, const Flags& flags, Session& session, const ItemSource<Example>& source, Style style,
          Evaluation<Example, Result>* evaluation)
      : task_(task),
        flags_(flags),
        pipeline_(session.pipeline),
        other_(session.other),
        source_(source),
        format_(format_named(task, flags.output_format.value_or(task.outputs.front().name))),
        style_(std::move(style)),
        evaluation_(evaluation),
        cut_(cut_warning(task, flags.batch.max_length == 0 ? pipeline_.max_length() : flags.batch.max_length)) {
    // Options that no example could satisfy show before any is read.
    run(0, 0);
  }

  void begin(std::string& out) override {
    if (format_.begin != nullptr) format_.begin(style_, out);
  }
  void end(std::string& out) override {
    if (format_.end != nullptr) format_.end(style_, out);
  }
  void complete(Writer& writer) override {
    if (format_.complete != nullptr) format_.complete(style_, writer);
  }
  void compute(std::span<const Item<Example>> items) override {
    items_ = items;
    one_by_one_ = !run_from(0);
  }
  void write(size_t index, std::string& out) override {
    const Item<Example>& item = items_[index];
    const Result& result = result_of(index);
    const bool is_cut = task_.cut.is_cut != nullptr && task_.cut.is_cut(item.example, result, pipeline_);
    if (is_cut) cut_.add(1, source_.place_of(item));
    format_.write(item, result, style_, out);
  }
  void compare(size_t index) override {
    const Item<Example>& item = items_[index];
    if (evaluation_ != nullptr) evaluation_->add(item.example, result_of(index), source_.place_of(item));
  }
  void write_skipped(std::string& out) override {
    out += format_.skipped;
    if (format_.write_skipped != nullptr) format_.write_skipped(style_, out);
  }
  void print_warnings() const { cut_.print(); }
  uint64_t tokens() const override { return tokens_; }
  uint64_t tokens_now() const override { return static_cast<uint64_t>(run_tokens()); }

 private:
  static constexpr size_t most_result_bytes = size_t{64} << 20;

  // Throws Error(input) for an item that the library refuses.
  const Result& result_of(size_t index) {
    if (index < first_ || index >= first_ + results_.size()) {
      one_by_one_ = one_by_one_ || !run_from(index);
      if (one_by_one_) run(index, index + 1);
    }
    return results_[index - first_];
  }

  // As many items as memory should hold results of at once. False: the library refuses one of them.
  bool run_from(size_t first) {
    size_t end = task_.result_bytes == nullptr ? items_.size() : first;
    for (size_t bytes = 0; end < items_.size() && bytes < most_result_bytes; ++end) {
      bytes += task_.result_bytes(items_[end], flags_, pipeline_);
    }
    return !fault_of([&] { run(first, end); });
  }

  void run(size_t first, size_t end) {
    first_ = first;
    results_.clear();  // before there are others
    const int64_t before = run_tokens();
    const auto items = items_.subspan(first, end - first);
    results_ = task_.run(pipeline_, items, flags_);
    if (other_) task_.other.complete(pipeline_, *other_, items, results_, flags_);
    // Not where it throws: then it is run again, by parts.
    tokens_ += static_cast<uint64_t>(run_tokens() - before);
  }

  // Through both models.
  int64_t run_tokens() const { return pipeline_.runner().tokens() + (other_ ? other_->runner().tokens() : 0); }

  static CountedWarning cut_warning(const TheTask& task, int64_t max_length) {
    return {fmt::format("{} longer than {} tokens cut", task.cut.singular, max_length),
            fmt::format("{} longer than {} tokens cut", task.cut.plural, max_length)};
  }
  static const OutputFormat<Example, Result, Style>& format_named(const TheTask& task, Format name) {
    const auto found = std::ranges::find(task.outputs, name, &OutputFormat<Example, Result, Style>::name);
    assert(found != task.outputs.end());
    return *found;
  }

  const TheTask& task_;
  const Flags& flags_;
  Pipeline& pipeline_;
  std::optional<Pipeline>& other_;
  const ItemSource<Example>& source_;
  const OutputFormat<Example, Result, Style>& format_;
  Style style_;
  Evaluation<Example, Result>* evaluation_;
  CountedWarning cut_;
  uint64_t tokens_ = 0;
  std::span<const Item<Example>> items_;  // the window
  std::vector<Result> results_;           // of the items from `first_` on
  size_t first_ = 0;
  bool one_by_one_ = false;  // one of the window is refused: each is run by itself
};

}  // namespace electra::cli
