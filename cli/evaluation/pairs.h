// Predictions out of a file beside the examples that they are of.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "cli/io/input_file.h"
#include "cli/io/item_source.h"
#include "cli/io/line_file.h"
#include "cli/io/messages.h"
#include "cli/io/strict_sink.h"

namespace electra::cli {

// How lines become predictions, and what is done with the pairs.
template <class Example, class Prediction>
struct PairVisitor {
  std::function<void(const Example& example)> check = [](const Example&) {};   // throws for one that is no gold
  std::function<std::optional<Prediction>(std::string_view line)> prediction;  // nothing for a skipped record
  // `place` of both: what does not fit may be either's fault.
  std::function<void(const Example& example, const Prediction& prediction, const std::string& place)> pair;
};

// Throws Error(input) for a bad record, and for files of different numbers of examples. Those whose record was skipped
// are left out, with one warning that counts. `gold_file` is for messages.
template <class Example, class Prediction>
class Pairs : public StrictSink<Example> {
 public:
  Pairs(LineFile& predictions, ItemSource<Example>& gold, const std::string& gold_file,
        const PairVisitor<Example, Prediction>& visitor)
      : StrictSink<Example>(gold),
        predictions_(predictions),
        gold_(gold),
        gold_name_(input_name(gold_file)),
        visitor_(visitor) {}

  void visit() {
    gold_.read(*this);
    if (predictions_.next() != nullptr) {
      fail(fmt::format("{}: more predictions than the {} items of {}", predictions_.name(), examples_, gold_name_));
    }
    predictions_.malformed().print();
    gold_.print_warnings();
    skipped_.print();
  }

  void take(Item<Example> item) override {
    at_place(gold_.text_of(item.place), [&] { visitor_.check(item.example); });
    const Record* const line = predictions_.next();
    if (line == nullptr) {
      fail(fmt::format("{}: {} predictions, but {} has more items", predictions_.name(), examples_, gold_name_));
    }
    ++examples_;
    const std::string place = predictions_.place(*line);
    const auto prediction = at_place(place, [&] { return visitor_.prediction(line->text); });
    if (!prediction) {
      skipped_.add(1, place);
      return;
    }
    const std::string both = fmt::format("{}, {}", place, gold_.text_of(item.place));
    at_place(both, [&] { visitor_.pair(item.example, *prediction, both); });
  }

 private:
  LineFile& predictions_;
  ItemSource<Example>& gold_;
  std::string gold_name_;
  const PairVisitor<Example, Prediction>& visitor_;
  int64_t examples_ = 0;
  CountedWarning skipped_{"item without a prediction left out", "items without a prediction left out"};
};

}  // namespace electra::cli
