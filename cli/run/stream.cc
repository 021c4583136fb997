#include "cli/run/stream.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/io/progress.h"
#include "electra/error.h"

namespace electra::cli {
namespace {

// The first window is small, so that the first results are out early; later ones are large enough to keep all threads
// busy with batches of similar lengths, and small enough to bound memory.
constexpr WindowLimit first_window = {.bytes = size_t{8} << 10, .records = 128};
constexpr WindowLimit largest_window = {.bytes = size_t{256} << 10, .records = 4096};

// Output is handed to the system in pieces of about this size, and at the end of every window.
constexpr size_t output_piece = size_t{1} << 20;

WindowLimit doubled(WindowLimit limit) {
  return {.bytes = std::min(2 * limit.bytes, largest_window.bytes),
          .records = std::min(2 * limit.records, largest_window.records),
          .whole_blocks = limit.whole_blocks};
}

}  // namespace

Stream::Stream(const StreamFlags& flags, StreamShape shape)
    : skip_bad_(flags.on_error == "skip"),
      whole_blocks_(shape.whole_blocks),
      reader_(flags.files, shape.record_end),
      writer_(flags.output),
      skipped_("bad record skipped", "bad records skipped") {}

ExitCode Stream::run(Job& job) {
  Progress progress(writer_.is_terminal());
  job.begin(out_);
  WindowLimit limit = first_window;
  limit.whole_blocks = whole_blocks_;
  for (auto records = reader_.next(limit); !records.empty(); records = reader_.next(limit)) {
    job.compute(records);
    write_window(job, records);
    progress.update(reader_.progress());
    limit = doubled(limit);
  }
  job.end(out_);
  flush();
  job.complete(writer_);
  writer_.finish();
  progress.finish();
  reader_.malformed().print();
  skipped_.print();
  return skipped_.count() > 0 ? ExitCode::skipped : ExitCode::done;
}

void Stream::write_window(Job& job, std::span<const Record> records) {
  for (size_t i = 0; i < records.size(); ++i) {
    format_record(job, records[i], i);
    if (out_.size() >= output_piece) flush();
  }
  flush();
}

void Stream::format_record(Job& job, const Record& record, size_t index) {
  const size_t before = out_.size();
  try {
    if (record.too_long) throw Error(ErrorKind::input, "a line longer than 1 GiB");
    job.format(record, index, out_);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::input) throw;
    out_.resize(before);
    const std::string fault = fmt::format("{}: {}", reader_.place(record), error.what());
    if (!skip_bad_) {
      flush();  // what came before it is good
      throw Error(ErrorKind::input, fault);
    }
    if (skipped_.count() == 0) print_warning(fault);
    skipped_.add(1, reader_.place(record));
    job.format_skipped(out_);
  }
}

void Stream::flush() {
  if (!out_.empty()) writer_.write(out_);
  out_.clear();
  // A window of one huge record may need a huge output; its room is not kept.
  if (out_.capacity() > 8 * output_piece) out_.shrink_to_fit();
}

}  // namespace electra::cli
