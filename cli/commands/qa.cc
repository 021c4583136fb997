// electra qa: the part of a text that answers a question.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/args/commands.h"
#include "cli/args/flags.h"
#include "cli/io/input_file.h"
#include "cli/run/task_job.h"
#include "cli/run/session.h"
#include "cli/io/messages.h"
#include "cli/examples/qa.h"
#include "cli/formats/qa.h"
#include "cli/run/squad_run.h"
#include "cli/examples/text_record.h"
#include "electra/error.h"
#include "electra/tasks.h"

namespace electra::cli {
namespace {

// Defaults of the scripts that the heads come from: run_qa.py, and Google's configure_finetuning.py.
constexpr int64_t default_max_length = 384;
constexpr int64_t google_max_length = 512;
constexpr double default_null_threshold = 0.0;
constexpr double google_null_threshold = -2.75;

struct Flags {
  ModelFlags model;
  BatchFlags batch;
  StreamFlags stream;
  EvaluationFlags evaluation;
  QaOutputFlags output;
  std::string format;  // empty: text with --question, else squad for .json, else jsonl
  std::string question;
  int64_t doc_stride = 0;        // 0: 128, or less where windows are small
  int64_t max_query_length = 0;  // 0: 64, or less
  int64_t max_answer_length = 30;
  int64_t n_best = 20;
  int64_t beam_size = google_beam_size;
  std::optional<double> null_threshold;
};

AnswerOptions answer_options(const Flags& flags, const Session& session) {
  const bool is_google = !session.runner.model().config().google_task.empty();
  const int64_t longest = session.max_length(flags.batch);
  AnswerOptions options;
  options.max_length =
      flags.batch.max_length != 0 ? longest : std::min(longest, is_google ? google_max_length : default_max_length);
  // At most a third of a window for the question, and half of what is left for the overlap.
  options.max_query_length =
      flags.max_query_length != 0 ? flags.max_query_length : std::min<int64_t>(64, options.max_length / 3);
  options.doc_stride = flags.doc_stride != 0
                           ? flags.doc_stride
                           : std::clamp<int64_t>((options.max_length - options.max_query_length - 3) / 2, 1, 128);
  options.max_answer_length = flags.max_answer_length;
  options.n_best = flags.n_best;
  options.beam_size = flags.beam_size;
  options.batch_tokens = flags.batch.batch_tokens;
  return options;
}

// Lines: jsonl, or contexts of one question.
class LinesJob : public ItemJob<QaItem, Answer> {
 public:
  LinesJob(const Flags& flags, Session& session, const Stream& stream, QaOutput& output)
      : ItemJob(stream), flags_(flags), session_(session), output_(output), options_(answer_options(flags, session)) {}

  void format_skipped(std::string& out) override { out += output_.writes_json() ? "null\n" : "\n"; }

 protected:
  std::optional<QaItem> parse(const Record& record) override {
    QaItem item;
    if (flags_.question.empty()) {
      item = read_qa_object(parse_record_object(record.text));
    } else {
      item.question = flags_.question;
      item.context = std::make_shared<const std::string>(record.text);
    }
    if (item.id.empty()) item.id = std::to_string(record.ordinal);
    item.may_have_no_answer = item.may_have_no_answer || flags_.null_threshold.has_value();
    return item;
  }
  std::vector<Answer> run(std::span<const QaItem> items) override {
    return answer_questions(session_.runner, session_.tokenizer(), asked_of(items), options_);
  }
  void format_result(const Record&, const QaItem& item, const Answer& answer, std::string& out) override {
    output_.add(item, answer, out);
  }

