// The bytes of an input file: of standard input, too, unpacked where they are gzip, xz or zstd, and UTF-8 where they
// are UTF-16 with a mark. Told by the first bytes, whatever the name. Not thread-safe.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

namespace electra::cli {

// Turns the bytes of a file into others.
class Decoder {
 public:
  virtual ~Decoder() = default;
  // Takes from the front of `in` and writes to `out`; returns how much it wrote. Called again with what is left and
  // more. `at_end`: nothing follows `in`; the end has come when nothing is written then. Throws Error(input) without
  // the file's name for bytes that are not what they began as.
  virtual size_t decode(std::span<const char>& in, std::span<char> out, bool at_end) = 0;
};

// How much of a file has been read.
struct FileBytes {
  uint64_t read = 0;
  uint64_t unpacked = 0;  // what came of it
  // About how much of `read` the first bytes of what came of it are.
  uint64_t of_unpacked(uint64_t bytes) const {
    if (bytes >= unpacked) return read;
    return static_cast<uint64_t>(static_cast<double>(read) * static_cast<double>(bytes) /
                                 static_cast<double>(unpacked));
  }
};

class ByteStream {
 public:
  // "-" is standard input. Throws Error(io).
  explicit ByteStream(const std::string& file);
  ~ByteStream();
  ByteStream(const ByteStream&) = delete;
  ByteStream& operator=(const ByteStream&) = delete;

  // At least one byte, or 0 at the end. Nothing: what came last makes no byte yet, ask again; it waits for the file
  // once at most. REQUIRES: room for four. Throws Error(io), Error(input).
  std::optional<size_t> read(std::span<char> out);
  // Gives bytes that were read out again, before all others. REQUIRES: nothing else has been put back.
  void put_back(std::string bytes) { put_back_ = std::move(bytes); }
  // Whether nothing has come since then, for 200 ms, out of what is no regular file. Not while there is more to read
  // without waiting for it.
  bool is_silent(std::chrono::steady_clock::time_point since) const;
  uint64_t bytes_read() const { return bytes_read_; }  // of the file as it is

 private:
  size_t read_file(std::span<char> out);
  void fill();
  size_t take(std::span<char> out);

  std::string name_;
  std::string put_back_;
  int fd_ = -1;
  bool is_pipe_ = false;
  bool at_end_ = false;
  bool is_chosen_ = false;  // decoder_
  bool has_more_ = false;   // of what has been read from the file
  uint64_t bytes_read_ = 0;
  std::unique_ptr<Decoder> decoder_;  // null: none
  std::array<char, size_t{64} << 10> bytes_;
  std::span<const char> left_;  // of bytes_, not given out
};

}  // namespace electra::cli
