// Examples out of records: lines, or records of CSV.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/examples/fields.h"
#include "cli/io/input_fault.h"
#include "cli/io/item_source.h"
#include "cli/io/reader.h"

namespace electra::cli {

// Parsed: std::vector<Example> where a record may have several.
template <class Example, class Parsed = std::optional<Example>>
class RecordSource : public ItemSource<Example> {
 public:
  // Nothing for a record that is none, such as a header; Throws Error(input) for a bad one. The example may refer to
  // the record's text until the sink has been paused.
  using Parse = std::function<Parsed(const Record& record, std::string_view file)>;

  RecordSource(InputFiles files, Parse parse)
      : read_as_(files.read_as), reader_(std::move(files)), parse_(std::move(parse)) {}

  void number_from(uint64_t first_line) override { reader_.number_from(first_line); }
  void keep(std::vector<std::string> names, Format output_format) override {
    kept_.emplace(std::move(names), read_as_, output_format);
  }
  void read(ItemSink<Example>& sink) override {
    for (auto records = reader_.next(); !records.empty(); records = reader_.next()) {
      for (const Record& record : records) {
        reader_.cover(record);
        give(record, sink);
      }
      sink.pause();
    }
  }
  std::string text_of(Place place) const override { return reader_.text_of(place); }
  ReadProgress progress() const override { return reader_.progress(); }
  void print_warnings() const override { reader_.malformed().print(); }

 private:
  void give(const Record& record, ItemSink<Example>& sink) {
    const Place place = {record.file, record.line};
    Parsed parsed;
    std::string kept;
    const auto fault = fault_of([&] {
      if (record.too_long) fail_too_long();
      parsed = parse_(record, reader_.name(record.file));
      if (kept_) kept = kept_->of(record, reader_.name(record.file));
    });
    if (fault) return sink.refuse(place, record.ordinal, *fault);
    for (Example& example : all_of(parsed)) {
      sink.take({.example = std::move(example),
                 .place = place,
                 .ordinal = record.ordinal,
                 .bytes = record.text.size() + 1,
                 .kept = kept});
    }
  }

  static std::span<Example> all_of(std::optional<Example>& one) {
    return one ? std::span<Example>(&*one, 1) : std::span<Example>();
  }
  static std::span<Example> all_of(std::vector<Example>& several) { return several; }

  ReadAs read_as_;
  Reader reader_;
  std::optional<KeptFields> kept_;
  Parse parse_;
};

}  // namespace electra::cli
