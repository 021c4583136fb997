// electra detect-replaced: the words of every line that look replaced.
#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "cli/args/commands.h"
#include "cli/formats/detect_replaced.h"
#include "cli/args/flags.h"
#include "cli/io/html.h"
#include "cli/run/task_job.h"
#include "cli/io/json_out.h"
#include "cli/run/session.h"
#include "cli/io/offsets.h"
#include "cli/examples/replaced.h"
#include "cli/io/terminal.h"
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
  double threshold = 0.5;
  bool all = false;
  std::string offsets = "bytes";
  std::string output_format = "text";
  std::string color = "auto";
};

constexpr TextInputKind input_kind = {.pairs = false};

// What the formats have in common: the scored words of the records of a window.
class DetectJob : public ItemJob<ReplacedItem, ScoredText> {
 public:
  DetectJob(const Flags& flags, Session& session, TextParser& parser, const Stream& stream,
            ReplacedEvaluation* evaluation)
      : ItemJob(stream), flags_(flags), session_(session), parser_(parser), evaluation_(evaluation) {
    options_.max_length = session.max_length(flags.batch);
    options_.batch_tokens = flags.batch.batch_tokens;
  }

 protected:
  std::optional<ReplacedItem> parse(const Record& record) override {
    return read_replaced_item(parser_, record, stream().file(record));
  }
  std::vector<ScoredText> run(std::span<const ReplacedItem> items) override {
    std::vector<std::string_view> texts;
    for (const ReplacedItem& item : items) texts.push_back(item.text);
    return detect_replaced(session_.runner, session_.tokenizer(), texts, options_);
  }
  void format_result(const Record& record, const ReplacedItem& item, const ScoredText& result,
                     std::string& out) override {
    if (evaluation_ != nullptr) evaluation_->add(item, result.words, result.logits);
    write(record, item.text, result.words, out);
  }
  virtual void write(const Record& record, std::string_view text, const std::vector<ScoredWord>& words,
                     std::string& out) = 0;

  bool is_flagged(const ScoredWord& word) const { return word.score >= static_cast<float>(flags_.threshold); }

  const Flags& flags_;

 private:
  Session& session_;
  TextParser& parser_;
  ReplacedEvaluation* evaluation_;  // null: none is wanted
  DetectReplacedOptions options_;
};

class TextJob : public DetectJob {
 public:
  using DetectJob::DetectJob;

 protected:
  void write(const Record&, std::string_view text, const std::vector<ScoredWord>& words, std::string& out) override {
    const size_t line_begin = out.size();
    size_t copied = 0;
    for (const ScoredWord& word : words) {
      if (!is_flagged(word)) continue;
      out += text.substr(copied, word.bytes.begin - copied);
      append_marked(out, span_text(text, word.bytes), word.score);
      copied = word.bytes.end;
    }
    out += text.substr(copied);
    keep_on_one_line(out, line_begin);
    out += '\n';
  }

 private:
  void append_marked(std::string& out, std::string_view word, float score) const {
    if (colour_) {
      append_shaded(out, word, score);
    } else {
      fmt::format_to(std::back_inserter(out), "[[{}]]", word);
    }
  }

  bool colour_ = wants_colour(flags_.color, stream().writer().is_terminal());
};

class JsonlJob : public DetectJob {
 public:
  using DetectJob::DetectJob;
  void format_skipped(std::string& out) override { out += "null\n"; }

 protected:
  void write(const Record&, std::string_view text, const std::vector<ScoredWord>& words, std::string& out) override {
    const std::vector<Span> offsets = offsets_of(words, flags_.offsets, text);
    out += R"({"words":[)";
    for (size_t i = 0; i < offsets.size(); ++i) {
      out += i == 0 ? R"({"text":)" : R"(,{"text":)";
      append_json_string(out, span_text(text, words[i].bytes));
      append_json_span(out, offsets[i]);
      out += R"(,"score":)";
      append_json_score(out, words[i].score);
      out += is_flagged(words[i]) ? R"(,"replaced":true})" : R"(,"replaced":false})";
    }
    out += "]}\n";
  }
};

