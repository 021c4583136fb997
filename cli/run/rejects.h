// --rejects: the bad records of a run, a row of tsv for each: record, place, reason.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "cli/io/writer.h"

namespace electra::cli {

class Rejects {
 public:
  // `file` empty: nothing is listed. Throws Error(io).
  explicit Rejects(const std::string& file);

  // `place` and `reason` as the message has them. Throws Error(io).
  void add(uint64_t ordinal, std::string_view place, std::string_view reason);
  // Makes the file final. Throws Error(io).
  void finish();
  // What the summary of a run says of the file: "; 'bad.tsv' lists them", or nothing.
  const std::string& note() const { return note_; }

 private:
  std::unique_ptr<Writer> writer_;
  std::string rows_;  // that are not written yet
  std::string note_;
};

}  // namespace electra::cli
