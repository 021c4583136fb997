#include "cli/run/stream.h"

#include <fmt/format.h>

namespace electra::cli {
namespace {

constexpr size_t most_room = size_t{8} << 20;

}  // namespace

StreamOutput::StreamOutput(StreamWriters writers, OnError on_error, std::string_view noun)
    : writers_(writers),
      on_error_(on_error),
      skipped_(fmt::format("bad {} skipped", noun), fmt::format("bad {}s skipped", noun)),
      uncompared_(fmt::format("{} written but not compared", noun), fmt::format("{}s written but not compared", noun)) {
}

void StreamOutput::refuse(Bad what, const BadRecord& record, const std::string& why) {
  const std::string fault = fmt::format("{}: {}", record.place, why);
  if (!skips()) {
    const HoldSignals whole_records;
    write_all();  // what came before is good
    fail(fault);
  }
  CountedWarning& counter = what == Bad::record ? skipped_ : uncompared_;
  if (counter.count() == 0) print_warning(fault);
  counter.add(1, record.place);
  writers_.rejects.add(record.ordinal, record.place, why);
}

void StreamOutput::write_all() {
  if (!text_.empty()) writers_.results.write(text_);
  text_.clear();
  // A window of one huge record may need a huge output; its room is not kept.
  if (text_.capacity() > most_room) text_.shrink_to_fit();
}

}  // namespace electra::cli
