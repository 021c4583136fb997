// Where results go: standard output, or the file of --output. Nothing else writes there.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/atomic_file.h"
#include "cli/io/terminal.h"
#include "cli/io/unfinished_file.h"

namespace electra::cli {

// Thrown when the reader at the other end of the output pipe has gone. The program then ends quietly.
struct ClosedPipe {};

// Whether it names standard output: empty, "-", /dev/stdout and the like.
bool is_stdout(const std::string& output);

// Whether it is to be a regular file, whose beginning can be written anew: no device, pipe or standard output.
bool is_regular_output(const std::string& output);

class Writer {
 public:
  // `output` empty, "-" or a name such as /dev/stdout: standard output. A regular file appears whole at finish(); a
  // device, a pipe, another special file or an open descriptor (/dev/fd/3) is written as it is. Throws Error(io).
  explicit Writer(const std::string& output);
  // A regular file of which what is written stays when the run does not come to its end. resume() opens it.
  struct Resumable {
    const std::string& output;
  };
  explicit Writer(Resumable file);
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // Hands all of `text` to the system: as it is, but to a terminal as that can show it (terminal.h). Throws Error(io)
  // naming the output, or ClosedPipe. REQUIRES: whole characters.
  void write(std::string_view text);
  // Writes `text` and empties it, if it is more than memory should hold.
  void write_much(std::string& text);
  // Goes on with what the same run left. Throws as UnfinishedFile::begin. REQUIRES: is_resumable(); nothing has been
  // written.
  ResumePoint resume(const nlohmann::ordered_json& run) { return begun_at_ = unfinished_->begin(run); }
  bool is_resumable() const { return unfinished_ != nullptr; }
  // What was there already.
  const ResumePoint& begun_at() const { return begun_at_; }
  // What is written ends with a record. Throws Error(io).
  void mark(const ResumePoint& point) {
    if (unfinished_) unfinished_->mark(point);
  }
  // Replaces the first bytes. REQUIRES: is_regular_output(output), and that many have been written.
  void rewrite_front(std::string_view text) { file_->rewrite_front(std::as_bytes(std::span(text))); }
  // Makes the output final, reporting what the system only says when a file is closed. Throws Error(io), too, if a file
  // that is still mapped, so that the results may come from it, has changed meanwhile.
  void finish();
  // Whether it appears whole at finish(), or not at all.
  bool is_file() const { return file_ != nullptr || unfinished_ != nullptr; }
  bool is_terminal() const { return is_terminal_; }
  // Whether results are to have colours; where they are, a terminal gets the colours in what follows as such.
  bool use_colours(Colour when);

 private:
  [[noreturn]] void fail(int error) const;

  std::string name_;
  std::unique_ptr<internal::AtomicFile> file_;
  std::unique_ptr<UnfinishedFile> unfinished_;
  ResumePoint begun_at_;
  int fd_ = -1;  // unless it is one of these
  bool is_terminal_ = false;
  bool has_colours_ = false;
  bool wrote_ = false;
};

}  // namespace electra::cli
