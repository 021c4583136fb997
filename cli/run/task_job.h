// Jobs that make an item of each record, and one result of each item.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "cli/run/stream.h"
#include "electra/error.h"

namespace electra::cli {

template <class Item, class Result>
class ItemJob : public Job {
 public:
  // The stream must outlive the job.
  explicit ItemJob(const Stream& stream) : stream_(stream) {}

  void compute(std::span<const Record> records) override {
    items_.clear();
    slots_.clear();
    for (const Record& record : records) slots_.push_back(take(record));
    results_ = run(items_);
  }

  void format(const Record& record, size_t index, std::string& out) override {
    const Slot& slot = slots_[index];
    if (slot.fault) throw Error(ErrorKind::input, *slot.fault);
    if (slot.item) format_result(record, items_[*slot.item], results_[*slot.item], out);
  }

 protected:
  // Nothing for a record that is none, such as a header. Throws Error(input) for a bad one.
  virtual std::optional<Item> parse(const Record& record) = 0;
  // One result for every item.
  virtual std::vector<Result> run(std::span<const Item> items) = 0;
  virtual void format_result(const Record& record, const Item& item, const Result& result, std::string& out) = 0;
  const Stream& stream() const { return stream_; }

 private:
  // What became of a record: an item, a fault, or neither.
  struct Slot {
    std::optional<size_t> item = {};
    std::optional<std::string> fault = {};
  };

  Slot take(const Record& record) {
    if (record.too_long) return {};
    try {
      std::optional<Item> item = parse(record);
      if (!item) return {};
      items_.push_back(std::move(*item));
      return {.item = items_.size() - 1};
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::input) throw;
      return {.fault = error.what()};
    }
  }

  const Stream& stream_;
  std::vector<Item> items_;
  std::vector<Slot> slots_;  // by record
  std::vector<Result> results_;
};

}  // namespace electra::cli
