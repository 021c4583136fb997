// The records of one file, one after the other, and faults with their place.
#pragma once

#include <fmt/format.h>

#include <span>
#include <string>
#include <utility>

#include "cli/io/input_fault.h"
#include "cli/io/messages.h"
#include "cli/io/reader.h"
#include "electra/error.h"

namespace electra::cli {

class LineFile {
 public:
  // "-": standard input. Throws Error(io), and as check_beginning for a file that is not what it is to be read as.
  explicit LineFile(const std::string& file, const ReadAs& read_as = {}) : reader_({file}, read_as) {}
  // The first of the files, of which a part may have been looked at.
  explicit LineFile(InputFiles files) : reader_(std::move(files)) {}

  // Null at the end. Valid until the next call. Throws as Reader::next, and Error(input) for a line that is too long.
  const Record* next() {
    if (at_ == records_.size()) {
      records_ = reader_.next();
      at_ = 0;
      if (records_.empty()) return nullptr;
    }
    const Record& record = records_[at_++];
    if (record.too_long) fail(place(record) + ": a line longer than 1 GiB");
    return &record;
  }
  std::string place(const Record& record) const { return reader_.text_of({record.file, record.line}); }
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

}  // namespace electra::cli
