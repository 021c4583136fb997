// electra choose: the best of several choices.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "cli/evaluation/choose.h"
#include "cli/args/commands.h"
#include "cli/args/flags.h"
#include "cli/io/input_file.h"
#include "cli/run/task_job.h"
#include "cli/io/json_out.h"
#include "cli/run/session.h"
#include "cli/examples/question.h"
#include "electra/error.h"
#include "electra/tasks.h"

namespace electra::cli {
namespace {

struct Flags {
  ModelFlags model;
  BatchFlags batch;
  StreamFlags stream;
  EvaluationFlags evaluation;
  std::string format;  // empty: from the files' names
  std::string output_format = "tsv";
};

class ChooseJob : public ItemJob<QuestionItem, Choice> {
 public:
  ChooseJob(const Flags& flags, Session& session, QuestionParser& parser, const Stream& stream,
            ChooseEvaluation* evaluation)
      : ItemJob(stream),
        session_(session),
        parser_(parser),
        evaluation_(evaluation),
        writes_json_(flags.output_format == "jsonl"),
        cut_(fmt::format("question with a choice longer than {} tokens cut", session.max_length(flags.batch)),
             fmt::format("questions with a choice longer than {} tokens cut", session.max_length(flags.batch))) {
    options_.max_length = session.max_length(flags.batch);
    options_.batch_tokens = flags.batch.batch_tokens;
  }

  void format_skipped(std::string& out) override { out += writes_json_ ? "null\n" : "\n"; }
  void report() const { cut_.print(); }

 protected:
  std::optional<QuestionItem> parse(const Record& record) override {
    return parser_.parse(record, stream().file(record));
  }
  std::vector<Choice> run(std::span<const QuestionItem> items) override {
    std::vector<Question> questions;
    for (const QuestionItem& item : items) questions.push_back(item.question());
    return choose(session_.runner, session_.tokenizer(), questions, options_);
  }
  void format_result(const Record& record, const QuestionItem& item, const Choice& result, std::string& out) override {
    if (evaluation_ != nullptr) {
      evaluation_->add(item, result.best);
      evaluation_->add_loss(cross_entropy_loss(result.logits, std::ssize(result.logits), std::span(&*item.label, 1)));
    }
    if (result.cut) cut_.add(1, stream().place(record));
    const std::string& text = item.choices[static_cast<size_t>(result.best)];
    writes_json_ ? write_json(text, result, out) : write_tsv(text, result, out);
  }

 private:
  static void write_tsv(const std::string& text, const Choice& result, std::string& out) {
    append_integer(out, result.best);
    out += '\t' + on_one_line(text);
    for (size_t i = 0; i < result.probabilities.size(); ++i) {
      out += i == 0 ? '\t' : ' ';
      append_score(out, result.probabilities[i]);
    }
    out += '\n';
  }

  static void write_json(const std::string& text, const Choice& result, std::string& out) {
    out += R"({"choice":)";
    append_integer(out, result.best);
    out += R"(,"text":)";
    append_json_string(out, text);
    for (const auto& [key, values] : {std::pair("probabilities", &result.probabilities), {"logits", &result.logits}}) {
      fmt::format_to(std::back_inserter(out), R"(,"{}":[)", key);
      for (size_t i = 0; i < values->size(); ++i) {
        if (i > 0) out += ',';
        append_json_score(out, (*values)[i]);
      }
      out += ']';
    }
    out += "}\n";
  }

  Session& session_;
  QuestionParser& parser_;
  ChooseEvaluation* evaluation_;
  bool writes_json_;
  CountedWarning cut_;
  ChooseOptions options_;
};

std::string format_of(const Flags& flags) {
  if (!flags.format.empty()) return flags.format;
  return all_end_in(flags.stream.files, {".csv"}) ? "csv" : "jsonl";
}

ExitCode run(const Flags& flags) {
  QuestionParser parser(format_of(flags));
  Stream stream(flags.stream, {.record_end = parser.record_end()});
  Evaluation output(flags.evaluation, {{"--output", flags.stream.output}});
  Session session(flags.model, command_named("choose"));
  ChooseEvaluation evaluation;
  ChooseJob job(flags, session, parser, stream, output.wanted() ? &evaluation : nullptr);
  const ExitCode code = stream.run(job);
  job.report();
  if (output.wanted()) output.publish(evaluation.report());
  return code;
}

}  // namespace

Run add_choose(CLI::App& app) {
  const auto flags = std::make_shared<Flags>();
  add_model_flags(app, flags->model);
  add_tokenizer_flag(app, flags->model.tokenizer);
  add_batch_flags(app, flags->batch);
  add_stream_flags(app, flags->stream);
  add_choice_flag(app, flags->format, {"jsonl", "csv"},
                  {"--format", "FORMAT",
                   "of the input: jsonl, objects with a prompt and choices, or csv, files of SWAG; by default csv for "
                   "files called so"})
      ->group("Input and output");
  add_output_format_flag(app, flags->output_format, {"tsv", "jsonl"},
                         "tsv: index, text, and the probabilities of all choices; jsonl: an object per question");
  add_evaluation_flags(app, flags->evaluation);
  return [flags] { return run(*flags); };
}

}  // namespace electra::cli
