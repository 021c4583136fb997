// The loop of every command over items: take a window of them from a source, work on it, write its results in the order
// of the input. Windows, bad records, progress, warnings and exit codes are its business alone.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "cli/args/flags.h"
#include "cli/exit_codes.h"
#include "cli/io/input_fault.h"
#include "cli/io/item_source.h"
#include "cli/io/messages.h"
#include "cli/io/progress.h"
#include "cli/io/reader.h"
#include "cli/io/signals.h"
#include "cli/io/writer.h"
#include "cli/run/rejects.h"

namespace electra::cli {

// What a command does with its items.
template <class Example>
class WindowJob {
 public:
  virtual ~WindowJob() = default;

  // Before the first and behind the last item, for formats that need it.
  virtual void begin(std::string&) {}
  virtual void end(std::string&) {}
  // When all of the output has been written, before it becomes final: for a head that says how much there is.
  virtual void complete(Writer&) {}
  // The part of the work that is better done for many items at once. Their results are asked for in order.
  virtual void compute(std::span<const Item<Example>> items) = 0;
  // Appends the output of item `index` of the last compute(), with its line end. Throws Error(input) with the reason if
  // the record is bad after all; what has been appended for it is then dropped. Once it is sure not to, it may hand a
  // huge output over to the writer by pieces.
  virtual void write(size_t index, std::string& out) = 0;
  // Compares what was written for item `index` with its gold, in a run that does so. Throws Error(input) with the
  // reason if the gold is missing or bad; the output stays.
  virtual void compare(size_t /*index*/) {}
  // Appends what stands for a bad record.
  virtual void write_skipped(std::string& out) = 0;
  // That went through a model, each item's once.
  virtual uint64_t tokens() const { return 0; }
  // The same in the middle of compute(), with those of items that are run again. Asked by another thread.
  virtual uint64_t tokens_now() const { return 0; }
};

// What is bad of a record: all of it, which then has no result; or its gold alone, with which the result is not
// compared.
enum class Bad { record, gold };

// Where a run writes: its results, and its bad records.
struct StreamWriters {
  Writer& results;
  Rejects& rejects;
};

// How many records a run had.
struct StreamCounts {
  uint64_t records = 0;
  uint64_t skipped = 0;     // of them, those without a result
  uint64_t uncompared = 0;  // and those whose gold is missing or bad
};

// A record that is bad: its place and number, as of an item.
struct BadRecord {
  std::string place;
  uint64_t ordinal = 0;
};

// The output of a run, and what became of its bad records.
class StreamOutput {
 public:
  StreamOutput(StreamWriters writers, OnError on_error, std::string_view noun);

  std::string& text() { return text_; }  // that is not written yet
  bool skips() const { return on_error_ == OnError::skip; }
  // Counted, or thrown as Error(input) "file:line: why" behind all that was written before.
  void refuse(Bad what, const BadRecord& record, const std::string& why);
  void write_piece() { writers_.results.write_much(text_); }
  void write_all();
  ExitCode code() const { return skipped() + uncompared() > 0 ? ExitCode::skipped : ExitCode::done; }
  uint64_t skipped() const { return skipped_.count(); }
  const std::string& first_skipped() const { return skipped_.first_place(); }
  // Counts what was skipped before.
  void begin_at(const ResumePoint& point) { skipped_.add(point.skipped, point.first_skipped); }
  uint64_t uncompared() const { return uncompared_.count(); }
  void print_warnings() const {
    skipped_.print(writers_.rejects.note());
    uncompared_.print(writers_.rejects.note());
  }

 private:
  StreamWriters writers_;
  OnError on_error_;
  std::string text_;
  CountedWarning skipped_;
  CountedWarning uncompared_;
};

template <class Example>
class Stream : public ItemSink<Example> {
 public:
  // REQUIRES: the flags have been checked (check_stream_flags).
  Stream(ItemSource<Example>& source, WindowJob<Example>& job, StreamWriters writers, const StreamFlags& flags,
         Format output_format)
      : source_(source),
        job_(job),
        writer_(writers.results),
        output_(writers, flags.on_error, source.noun()),
        unit_(fmt::format("{}s", source.noun())),
        progress_({unit_}, writers.results.is_terminal(), [&job] { return job.tokens_now(); }),
        names_(shown_names(flags, output_format)) {
    if (writer_.is_file()) {
      progress_.set_outlook(writer_.is_resumable() ? "; the same command goes on from there" : "; nothing was written");
    }
    output_.begin_at(writer_.begun_at());
  }

