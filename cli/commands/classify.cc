// electra classify: the label of every text.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "cli/evaluation/classify_evaluation.h"
#include "cli/args/commands.h"
#include "cli/args/flags.h"
#include "cli/run/task_job.h"
#include "cli/io/json_out.h"
#include "cli/run/session.h"
#include "cli/examples/text.h"
#include "electra/error.h"
#include "electra/tasks.h"

namespace electra::cli {
namespace {

struct Flags {
  ModelFlags model;
  BatchFlags batch;
  StreamFlags stream;
  TextInputFlags input;
  EvaluationFlags evaluation;
  int64_t top_k = 0;  // 0: not given
  bool all_scores = false;
  double threshold = 0.5;
  std::string output_format = "tsv";
};

class ClassifyJob : public ItemJob<TextItem, Classification> {
 public:
  ClassifyJob(const Flags& flags, Session& session, TextParser& parser, const Stream& stream,
              ClassifyEvaluation* evaluation)
      : ItemJob(stream),
        flags_(flags),
        session_(session),
        parser_(parser),
        evaluation_(evaluation),
        problem_(classify_problem(config())),
        cut_(fmt::format("text longer than {} tokens cut", session.max_length(flags.batch)),
             fmt::format("texts longer than {} tokens cut", session.max_length(flags.batch))) {
    options_.max_length = session.max_length(flags.batch);
    options_.batch_tokens = flags.batch.batch_tokens;
  }

  void report() const { cut_.print(); }

 protected:
  std::optional<TextItem> parse(const Record& record) override { return parser_.parse(record, stream().file(record)); }
  std::vector<Classification> run(std::span<const TextItem> items) override {
    return classify(session_.runner, session_.tokenizer(), texts_of(items), options_);
  }
  void format_result(const Record& record, const TextItem& item, const Classification& result,
                     std::string& out) override {
    if (evaluation_ != nullptr) evaluation_->add(item, result);
    if (result.cut) cut_.add(1, stream().place(record));
    write(result, out);
  }
  virtual void write(const Classification& result, std::string& out) = 0;

  const Config& config() const { return session_.runner.model().config(); }
  const std::string& label(size_t index) const { return config().id2label[index]; }
  bool is_regression() const { return problem_ == ProblemType::regression; }

  // The labels to show, best first: as many as --top-k says, or all; else, with several labels per text, those that
  // reach the threshold, and with one the best. The values of a regression are no ranking: all, as the model has them.
  std::vector<size_t> shown(const Classification& result) const {
    std::vector<size_t> order(result.scores.size());
    std::iota(order.begin(), order.end(), size_t{0});
    if (is_regression()) return order;
    std::ranges::stable_sort(order, std::ranges::greater{}, [&](size_t i) { return result.scores[i]; });
    if (flags_.all_scores) return order;
    if (problem_ == ProblemType::multi_label && flags_.top_k == 0) {
      std::erase_if(order, [&](size_t i) { return result.scores[i] < static_cast<float>(flags_.threshold); });
      return order;
    }
    order.resize(std::min(order.size(), static_cast<size_t>(std::max<int64_t>(1, flags_.top_k))));
    return order;
  }

 private:
  const Flags& flags_;
  Session& session_;
  TextParser& parser_;
  ClassifyEvaluation* evaluation_;  // null: none is wanted
  ProblemType problem_;
  CountedWarning cut_;
  ClassifyOptions options_;
};

class TsvJob : public ClassifyJob {
 public:
  using ClassifyJob::ClassifyJob;

 protected:
  void write(const Classification& result, std::string& out) override {
    bool first = true;
    for (const size_t i : shown(result)) {
      if (!std::exchange(first, false)) out += '\t';
      // A lone value's label says nothing.
      if (!is_regression() || result.scores.size() > 1) out += on_one_line(label(i)) + '\t';
      append_score(out, result.scores[i]);
    }
    out += '\n';
  }
};

class JsonlJob : public ClassifyJob {
 public:
  using ClassifyJob::ClassifyJob;
  void format_skipped(std::string& out) override { out += "null\n"; }

 protected:
  void write(const Classification& result, std::string& out) override {
    if (is_regression() && result.scores.size() == 1) {
      out += R"({"value":)";
      append_json_score(out, result.scores[0]);
      out += "}\n";
      return;
    }
    out += R"({"labels":[)";
    bool first = true;
    for (const size_t i : shown(result)) {
      out += std::exchange(first, false) ? R"({"label":)" : R"(,{"label":)";
      append_json_string(out, label(i));
      out += R"(,"score":)";
      append_json_score(out, result.scores[i]);
      out += '}';
    }
    out += "]}\n";
  }
};

ExitCode run(const Flags& flags) {
  if (flags.all_scores && flags.top_k > 0) throw Error(ErrorKind::usage, "--all-scores and --top-k exclude each other");
  TextParser parser(flags.input, flags.stream.files);
  if (flags.evaluation.wanted() && !parser.has_labels()) {
    throw Error(ErrorKind::usage,
                "--evaluate and --report need the right labels: a --label-column, or jsonl with a \"label\"");
  }
  Stream stream(flags.stream, {.record_end = parser.record_end()});
  Evaluation output(flags.evaluation, {{"--output", flags.stream.output}});
  Session session(flags.model, command_named("classify"));
  const Config& config = session.runner.model().config();
  if (output.wanted() && classify_problem(config) == ProblemType::regression && config.num_labels > 1) {
    throw Error(ErrorKind::usage,
                fmt::format("--evaluate and --report: the model has {} values for every text", config.num_labels));
  }
  ClassifyEvaluation evaluation(config, flags.threshold);
  ClassifyEvaluation* const wanted = output.wanted() ? &evaluation : nullptr;
  std::unique_ptr<ClassifyJob> job;
  if (flags.output_format == "jsonl") {
    job = std::make_unique<JsonlJob>(flags, session, parser, stream, wanted);
  } else {
    job = std::make_unique<TsvJob>(flags, session, parser, stream, wanted);
  }
  const ExitCode code = stream.run(*job);
  job->report();
  if (output.wanted()) output.publish(evaluation.report());
  return code;
}

}  // namespace

Run add_classify(CLI::App& app) {
  const auto flags = std::make_shared<Flags>();
  add_integer_flag(app, flags->top_k, {1, max_labels},
                   {"--top-k", "K", "the K best labels of every text; by default the best"});
  add_switch(app, flags->all_scores, "--all-scores", "all labels of every text, best first");
  add_fraction_flag(app, flags->threshold,
                    {"--threshold", "SCORE", "with several labels per text, those with at least this score"});
  add_model_flags(app, flags->model);
  add_tokenizer_flag(app, flags->model.tokenizer);
  add_batch_flags(app, flags->batch);
  add_stream_flags(app, flags->stream);
  add_text_input_flags(app, flags->input, {.label_column = true});
  add_output_format_flag(app, flags->output_format, {"tsv", "jsonl"},
                         "tsv: label and score, or a value; jsonl: an object per text with its labels");
  add_evaluation_flags(app, flags->evaluation);
  return [flags] { return run(*flags); };
}

}  // namespace electra::cli
