// Input files by name: standard input among them, checked before any is read, and read as a stream where one is a
// whole, such as a document of JSON.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <istream>
#include <memory>
#include <optional>
#include <span>
#include <streambuf>
#include <string>
#include <utility>
#include <vector>

#include "cli/io/byte_stream.h"
#include "cli/io/first_bytes.h"

namespace electra::cli {

// What messages call a file: its name, or <stdin> for "-".
std::string input_name(const std::string& file);

// The size of a regular file, or 0. Throws Error(io) for a file that is missing, a directory or unreadable: a typo in
// the last name should not show after hours of work on the others. "-" is always there.
uint64_t check_readable(const std::string& file);

// Whether nothing comes out of a pipe until 200 ms after `since`: what has come until then is not held back any longer.
bool stays_silent(int pipe, std::chrono::steady_clock::time_point since);

// The files of a command line, of which none means standard input, and what they are read as. Copies share what has
// been opened.
struct InputFiles {
  InputFiles() = default;  // none: of what is settled later
  // Throws Error(io) for one that cannot be read.
  explicit InputFiles(std::vector<std::string> files);
  // Checked, too.
  InputFiles(std::vector<std::string> files, const ReadAs& read_as);

  // Settles read_as: `given`, or else the one of `formats` that the first file's beginning tells, which a note says
  // where it is not expected, or that all names tell, or the first of them. Takes the beginning of a pipe, which waits
  // for it, and unpacks that of a packed file. Throws Error(io); Error(usage) if names tell different formats, and for
  // what is jsonl by name or by default and is none.
  void tell(std::optional<Format> given, std::span<const Format> formats);
  // What `judge` says of the beginning of the first file: as long as it is open, and there is more of it, it is asked
  // again, up to `most` bytes. Takes the beginning of a pipe and unpacks that of a packed file, as tell does.
  Verdict look(const std::function<Verdict(Beginning)>& judge, size_t most = longest_beginning);
  // Whether all that can be looked at without being taken is what read_as says. Throws as check_beginning.
  void check() const;
  // File `index`, from its beginning. Throws Error(io).
  std::unique_ptr<ByteStream> open(size_t index) const;

  std::vector<std::string> files;
  std::vector<std::string> names;  // for messages
  uint64_t total_bytes = 0;        // 0: not known
  ReadAs read_as;

 private:
  std::optional<Format> told_by_names(std::span<const Format> formats) const;

  // The first file where looking at it takes from it.
  struct Opened {
    std::unique_ptr<ByteStream> stream;  // null: it has been opened for good
    std::string beginning;               // taken from it
    bool at_end = false;                 // nothing follows
  };
  std::shared_ptr<Opened> first_;
};

class InputFile {
 public:
  // Throws Error(io).
  explicit InputFile(const std::string& file);
  InputFile(std::unique_ptr<ByteStream> bytes, std::string name);

  // Reading it throws Error(io); Error(input) for what can be no text.
  std::istream& stream() { return stream_; }
  const std::string& name() const { return buffer_.name; }
  // How much of the file there is in front of what is taken from the stream next.
  uint64_t bytes_taken() const { return buffer_.bytes_taken(); }
  // `work` is called between two reads of a pipe that falls silent, and not more often than every 200 ms. What it
  // throws comes out of the read.
  void when_silent(std::function<void()> work) { buffer_.when_silent = std::move(work); }

 private:
  struct Buffer : std::streambuf {
    Buffer(std::unique_ptr<ByteStream> bytes, std::string name);
    int_type underflow() override;
    uint64_t bytes_taken() const;

    std::string name;
    std::unique_ptr<ByteStream> file_bytes;
    uint64_t unpacked = 0;
    bool is_first = true;  // read
    std::function<void()> when_silent;
    std::chrono::steady_clock::time_point since = std::chrono::steady_clock::now();  // of its last call
    std::array<char, size_t{64} << 10> bytes;
  };

  Buffer buffer_;
  std::istream stream_;
};

}  // namespace electra::cli
