// Predictions and gold, a record each for every item.
#pragma once

#include <fmt/format.h>

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "cli/io/messages.h"
#include "cli/io/reader.h"
#include "electra/error.h"

namespace electra::cli {

// The records of one file, one after the other.
class LineFile {
 public:
  // "-": standard input. Throws Error(io).
  explicit LineFile(const std::string& file, RecordEnd record_end = RecordEnd::line) : reader_({file}, record_end) {}

  // Null at the end. Valid until the next call. Throws Error(input) for a line that is too long.
  const Record* next() {
    if (at_ == records_.size()) {
      records_ = reader_.next({.bytes = size_t{256} << 10, .records = 4096});
      at_ = 0;
      if (records_.empty()) return nullptr;
    }
    const Record& record = records_[at_++];
    if (record.too_long) throw Error(ErrorKind::input, reader_.place(record) + ": a line longer than 1 GiB");
    return &record;
  }
  std::string place(const Record& record) const { return reader_.place(record); }
  std::string name() const { return reader_.name(0); }
  const CountedWarning& malformed() const { return reader_.malformed(); }

 private:
  Reader reader_;
  std::span<const Record> records_;
  size_t at_ = 0;
};

// `work`, with the place in front of what it throws as Error(input).
template <class Work>
auto at_place(const std::string& place, const Work& work) {
  try {
    return work();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::input) throw;
    throw Error(ErrorKind::input, fmt::format("{}: {}", place, error.what()));
  }
}

// How the lines of two files become pairs.
template <class Item, class Prediction>
struct PairVisitor {
  std::function<std::optional<Item>(const Record&)> gold;                 // nothing for a header
  std::function<std::optional<Prediction>(std::string_view)> prediction;  // nothing for a skipped record
  // `place` of both: what does not fit may be either's fault.
  std::function<void(const Item&, const Prediction&, const std::string& place)> pair;
};

// Throws Error(input) for files of different numbers of items. Those whose record was skipped are left out, with one
// warning that counts.
template <class Item, class Prediction>
void visit_pairs(LineFile& predictions, LineFile& gold, const PairVisitor<Item, Prediction>& visitor) {
  CountedWarning skipped("item without a prediction left out", "items without a prediction left out");
  int64_t items = 0;
  while (const Record* const record = gold.next()) {
    const std::string place = gold.place(*record);
    const auto item = at_place(place, [&] { return visitor.gold(*record); });
    if (!item) continue;
    const Record* const line = predictions.next();
    if (line == nullptr) {
      throw Error(ErrorKind::input,
                  fmt::format("{}: {} predictions, but {} has more items", predictions.name(), items, gold.name()));
    }
    ++items;
    const auto prediction = at_place(predictions.place(*line), [&] { return visitor.prediction(line->text); });
    if (prediction) {
      const std::string both = fmt::format("{}, {}", predictions.place(*line), place);
      at_place(both, [&] { visitor.pair(*item, *prediction, both); });
    } else {
      skipped.add(1, predictions.place(*line));
    }
  }
  if (predictions.next() != nullptr) {
    throw Error(ErrorKind::input,
                fmt::format("{}: more predictions than the {} items of {}", predictions.name(), items, gold.name()));
  }
  predictions.malformed().print();
  gold.malformed().print();
  skipped.print();
}

}  // namespace electra::cli
