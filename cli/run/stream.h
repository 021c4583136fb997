// The loop of every command that reads lines: read a window of records, work on it, write its results in input order.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "cli/exit_codes.h"
#include "cli/args/flags.h"
#include "cli/io/reader.h"
#include "cli/io/writer.h"

namespace electra::cli {

// What one command does with its records.
class Job {
 public:
  virtual ~Job() = default;

  // Before the first and after the last record, for formats that need it.
  virtual void begin(std::string&) {}
  virtual void end(std::string&) {}
  // When all of the output has been written, before it becomes final: for a head that says how much there is.
  virtual void complete(Writer&) {}
  // The part of the work that is better done for many records at once. Their results are asked for in order.
  virtual void compute(std::span<const Record>) {}
  // Appends the output of records[index] of the last compute(), with its line end. Throws Error(input) with the reason
  // if the record is bad; what has been appended for it is then dropped.
  virtual void format(const Record& record, size_t index, std::string& out) = 0;
  // Appends what stands for a skipped record.
  virtual void format_skipped(std::string& out) { out += '\n'; }
};

// What the records of a command are.
struct StreamShape {
  RecordEnd record_end = RecordEnd::line;
  bool whole_blocks = false;  // a window of them never ends inside a block of lines, which a line without text ends
};

// Input and output of a command. Constructed before a model is loaded, so that a wrong file name shows at once.
class Stream {
 public:
  explicit Stream(const StreamFlags& flags, StreamShape shape = {});

  // Runs the job over all records. Throws Error(input) "file:line: why" for a bad record unless --on-error skip.
  ExitCode run(Job& job);

  const Writer& writer() const { return writer_; }
  Writer& writer() { return writer_; }
  std::string place(const Record& record) const { return reader_.place(record); }       // "notes.txt:12"
  std::string file(const Record& record) const { return reader_.name(record.source); }  // "notes.txt"

 private:
  void format_record(Job& job, const Record& record, size_t index);
  void write_window(Job& job, std::span<const Record> records);
  void flush();

  bool skip_bad_;
  bool whole_blocks_;
  Reader reader_;
  Writer writer_;
  std::string out_;
  CountedWarning skipped_;
};

}  // namespace electra::cli
