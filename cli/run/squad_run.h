// electra qa on files of SQuAD: as many questions at a time as fill the batches.
#pragma once

#include <string>
#include <vector>

#include "cli/exit_codes.h"
#include "cli/args/flags.h"
#include "cli/run/session.h"
#include "cli/io/messages.h"
#include "cli/examples/qa.h"
#include "cli/formats/qa.h"
#include "cli/io/writer.h"
#include "electra/tasks.h"

namespace electra::cli {

class SquadRun {
 public:
  // The output must outlive this. Throws Error(io) if a file cannot be read or written.
  SquadRun(const StreamFlags& flags, QaOutput& output);

  // Throws Error(input) for a bad question unless --on-error skip.
  ExitCode run(Session& session, const AnswerOptions& options);

 private:
  void add(QaItem item);
  bool is_full() const;
  void skip(const std::string& fault);
  void answer(Session& session, const AnswerOptions& options);

  std::vector<std::string> files_;
  bool skips_;
  QaOutput& output_;
  Writer writer_;
  CountedWarning skipped_;
  std::string name_;  // of the file at hand
  std::vector<QaItem> items_;
  size_t bytes_ = 0;
  std::string out_;
};

}  // namespace electra::cli
