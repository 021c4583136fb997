// electra score: how good predictions are, from files alone.
#include "cli/score/score.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/quote.h"
#include "cli/args/command.h"
#include "cli/args/flags.h"
#include "cli/evaluation/label_map.h"
#include "cli/evaluation/tag.h"
#include "cli/io/overlap.h"
#include "cli/io/writer.h"
#include "cli/run/model_location.h"
#include "cli/run/run_report.h"
#include "cli/run/sandbox.h"
#include "cli/run/session.h"
#include "electra/error.h"

namespace electra::cli {

extern const Command score_command;

using namespace internal;

namespace {

struct Flags {
  std::string task;
  ScoreRequest request;
  std::optional<Format> format, predictions_format;  // nothing: told from the names
  std::string model;
  std::string output;
  std::string plot;  // empty: none
  Sandbox sandbox = Sandbox::automatic;
  std::optional<Format> output_format = Format::text;
};

struct ScoredTask {
  std::string_view name;
  Scored (*score)(const ScoreRequest&);
  std::vector<Format> formats, predictions_formats;
  std::vector<std::string> flags;  // beyond those of all tasks
};

const std::vector<ScoredTask>& tasks() {
  using enum Format;
  static const std::vector<ScoredTask> table = {
      {"detect-replaced", score_detect_replaced, {jsonl}, {jsonl, tsv, text}, {"--threshold", "--offsets"}},
      {"fill-mask", score_fill_mask, {jsonl}, {jsonl, tsv}, {"--model", "--offsets"}},
      {"classify",
       score_classify,
       {tsv, csv, jsonl},
       {tsv, jsonl},
       {"--label-column", "--labels", "--problem-type", "--threshold", "--header", "--separator", "--map-labels"}},
      {"qa",
       score_qa,
       {squad, jsonl},
       {squad, jsonl, tsv},
       {"--null-odds", "--null-threshold", "--metric", "--language"}},
      {"tag",
       score_tag,
       {conll, conllu, tagged, jsonl, csv, tsv},
       {conll, conllu, tagged, jsonl, csv, tsv},
       {"--label-column", "--word-column", "--sentence-column", "--scheme", "--affix", "--header", "--separator"}},
      {"choose", score_choose, {jsonl, csv}, {tsv, jsonl}, {"--header", "--separator"}},
  };
  return table;
}

const ScoredTask& task_named(const std::string& name) { return *std::ranges::find(tasks(), name, &ScoredTask::name); }

// A flag that does nothing for the task would leave its user with numbers of something else.
void check_flags(const CLI::App& app, const ScoredTask& task) {
  for (const ScoredTask& other : tasks()) {
    for (const std::string& flag : other.flags) {
      if (!was_given(app, flag) || std::ranges::find(task.flags, flag) != task.flags.end()) continue;
      throw Error(ErrorKind::usage, fmt::format("{} has no meaning for {}", flag, task.name));
    }
  }
}

// The task says which formats there are, so the flags cannot be checked before it is known.
void require_one_of(std::string_view flag, std::optional<Format> given, const std::vector<Format>& formats) {
  if (!given || std::ranges::find(formats, *given) != formats.end()) return;
  throw Error(ErrorKind::usage, fmt::format("{}: {}, expected one of {}", flag, quote(format_name(*given)),
                                            fmt::join(format_names(formats), ", ")));
}

// Those of any task, in the order of the formats.
std::vector<Format> all_formats(std::vector<Format> ScoredTask::*formats) {
  std::set<Format> all;
  for (const ScoredTask& task : tasks()) all.insert((task.*formats).begin(), (task.*formats).end());
  return {all.begin(), all.end()};
}

constexpr Format output_formats[] = {Format::text, Format::json};

ExitCode run(const CLI::App& app, Flags flags) {
  settle_output_format(app, flags.output_format, flags.output, output_formats);
  const ScoredTask& task = task_named(flags.task);
  check_flags(app, task);
  ScoreRequest request = flags.request;
  request.is_threshold_given = was_given(app, "--threshold");
  refuse_if(request.predictions == "-" && request.gold == "-", "PREDICTIONS and GOLD cannot both be standard input");
  require_one_of("--format", flags.format, task.formats);
  request.gold_files = InputFiles(std::vector{request.gold});
  request.gold_files.tell(flags.format, task.formats);
  constexpr std::string_view flag = "--predictions-format";
  const std::vector<Format>& formats = task.predictions_formats;
  require_one_of(flag, flags.predictions_format, formats);
  const Format named = format_of_name(request.predictions, formats).value_or(formats.front());
  request.predictions_as = {
      .format = flags.predictions_format.value_or(named),
      .is_given = flags.predictions_format.has_value(),
      .flag = flag,
      .separator = tsv_cells.separator};  // of rows that commands write, where commas may be part of labels
  const NamedFiles written = {{"--output", flags.output}, {"--plot", flags.plot}};
  std::vector<std::string> read = {request.predictions, request.gold};
  if (!request.null_odds.empty()) read.push_back(request.null_odds);
  require_apart(written, read);
  require_distinct(written);
  const std::unique_ptr<Writer> plot = open_plot(flags.plot);
  request.plots = plot != nullptr;
  Writer writer(flags.output);
  SandboxPaths paths = {.readable = {request.predictions, request.gold, request.null_odds},
                        .writable = {flags.output, flags.plot}};
  if (!flags.model.empty()) {
    paths.readable.push_back(find_model(flags.model, ModelNeeds::tokenizer));
    require_apart(written, paths.readable.back());
  }
  enter_sandbox(flags.sandbox, paths);
  std::optional<Tokenizer> tokenizer;
  if (!flags.model.empty()) request.tokenizer = &tokenizer.emplace(load_tokenizer(paths.readable.back()));
  const Scored scored = task.score(request);
  Report run = run_report(score_command.name, app, read);
  run["records"] = scored.records;
  if (plot) write_plot(*plot, scored.plot);
  writer.write(flags.output_format == Format::json ? json_of(scored.report, run) : table_of(scored.report));
  writer.finish();
  return ExitCode::done;
}

// What some of the tasks need to know.
void add_task_flags(CLI::App& app, ScoreRequest& request, std::string& model) {
  add_text_flag(app, request.label_column,
                {"--label-column", "COLUMN",
                 "classify: the column of GOLD with the gold label, a name or number; tag: that with the gold tag, or "
                 "the list of "
                 "tags of jsonl, by default as electra tag --tag-column"});
  add_text_flag(app, request.word_column,
                {"--word-column", "COLUMN", "tag: that of GOLD with the word, as of electra tag"});
  add_text_flag(
      app, request.sentence_column,
      {"--sentence-column", "COLUMN", "tag: that of GOLD that says where a sentence begins, as of electra tag"});
  add_text_flag(app, request.labels,
                {"--labels", "LIST",
                 "classify: the names of the model's labels in their order, for gold labels that are numbers"});
  add_table_flags(app, request.table);
  add_map_labels_flag(app, request.map_labels, "classify: ");
  add_choice_flag(
      app, request.problem_type,
      {{"single-label", ProblemType::single_label},
       {"multi-label", ProblemType::multi_label},
       {"regression", ProblemType::regression}},
      {"--problem-type", "",
       "classify: the kind of the predictions; by default regression for one number a line, else single-label"});
  add_fraction_flag(
      app, request.threshold,
      {"--threshold", "PROBABILITY",
       "detect-replaced: words with at least this probability count as flagged; classify: of several labels, those "
       "with at least this probability count as predicted"});
  add_choice_flag(
      app, request.scheme, tag_schemes,
      {"--scheme", "",
       "tag: the rule that makes spans from tags: lenient, that of conlleval and seqeval's default; iob1, iob2, ioe1, "
       "ioe2, iobes or bilou, seqeval's strict mode; google, that of Google's chunker; by default google for BIOES "
       "with the letter before the type, else lenient"});
  add_choice_flag(app, request.affix, {{"prefix", TagAffix::prefix}, {"suffix", TagAffix::suffix}},
                  {"--affix", "",
                   "tag: where the letter of a tag stands: prefix, before the type (B-PER); suffix, behind it (PER-B), "
                   "as seqeval's suffix=True; by default told from the tags"});
  add_text_flag(app, request.null_odds, {"--null-odds", "FILE", "qa: the file that electra qa wrote with this flag"});
  add_number_flag(app, request.null_threshold,
                  {"--null-threshold", "ODDS",
                   "qa: count as no answer if the null odds are higher; by default the answers count as they are"});
  add_answer_metric_flags(app, request.metric, "qa: ");
  add_text_flag(app, model,
                {"-m,--model", "MODEL",
                 "fill-mask: look up gold words in the vocabulary of this model; without it, a gold word must be "
                 "spelled exactly as its piece"});
}

Run add_score(CLI::App& app) {
  const auto flags = std::make_shared<Flags>();
  ScoreRequest& request = flags->request;
  std::vector<std::string_view> names;
  for (const ScoredTask& task : tasks()) names.push_back(task.name);
  add_name_operand(app, flags->task, std::move(names), "TASK", "the command that predicts");
  add_operand(app, request.predictions, "PREDICTIONS", "the output of that command; - is standard input");
  add_operand(app, request.gold, "GOLD", "the gold, in a format that the command evaluates with; - is standard input");
  add_format_choice(
      app, flags->format, all_formats(&ScoredTask::formats),
      {"--format", "",
       "of GOLD: tsv, csv or jsonl for classify; jsonl or csv for choose; squad or jsonl for qa; conll, conllu, "
       "tagged, jsonl, csv or tsv for tag; by default told from its beginning or name"});
  add_format_choice(
      app, flags->predictions_format, all_formats(&ScoredTask::predictions_formats),
      {"--predictions-format", "",
       "of PREDICTIONS: tsv or jsonl for classify and choose; squad, jsonl or tsv for qa; by default told from "
       "its name, else the first of these; for tag as of GOLD, for detect-replaced jsonl, tsv or text, for fill-mask "
       "jsonl or tsv; of these three the content tells it"});
  add_task_flags(app, request, flags->model);
  add_offsets_flag(app, request.offsets);
  add_output_format_flag(app, flags->output_format, {std::begin(output_formats), std::end(output_formats)},
                         "text: a table; json: the object that --report writes");
  add_output_flag(app, flags->output);
  add_plot_flag(app, flags->plot);
  add_quiet_flag(app);
  add_sandbox_flag(app, flags->sandbox);
  return [flags, &app] { return run(app, *flags); };
}

}  // namespace

const Command score_command = {
    .name = "score",
    .group = "Text",
    .summary = "compute metrics from a file of predictions and a file of gold",
    .description =
        "Computes the metrics that the other commands report with --evaluate, from a file of predictions and a file of "
        "gold. It needs no model. The predictions may come from an earlier run, from parts of a file put together, or "
        "from another program. There is no loss, because the loss needs the model's logits.",
    .example =
        "echo '{\"text\": \"a fine film\", \"label\": \"positive\"}' > gold.jsonl; "
        "electra classify gold.jsonl | electra score classify - gold.jsonl",
    .add = add_score,
};

}  // namespace electra::cli
