// electra tag: named entities and other spans of words.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/args/commands.h"
#include "cli/evaluation/report.h"
#include "cli/args/flags.h"
#include "cli/io/input_file.h"
#include "cli/run/session.h"
#include "cli/formats/tag_conll.h"
#include "cli/evaluation/tag.h"
#include "cli/formats/tag.h"
#include "cli/io/terminal.h"
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
  std::string scheme = "bio";
  std::string aggregate = "first";
  int64_t label_column = 0;   // 0: the last
  std::string output_format;  // empty: conll for conll, else text
  std::string offsets = "bytes";
  std::string color = "auto";
};

const std::vector<std::string> aggregations = {"none", "simple", "first", "average", "max"};  // as in the enum

bool reads_conll(const Flags& flags) {
  if (!flags.format.empty()) return flags.format == "conll";
  return all_end_in(flags.stream.files, {".conll", ".iob", ".iob2", ".bio", ".bioes"});
}

void check(const Flags& flags) {
  const bool conll = reads_conll(flags);
  const std::string& output = flags.output_format;
  if (conll && !output.empty() && output != "conll") {
    throw Error(ErrorKind::usage, "--output-format " + output + " needs lines of text; CoNLL in is CoNLL out");
  }
  if (!conll && output == "conll") throw Error(ErrorKind::usage, "--output-format conll needs --format conll");
  if (!conll && flags.evaluation.wanted()) {
    throw Error(ErrorKind::usage, "--evaluate and --report need words with their tags: --format conll");
  }
}

ExitCode run_conll(const Flags& flags, const TagOptions& options, Session& session, Stream& stream,
                   Evaluation& output) {
  const std::optional<int64_t> labels = output.wanted() ? std::optional(flags.label_column) : std::nullopt;
  TagEvaluation evaluation(session.runner.model().config());
  TagConllJob job(session, ConllParser(labels), options, flags.scheme, stream, output.wanted() ? &evaluation : nullptr);
  const ExitCode code = stream.run(job);
  if (output.wanted()) output.publish(evaluation.report());
  return code;
}

ExitCode run(const Flags& flags) {
  check(flags);
  const bool conll = reads_conll(flags);
  Stream stream(flags.stream, {.whole_blocks = conll});
  Evaluation output(flags.evaluation, {{"--output", flags.stream.output}});
  Session session(flags.model, command_named("tag"));
  const TagOptions options = {.max_length = session.max_length(flags.batch), .batch_tokens = flags.batch.batch_tokens};
  if (conll) return run_conll(flags, options, session, stream, output);
  const auto aggregation =
      static_cast<Aggregation>(std::ranges::find(aggregations, flags.aggregate) - aggregations.begin());
  const TagTextStyle style = {.output_format = flags.output_format,
                              .offsets = flags.offsets,
                              .colour = wants_colour(flags.color, stream.writer().is_terminal())};
  return stream.run(*make_tag_text_job(session, aggregation, options, style));
}

}  // namespace

Run add_tag(CLI::App& app) {
  const auto flags = std::make_shared<Flags>();
  add_choice_flag(app, flags->scheme, {"bio", "bioes", "raw"},
                  {"--scheme", "SCHEME",
                   "of tags written to CoNLL: the spans as bio or bioes, or the model's tags as they are (raw)"});
  add_choice_flag(
      app, flags->aggregate, aggregations,
      {"--aggregate", "STRATEGY",
       "how pieces of text make spans, as Transformers' pipeline does: none, every piece for itself; simple, "
       "neighbours of one type; first, average, max: of words, with the label of these of their pieces"});
  add_model_flags(app, flags->model);
  add_tokenizer_flag(app, flags->model.tokenizer);
  add_batch_flags(app, flags->batch);
  add_stream_flags(app, flags->stream);
  add_choice_flag(app, flags->format, {"text", "conll"},
                  {"--format", "FORMAT",
                   "of the input: text, lines as they are, or conll, a word a line with columns behind it; by default "
                   "conll for files called .conll, .bio, .bioes, .iob or .iob2"})
      ->group("Input and output");
  add_output_format_flag(app, flags->output_format, {"text", "jsonl", "tsv", "html", "conll"},
                         "text: the line with its spans marked; jsonl: an object per line with its spans; tsv: a row "
                         "per span; html: a page with coloured spans; conll, for conll: its lines with a column more");
  add_offsets_flag(app, flags->offsets);
  add_color_flag(app, flags->color);
  add_evaluation_flags(app, flags->evaluation);
  add_integer_flag(app, flags->label_column, {2, max_labels},
                   {"--label-column", "N", "the column of the right tags, from 1; by default the last"})
      ->group("Evaluation");
  return [flags] { return run(*flags); };
}

}  // namespace electra::cli
