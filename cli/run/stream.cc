#include "cli/run/stream.h"

#include <fmt/format.h>

namespace electra::cli {
namespace {

constexpr size_t most_room = size_t{8} << 20;

}  // namespace

StreamOutput::StreamOutput(Writer& writer, OnError on_error, std::string_view noun)
    : writer_(writer),
      on_error_(on_error),
      skipped_(fmt::format("bad {} skipped", noun), fmt::format("bad {}s skipped", noun)),
      uncompared_(fmt::format("{} written but not compared", noun), fmt::format("{}s written but not compared", noun)) {
}

void StreamOutput::refuse(Bad what, const std::string& place, const std::string& why) {
  const std::string fault = fmt::format("{}: {}", place, why);
  if (!skips()) {
    write_all();  // what came before is good
    fail(fault);
  }
  CountedWarning& counter = what == Bad::record ? skipped_ : uncompared_;
  if (counter.count() == 0) print_warning(fault);
  counter.add(1, place);
}

void StreamOutput::write_all() {
  if (!text_.empty()) writer_.write(text_);
  text_.clear();
  // A window of one huge record may need a huge output; its room is not kept.
  if (text_.capacity() > most_room) text_.shrink_to_fit();
}

}  // namespace electra::cli