  // Runs the job over all items; the output is left for the caller to finish. Throws Error(input) for a bad record
  // unless --on-error skip.
  ExitCode run() {
    job_.begin(output_.text());
    source_.read(*this);
    pause();
    job_.end(output_.text());
    output_.write_all();
    job_.complete(writer_);
    progress_.finish();
    source_.print_warnings();
    output_.print_warnings();
    return output_.code();
  }
  StreamCounts counts() const { return {records_, output_.skipped(), output_.uncompared()}; }

  void take(Item<Example> item) override {
    if (is_done_already()) return;
    if (!names_.empty()) item.file_name = names_[item.place.file];
    bytes_ += item.bytes;
    slots_.push_back({.item = items_.size(), .place = item.place, .ordinal = item.ordinal, .why = {}});
    items_.push_back(std::move(item));
    if (is_full()) finish_window();
  }
  void refuse(Place place, uint64_t ordinal, const std::string& why) override {
    if (is_done_already()) return;
    slots_.push_back({.item = std::nullopt, .place = place, .ordinal = ordinal, .why = why});
    bytes_ += why.size();
    if (!output_.skips() || is_full()) finish_window();
  }
  void pause() override {
    if (!slots_.empty()) finish_window();
  }

 private:
  // What a source gave: an item, or why there is none.
  struct Slot {
    std::optional<size_t> item;
    Place place;
    uint64_t ordinal = 0;
    std::string why;
  };

  // Whether a run before this one has written what the source gives now. Numbers, headers and names come from the
  // source, which reads it all the same.
  bool is_done_already() {
    if (records_ >= writer_.begun_at().records) return false;
    if (++records_ == writer_.begun_at().records) progress_.begin_at(done());
    return true;
  }
  Done done() const {
    const ReadProgress read = source_.progress();
    return {.records = records_, .tokens = job_.tokens(), .bytes = read.bytes, .total_bytes = read.total_bytes};
  }

  bool is_full() const { return slots_.size() >= most_items_ || bytes_ >= most_bytes_; }

  void finish_window() {
    progress_.expect({.records = records_ + slots_.size(), .bytes = source_.progress().bytes});
    job_.compute(items_);
    records_ += slots_.size();
    for (const Slot& slot : slots_) {
      write(slot);
      const HoldSignals whole_records;
      output_.write_piece();
    }
    finish_writing();
    items_.clear();
    slots_.clear();
    bytes_ = 0;
    most_bytes_ = std::min(2 * most_bytes_, largest_bytes);
    most_items_ = std::min(2 * most_items_, largest_items);
  }

  void finish_writing() {
    const HoldSignals whole_records;
    output_.write_all();
    writer_.mark({.records = records_, .skipped = output_.skipped(), .first_skipped = output_.first_skipped()});
    progress_.update(done());
  }

  void write(const Slot& slot) {
    std::string& text = output_.text();
    const size_t before = text.size();
    const auto fault = slot.item ? fault_of([&] { job_.write(*slot.item, text); }) : std::optional(slot.why);
    if (fault) {
      assert(text.size() >= before);  // what was handed over cannot be taken back
      text.resize(before);
      output_.refuse(Bad::record, {place_of(slot), slot.ordinal}, *fault);
      if (source_.marks_bad_records()) job_.write_skipped(text);
    } else if (const auto gold_fault = fault_of([&] { job_.compare(*slot.item); })) {
      output_.refuse(Bad::gold, {place_of(slot), slot.ordinal}, *gold_fault);
    }
  }

  std::string place_of(const Slot& slot) const {
    return slot.item ? source_.place_of(items_[*slot.item]) : source_.text_of(slot.place);
  }

  // The first window is small, so that the first results are out early; the largest is the reader's, at whose end a
  // source pauses anyhow.
  static constexpr size_t largest_bytes = Reader::usual_window.bytes;
  static constexpr size_t largest_items = Reader::usual_window.records;
  size_t most_bytes_ = size_t{8} << 10;
  size_t most_items_ = 128;

  ItemSource<Example>& source_;
  WindowJob<Example>& job_;
  Writer& writer_;
  StreamOutput output_;
  const std::string unit_;  // of progress
  Progress progress_;
  std::vector<std::string> names_;    // by file; none: they are not shown
  std::vector<Item<Example>> items_;  // the window
  std::vector<Slot> slots_;
  size_t bytes_ = 0;
  uint64_t records_ = 0;
};

}  // namespace electra::cli