 private:
  const Flags& flags_;
  Session& session_;
  QaOutput& output_;
  AnswerOptions options_;
};

std::string format_of(const Flags& flags) {
  if (!flags.format.empty()) return flags.format;
  if (!flags.question.empty()) return "text";
  return all_end_in(flags.stream.files, {".json"}) ? "squad" : "jsonl";
}

void check(const Flags& flags, const std::string& format) {
  if ((format == "text") != !flags.question.empty()) {
    throw Error(ErrorKind::usage, "--question and --format text, lines of contexts, need each other");
  }
  if (flags.output.output_format == "squad" && format != "squad") {
    throw Error(ErrorKind::usage, "--output-format squad needs a file of SQuAD (--format squad)");
  }
  if (flags.evaluation.wanted() && format == "text") {
    throw Error(ErrorKind::usage, "--evaluate and --report need the right answers: a file of SQuAD, or jsonl");
  }
}

ExitCode run(const Flags& given) {
  Flags flags = given;
  const std::string format = format_of(flags);
  check(flags, format);
  if (flags.output.output_format.empty()) flags.output.output_format = format == "squad" ? "squad" : "tsv";
  Evaluation evaluation(
      flags.evaluation,
      {{"--output", flags.stream.output}, {"--nbest", flags.output.nbest}, {"--null-odds", flags.output.null_odds}});
  QaOutput output(flags.output);
  std::optional<Stream> stream;
  std::optional<SquadRun> squad;
  if (format == "squad") {
    squad.emplace(flags.stream, output);
  } else {
    stream.emplace(flags.stream);
  }
  Session session(flags.model, command_named("qa"));
  const bool is_google = !session.runner.model().config().google_task.empty();
  const double threshold = flags.null_threshold.value_or(is_google ? google_null_threshold : default_null_threshold);
  output.set_threshold(threshold);
  QaEvaluation answers(threshold);
  if (evaluation.wanted()) output.set_evaluation(&answers);

  ExitCode code = ExitCode::done;
  if (stream) {
    LinesJob job(flags, session, *stream, output);
    code = stream->run(job);
  } else {
    code = squad->run(session, answer_options(flags, session));
  }
  output.finish();
  if (evaluation.wanted()) evaluation.publish(answers.report());
  return code;
}

}  // namespace

Run add_qa(CLI::App& app) {
  const auto flags = std::make_shared<Flags>();
  add_text_flag(app, flags->question, {"--question", "TEXT", "answer this from every line of the input"});
  add_number_flag(
      app, flags->null_threshold,
      {"--null-threshold", "ODDS", "no answer where the null odds are higher; by default 0, for Google's heads -2.75"});
  add_integer_flag(app, flags->doc_stride, {1, 100000},
                   {"--doc-stride", "N",
                    "tokens that neighbouring windows of a long text share; for Google's heads those from one to the "
                    "next; by default 128, or half of what a short --max-length leaves"});
  add_integer_flag(app, flags->max_query_length, {1, 100000},
                   {"--max-query-length", "N",
                    "pieces of a question, by default 64, or a third of a short --max-length; longer ones are cut"});
  add_integer_flag(app, flags->max_answer_length, {1, 100000},
                   {"--max-answer-length", "N", "pieces of an answer, by default 30"});
  add_integer_flag(app, flags->n_best, {1, 1000}, {"--n-best", "N", "answers to weigh for a question, by default 20"});
  add_integer_flag(
      app, flags->beam_size, {1, google_beam_size},
      {"--beam-size", "N", "starts, and ends of each, that Google's joint head weighs; by default 20, the most"});
  add_model_flags(app, flags->model);
  add_tokenizer_flag(app, flags->model.tokenizer);
  add_batch_flags(app, flags->batch);
  add_stream_flags(app, flags->stream);
  add_choice_flag(
      app, flags->format, {"squad", "jsonl", "text"},
      {"--format", "FORMAT",
       "of the input: squad, files of SQuAD 1.1 or 2.0; jsonl, objects with a question and a context; text, "
       "contexts of --question; by default squad for files called .json"})
      ->group("Input and output");
  add_output_format_flag(app, flags->output.output_format, {"squad", "jsonl", "tsv"},
                         "squad: an object of ids and answers; jsonl: an object per question; tsv: id, answer, start, "
                         "end, probability");
  add_text_flag(app, flags->output.nbest, {"--nbest", "FILE", "write the best answers of every question, as JSON"})
      ->group("Input and output");
  add_text_flag(app, flags->output.null_odds,
                {"--null-odds", "FILE", "write how much speaks for no answer to every question, as JSON"})
      ->group("Input and output");
  add_offsets_flag(app, flags->output.offsets);
  add_evaluation_flags(app, flags->evaluation);
  return [flags] { return run(*flags); };
}

}  // namespace electra::cli
