// Jobs that give each text, or pair of texts, one result of a model.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "cli/stream.h"
#include "cli/text_parser.h"
#include "electra/error.h"

namespace electra::cli {

template <class Result>
class TextJob : public Job {
 public:
  // Both must outlive the job.
  TextJob(TextParser& parser, const Stream& stream) : parser_(parser), stream_(stream) {}

  void compute(std::span<const Record> records) override {
    items_.clear();
    slots_.clear();
    std::vector<Text> texts;
    for (const Record& record : records) slots_.push_back(parse(record));
    for (const TextItem& item : items_) texts.push_back(item.text());
    results_ = run(texts);
  }

  void format(const Record& record, size_t index, std::string& out) override {
    const Slot& slot = slots_[index];
    if (slot.fault) throw Error(ErrorKind::input, *slot.fault);
    if (slot.item) format_result(record, items_[*slot.item], results_[*slot.item], out);
  }

 protected:
  virtual std::vector<Result> run(std::span<const Text> texts) = 0;
  virtual void format_result(const Record& record, const TextItem& item, const Result& result, std::string& out) = 0;
  const Stream& stream() const { return stream_; }

 private:
  // What became of a record: an item, a fault, or neither (a header).
  struct Slot {
    std::optional<size_t> item = {};
    std::optional<std::string> fault = {};
  };

  Slot parse(const Record& record) {
    if (record.too_long) return {};
    try {
      std::optional<TextItem> item = parser_.parse(record, stream_.file(record));
      if (!item) return {};
      items_.push_back(std::move(*item));
      return {.item = items_.size() - 1};
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::input) throw;
      return {.fault = error.what()};
    }
  }

  TextParser& parser_;
  const Stream& stream_;
  std::vector<TextItem> items_;
  std::vector<Slot> slots_;  // by record
  std::vector<Result> results_;
};

}  // namespace electra::cli