// One row per finding, without a heading, so that rows can be sorted, counted and concatenated.
class TsvJob : public DetectJob {
 public:
  using DetectJob::DetectJob;
  void format_skipped(std::string&) override {}

 protected:
  void write(const Record& record, std::string_view text, const std::vector<ScoredWord>& words,
             std::string& out) override {
    const std::vector<Span> offsets = offsets_of(words, flags_.offsets, text);
    for (size_t i = 0; i < offsets.size(); ++i) {
      if (!flags_.all && !is_flagged(words[i])) continue;
      append_tsv_place(out, record, offsets[i]);
      out += on_one_line(std::string(span_text(text, words[i].bytes)));
      out += '\t';
      append_score(out, words[i].score);
      out += '\n';
    }
  }
};

class HtmlJob : public DetectJob {
 public:
  using DetectJob::DetectJob;
  void begin(std::string& out) override { append_html_head(out, flags_.threshold); }
  void end(std::string& out) override { append_page_foot(out); }
  void format_skipped(std::string&) override {}

 protected:
  void write(const Record& record, std::string_view text, const std::vector<ScoredWord>& words,
             std::string& out) override {
    append_html_row(out, record, text, words, static_cast<float>(flags_.threshold));
  }
};

std::unique_ptr<Job> make_job(const Flags& flags, Session& session, TextParser& parser, const Stream& stream,
                              ReplacedEvaluation* evaluation) {
  if (flags.output_format == "jsonl") return std::make_unique<JsonlJob>(flags, session, parser, stream, evaluation);
  if (flags.output_format == "tsv") return std::make_unique<TsvJob>(flags, session, parser, stream, evaluation);
  if (flags.output_format == "html") return std::make_unique<HtmlJob>(flags, session, parser, stream, evaluation);
  return std::make_unique<TextJob>(flags, session, parser, stream, evaluation);
}

ExitCode run(const Flags& flags) {
  if (flags.all && flags.output_format != "tsv") throw Error(ErrorKind::usage, "--all needs --output-format tsv");
  TextParser parser(flags.input, flags.stream.files, input_kind);
  if (flags.evaluation.wanted() && !parser.reads_json()) {
    throw Error(ErrorKind::usage, "--evaluate and --report need jsonl with \"replaced\", the indices of the words");
  }
  Stream stream(flags.stream, {.record_end = parser.record_end()});
  Evaluation output(flags.evaluation, {{"--output", flags.stream.output}});
  Session session(flags.model, command_named("detect-replaced"));
  ReplacedEvaluation evaluation(flags.threshold);
  const auto job = make_job(flags, session, parser, stream, output.wanted() ? &evaluation : nullptr);
  const ExitCode code = stream.run(*job);
  if (output.wanted()) output.publish(evaluation.report());
  return code;
}

}  // namespace

Run add_detect_replaced(CLI::App& app) {
  const auto flags = std::make_shared<Flags>();
  add_fraction_flag(app, flags->threshold, {"--threshold", "SCORE", "flag the words with at least this score"});
  add_switch(app, flags->all, "--all", "in tsv, a row for every word instead of every flagged one");
  add_model_flags(app, flags->model);
  add_tokenizer_flag(app, flags->model.tokenizer);
  add_batch_flags(app, flags->batch);
  add_stream_flags(app, flags->stream);
  add_text_input_flags(app, flags->input, input_kind);
  add_output_format_flag(app, flags->output_format, {"text", "jsonl", "tsv", "html"},
                         "text: the line with its flagged words marked; jsonl: an object per line with all words; "
                         "tsv: a row per flagged word; html: a page that shows scores as colours");
  add_offsets_flag(app, flags->offsets);
  add_color_flag(app, flags->color);
  add_evaluation_flags(app, flags->evaluation);
  return [flags] { return run(*flags); };
}

}  // namespace electra::cli
