// Records from files or standard input: one line is one record, or more of them where a quoted cell of CSV spans lines.
// A quote that nothing closes, or that closes with something behind it on a later line, spans none: its record ends
// with its line.
//
// Of a document of JSON that is read as jsonl, an element is a record.
//
// The line end (LF or CR LF; the last one may be missing) does not belong to the record, NUL bytes do. Malformed UTF-8
// is replaced by U+FFFD and counted. Memory is bounded by the window asked for, or by one longer line.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/io/byte_stream.h"
#include "cli/io/csv_quotes.h"
#include "cli/io/first_bytes.h"
#include "cli/io/input_file.h"
#include "cli/io/item_source.h"
#include "cli/io/json_elements.h"
#include "cli/io/messages.h"

namespace electra::cli {

struct Record {
  std::string_view text;  // well-formed UTF-8; valid until the next window is read
  uint64_t ordinal = 0;   // from 1, over all files
  uint64_t line = 0;      // from 1, in its file; its first one
  size_t file = 0;        // its index
  uint64_t end = 0;       // how much of its file, unpacked, it ends
  bool too_long = false;  // longer than the limit; text is empty
};

// A window ends with the record that reaches one of these; with whole_blocks behind the next line without text, or the
// end of a file.
struct WindowLimit {
  size_t bytes = 0;
  size_t records = 0;
  bool whole_blocks = false;
};

class Reader {
 public:
  static constexpr size_t longest_line = size_t{1} << 30;
  // Large enough to keep all threads busy with batches of similar lengths, and small enough to bound memory.
  static constexpr WindowLimit usual_window = {.bytes = size_t{256} << 10, .records = 4096};

  // `files` empty: standard input, which "-" stands for. Throws Error(io) for a file that is missing, a directory or
  // unreadable, and as check_beginning for one that is not what it is to be read as, before any is read. A record of
  // csv ends with a line outside of quotes.
  explicit Reader(std::vector<std::string> files, const ReadAs& read_as = {}, size_t line_limit = longest_line)
      : Reader(InputFiles(std::move(files), read_as), line_limit) {}
  // Files that have been checked.
  explicit Reader(InputFiles files, size_t line_limit = longest_line);
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  // The number of the first line and of its record, instead of 1. REQUIRES: nothing has been read; there is one file.
  void number_from(uint64_t first_line) { line_ = records_read_ = first_line - 1; }
  // The next records, none at the end of all files. A pipe that falls silent does not hold back the records that have
  // come: what there is is given out 200 ms after the first of it. Throws Error(io), and as check_beginning for
  // standard input or a pipe that is not what it is to be read as.
  std::span<const Record> next(WindowLimit limit = usual_window);

  std::string text_of(Place place) const;  // "notes.txt:12", or of a document of JSON "notes.json: record 12"
  const std::string& name(size_t file) const { return files_.names[file]; }  // "notes.txt", or <stdin>
  // From now on progress() says how much of the files there is up to the end of this one.
  void cover(const Record& record) { covered_ = {record.file, record.end}; }
  ReadProgress progress() const;
  const CountedWarning& malformed() const { return malformed_; }

 private:
  struct Free {
    void operator()(char* p) const { std::free(p); }
  };

  bool take_line();  // moves one whole line of the buffer to the window
  bool take_rest();  // the last line of a file, without its end; false: lines of the buffer are to be taken again
  bool is_inside_quotes(size_t line_end);
  bool closes_badly(size_t line_end) const;  // the quote of an earlier line, with something behind it
  void give_up_quote(size_t end);
  size_t mark_size(size_t begin, size_t end) const;  // of a byte-order mark
  void begin_record(size_t begin);
  void add_record(size_t begin, size_t end);
  void add_too_long();
  bool open_next();  // false: there is no further file
  bool fill();       // reads more bytes, or finds the end of the file; false: nothing yet
  void check_file();
  bool at_block_end() const;
  bool is_full(WindowLimit limit) const;
  void make_room();
  void drop_consumed();
  void set_texts();

  InputFiles files_;
  size_t line_limit_;
  std::unique_ptr<ByteStream> stream_;    // null: no file is open
  bool at_end_ = false;                   // of the file
  bool is_checked_ = false;               // that it is what it is to be read as
  std::optional<JsonElements> elements_;  // of a document of JSON, which are its lines
  std::vector<bool> is_document_;         // by file
  size_t next_file_ = 0;

  // Bytes [line_begin_, end_) have been read but not given out; no line end is in [line_begin_, searched_).
  std::unique_ptr<char, Free> buffer_;
  size_t capacity_ = 0;
  size_t line_begin_ = 0;
  size_t searched_ = 0;
  size_t end_ = 0;
  bool discarding_ = false;  // inside a line that is too long
  CsvQuotes quotes_;         // of bytes [line_begin_, quotes_end_)
  size_t quotes_end_ = 0;
  uint64_t lines_inside_ = 0;  // line ends inside of quotes, of the record at hand

  struct Range {
    size_t begin;
    size_t end;
  };
  std::vector<Record> records_;
  std::vector<Range> ranges_;         // of the buffer, parallel to records_
  std::deque<std::string> repaired_;  // texts that had malformed UTF-8
  size_t window_bytes_ = 0;
  std::chrono::steady_clock::time_point window_since_;

  uint64_t line_ = 0;
  uint64_t records_read_ = 0;          // and those before the part that the file is
  std::vector<FileBytes> file_bytes_;  // by file
  struct Covered {
    size_t file = 0;
    uint64_t end = 0;
  };
  Covered covered_;
  CountedWarning malformed_;
};

}  // namespace electra::cli
