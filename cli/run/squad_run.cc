#include "cli/run/squad_run.h"

#include <fmt/format.h>

#include <utility>

#include "cli/io/input_file.h"
#include "cli/examples/squad.h"
#include "electra/error.h"

namespace electra::cli {
namespace {

// Questions that are answered side by side: enough for full batches.
constexpr size_t window_bytes = size_t{256} << 10;
constexpr size_t window_questions = 512;

}  // namespace

SquadRun::SquadRun(const StreamFlags& flags, QaOutput& output)
    : files_(flags.files),
      skips_(flags.on_error == "skip"),
      output_(output),
      writer_(flags.output),
      skipped_("bad question skipped", "bad questions skipped") {
  if (files_.empty()) files_.emplace_back("-");
  for (const std::string& file : files_) check_readable(file);
}

ExitCode SquadRun::run(Session& session, const AnswerOptions& options) {
  output_.begin(out_);
  for (const std::string& file : files_) {
    name_ = input_name(file);
    const auto take = [&](QaItem item) {
      add(std::move(item));
      if (is_full()) answer(session, options);
    };
    const auto report = [&](const std::string& fault) {
      if (!skips_) answer(session, options);  // what came before it is good
      skip(fault);
    };
    read_squad(file, {.question = take, .fault = report});
    answer(session, options);
  }
  output_.end(out_);
  writer_.write(out_);
  writer_.finish();
  skipped_.print();
  return skipped_.count() > 0 ? ExitCode::skipped : ExitCode::done;
}

// The questions of a paragraph share its context, but each has windows of its own.
void SquadRun::add(QaItem item) {
  bytes_ += item.question.size() + item.context->size();
  items_.push_back(std::move(item));
}

bool SquadRun::is_full() const { return items_.size() >= window_questions || bytes_ >= window_bytes; }

void SquadRun::skip(const std::string& fault) {
  const std::string placed = fmt::format("{}: {}", name_, fault);
  if (!skips_) throw Error(ErrorKind::input, placed);
  if (skipped_.count() == 0) print_warning(placed);
  skipped_.add(1, name_);
}

void SquadRun::answer(Session& session, const AnswerOptions& options) {
  const std::vector<Answer> answers = answer_questions(session.runner, session.tokenizer(), asked_of(items_), options);
  for (size_t i = 0; i < items_.size(); ++i) {
    try {
      output_.add(items_[i], answers[i], out_);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::input) throw;
      if (!skips_ && !out_.empty()) writer_.write(out_);
      skip(error.what());
    }
  }
  if (!out_.empty()) writer_.write(out_);
  out_.clear();
  items_.clear();
  bytes_ = 0;
}

}  // namespace electra::cli
