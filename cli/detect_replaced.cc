// electra detect-replaced: the words of every line that look replaced.
#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/detect_replaced_html.h"
#include "cli/flags.h"
#include "cli/html.h"
#include "cli/json_text.h"
#include "cli/load.h"
#include "cli/offsets.h"
#include "cli/stream.h"
#include "cli/terminal.h"
#include "electra/error.h"
#include "electra/tasks.h"

namespace electra::cli {
namespace {

struct Flags {
  ModelFlags model;
  BatchFlags batch;
  StreamFlags stream;
  double threshold = 0.5;
  bool all = false;
  std::string offsets = "bytes";
  std::string output_format = "text";
  std::string color = "auto";
};

// What the formats have in common: the words of the records of a window.
class DetectJob : public Job {
 public:
  DetectJob(const Flags& flags, Session& session) : flags_(flags), session_(session) {
    options_.max_length = session.max_length(flags.batch);
    options_.batch_tokens = flags.batch.batch_tokens;
  }

  void compute(std::span<const Record> records) override {
    texts_.clear();
    for (const Record& record : records) texts_.push_back(record.text);
    words_ = detect_replaced(session_.runner, session_.tokenizer(), texts_, options_);
  }

 protected:
  const std::vector<ScoredWord>& words(size_t index) const { return words_[index]; }
  bool is_flagged(const ScoredWord& word) const { return word.score >= static_cast<float>(flags_.threshold); }
  // The spans of the words of a record as --offsets wants them.
  std::vector<Span> spans(const Record& record, size_t index) const {
    return offsets_of(words(index), flags_.offsets, record.text);
  }

  const Flags& flags_;

 private:
  Session& session_;
  DetectReplacedOptions options_;
  std::vector<std::string_view> texts_;
  std::vector<std::vector<ScoredWord>> words_;
};

class TextJob : public DetectJob {
 public:
  TextJob(const Flags& flags, Session& session, bool colour) : DetectJob(flags, session), colour_(colour) {}

  void format(const Record& record, size_t index, std::string& out) override {
    size_t copied = 0;
    for (const ScoredWord& word : words(index)) {
      if (!is_flagged(word)) continue;
      out += record.text.substr(copied, word.bytes.begin - copied);
      append_marked(out, span_text(record.text, word.bytes), word.score);
      copied = word.bytes.end;
    }
    out += record.text.substr(copied);
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

  bool colour_;
};

class JsonlJob : public DetectJob {
 public:
  using DetectJob::DetectJob;

  void format(const Record& record, size_t index, std::string& out) override {
    const std::vector<Span> offsets = spans(record, index);
    out += R"({"words":[)";
    for (size_t i = 0; i < offsets.size(); ++i) {
      const ScoredWord& word = words(index)[i];
      out += i == 0 ? R"({"text":)" : R"(,{"text":)";
      append_json_string(out, span_text(record.text, word.bytes));
      append_json_span(out, offsets[i]);
      out += R"(,"score":)";
      append_json_score(out, word.score);
      out += is_flagged(word) ? R"(,"replaced":true})" : R"(,"replaced":false})";
    }
    out += "]}\n";
  }

  void format_skipped(std::string& out) override { out += "null\n"; }
};

// One row per finding, without a heading, so that rows can be sorted, counted and concatenated.
class TsvJob : public DetectJob {
 public:
  using DetectJob::DetectJob;

  void format(const Record& record, size_t index, std::string& out) override {
    const std::vector<Span> offsets = spans(record, index);
    for (size_t i = 0; i < offsets.size(); ++i) {
      const ScoredWord& word = words(index)[i];
      if (!flags_.all && !is_flagged(word)) continue;
      append_tsv_place(out, record, offsets[i]);
      out += span_text(record.text, word.bytes);
      out += '\t';
      append_score(out, word.score);
      out += '\n';
    }
  }

  void format_skipped(std::string&) override {}
};

class HtmlJob : public DetectJob {
 public:
  using DetectJob::DetectJob;

  void begin(std::string& out) override { append_html_head(out, flags_.threshold); }
  void end(std::string& out) override { append_page_foot(out); }
  void format(const Record& record, size_t index, std::string& out) override {
    append_html_row(out, record, words(index), static_cast<float>(flags_.threshold));
  }
  void format_skipped(std::string&) override {}
};

std::unique_ptr<Job> make_job(const Flags& flags, Session& session, bool to_terminal) {
  if (flags.output_format == "jsonl") return std::make_unique<JsonlJob>(flags, session);
  if (flags.output_format == "tsv") return std::make_unique<TsvJob>(flags, session);
  if (flags.output_format == "html") return std::make_unique<HtmlJob>(flags, session);
  return std::make_unique<TextJob>(flags, session, wants_colour(flags.color, to_terminal));
}

ExitCode run(const Flags& flags) {
  if (flags.all && flags.output_format != "tsv") throw Error(ErrorKind::usage, "--all needs --output-format tsv");
  Stream stream(flags.stream);
  Session session(flags.model, command_named("detect-replaced"));
  return stream.run(*make_job(flags, session, stream.writer().is_terminal()));
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
  add_output_format_flag(app, flags->output_format, {"text", "jsonl", "tsv", "html"},
                         "text: the line with its flagged words marked; jsonl: an object per line with all words; "
                         "tsv: a row per flagged word; html: a page that shows scores as colours");
  add_offsets_flag(app, flags->offsets);
  add_color_flag(app, flags->color);
  return [flags] { return run(*flags); };
}

}  // namespace electra::cli
