// Predictions out of a file beside the examples that they are of.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/io/input_file.h"
#include "cli/io/line_file.h"
#include "cli/io/messages.h"
#include "cli/io/read_strictly.h"
#include "cli/score/score.h"
#include "cli/score/span_rows.h"

namespace electra::cli {

// How lines become predictions, and what is done with the pairs.
template <class Example, class Prediction>
struct PairVisitor {
  std::function<std::unique_ptr<ItemSource<Example>>()> gold;
  std::function<void(const Example& example)> check = [](const Example&) {};  // throws for one that is no gold
  std::function<bool(std::string_view line)> is_header = [](std::string_view) { return false; };  // of the first line
  std::function<std::optional<Prediction>(std::string_view line)> prediction;  // nothing for a skipped record
  // `place` of both: what does not fit may be either's fault.
  std::function<void(const Example& example, const Prediction& prediction, const std::string& place)> pair;
};

inline CountedWarning left_out_warning() {
  return {"item without a prediction left out", "items without a prediction left out"};
}

// Throws Error(input) for a bad record, and for files of different numbers of examples. Those whose record was skipped
// are left out, with one warning that counts. Returns the number of examples.
template <class Example, class Prediction>
int64_t visit_pairs(const ScoreRequest& request, LineFile& predictions,
                    const PairVisitor<Example, Prediction>& visitor) {
  const std::unique_ptr<ItemSource<Example>> gold = visitor.gold();
  int64_t examples = 0;
  CountedWarning skipped = left_out_warning();
  read_strictly(*gold, [&](const Item<Example>& item) {
    const std::string gold_place = gold->text_of(item.place);
    at_place(gold_place, [&] { visitor.check(item.example); });
    const Record* line = predictions.next();
    if (examples == 0 && line != nullptr && visitor.is_header(line->text)) line = predictions.next();
    if (line == nullptr) {
      fail(fmt::format("{}: {} predictions, but {} has more items", predictions.name(), examples,
                       input_name(request.gold)));
    }
    ++examples;
    const std::string place = predictions.place(*line);
    const auto prediction = at_place(place, [&] { return visitor.prediction(line->text); });
    if (!prediction) {
      skipped.add(1, place);
      return;
    }
    const std::string both = fmt::format("{}, {}", place, gold_place);
    at_place(both, [&] { visitor.pair(item.example, *prediction, both); });
  });
  if (predictions.next() != nullptr) {
    fail(fmt::format("{}: more predictions than the {} items of {}", predictions.name(), examples,
                     input_name(request.gold)));
  }
  predictions.malformed().print();
  gold->print_warnings();
  skipped.print();
  return examples;
}

template <class Example, class Prediction>
int64_t visit_pairs(const ScoreRequest& request, const PairVisitor<Example, Prediction>& visitor) {
  LineFile predictions(request.predictions, request.predictions_as);
  return visit_pairs(request, predictions, visitor);
}

// An example of the gold with the rows of tsv that are of its record, in the order of the file.
template <class Example>
struct WithRows {
  Example example;
  std::string place;  // of the first row and the example, or of the example alone
  std::vector<SpanRow> rows = {};
};

// `check` throws for an example that is no gold, `read_row` for a line that is no row. Throws as visit_pairs, but for
// numbers of examples, which rows do not tell.
template <class Example>
std::vector<WithRows<Example>> read_rows(const ScoreRequest& request, LineFile& predictions, ItemSource<Example>& gold,
                                         const std::function<void(const Example& example)>& check,
                                         SpanRow (*read_row)(std::string_view line)) {
  std::vector<WithRows<Example>> records;
  std::vector<uint64_t> lines;
  read_strictly(gold, [&](Item<Example> item) {
    std::string place = gold.text_of(item.place);
    at_place(place, [&] { check(item.example); });
    lines.push_back(item.place.line);
    records.push_back({std::move(item.example), std::move(place)});
  });
  RowRecords places(request.gold, std::move(lines));
  while (const auto* line = predictions.next()) {
    if (line->text.empty()) continue;
    const std::string place = predictions.place(*line);
    at_place(place, [&] {
      SpanRow row = read_row(line->text);
      WithRows<Example>& record = records[places.index_of(row)];
      if (record.rows.empty()) record.place = fmt::format("{}, {}", place, record.place);
      record.rows.push_back(std::move(row));
    });
  }
  predictions.malformed().print();
  gold.print_warnings();
  return records;
}

}  // namespace electra::cli
