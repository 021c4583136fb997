// electra score: how good predictions are, from files alone.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/args/commands.h"
#include "cli/args/flags.h"
#include "cli/score/score.h"
#include "cli/io/writer.h"
#include "electra/error.h"

namespace electra::cli {
namespace {

struct Flags {
  ScoreFlags score;
  std::string output;
  std::string output_format = "text";
};

struct Task {
  std::string_view name;
  Report (*score)(const ScoreFlags&);
  std::vector<std::string> formats, predictions_formats;
  std::vector<std::string> flags;  // beyond those of all tasks
};

const std::vector<Task>& tasks() {
  static const std::vector<Task> table = {
      {"detect-replaced", score_detect_replaced, {"jsonl"}, {"jsonl"}, {"--threshold", "--offsets"}},
      {"fill-mask", score_fill_mask, {"jsonl"}, {"jsonl"}, {"--model"}},
      {"classify",
       score_classify,
       {"tsv", "csv", "jsonl"},
       {"tsv", "jsonl"},
       {"--label-column", "--labels", "--problem-type", "--threshold"}},
      {"qa", score_qa, {"squad", "jsonl"}, {"squad", "jsonl", "tsv"}, {"--null-odds", "--null-threshold"}},
      {"tag", score_tag, {"conll"}, {"conll"}, {"--label-column", "--scheme"}},
      {"choose", score_choose, {"jsonl", "csv"}, {"tsv", "jsonl"}, {}},
  };
  return table;
}

const Task& task_named(const std::string& name) {
  const auto found = std::ranges::find(tasks(), name, &Task::name);
  if (found != tasks().end()) return *found;
  std::vector<std::string_view> names;
  for (const Task& task : tasks()) names.push_back(task.name);
  throw Error(ErrorKind::usage, fmt::format("TASK: '{}', expected one of {}", name, fmt::join(names, ", ")));
}

// A flag that does nothing for the task would leave its user with numbers of something else.
void check_flags(const CLI::App& app, const Task& task) {
  for (const Task& other : tasks()) {
    for (const std::string& flag : other.flags) {
      if (app.get_option(flag)->count() == 0 || std::ranges::find(task.flags, flag) != task.flags.end()) continue;
      throw Error(ErrorKind::usage, fmt::format("{} has no meaning for {}", flag, task.name));
    }
  }
}

// The format given, or the one that the file is named after, or the task's first.
std::string format_of(const std::string& flag, const std::string& given, const std::string& file,
                      const std::vector<std::string>& formats) {
  if (!given.empty()) {
    if (std::ranges::find(formats, given) != formats.end()) return given;
    throw Error(ErrorKind::usage, fmt::format("{}: '{}', expected one of {}", flag, given, fmt::join(formats, ", ")));
  }
  for (const std::string& format : formats) {
    if (file.ends_with("." + format)) return format;
  }
  return formats.front();
}

ExitCode run(const CLI::App& app, const Flags& flags) {
  const Task& task = task_named(flags.score.task);
  check_flags(app, task);
  ScoreFlags given = flags.score;
  if (given.predictions == "-" && given.gold == "-") {
    throw Error(ErrorKind::usage, "PREDICTIONS and GOLD cannot both be standard input");
  }
  given.format = format_of("--format", given.format, given.gold, task.formats);
  given.predictions_format =
      format_of("--predictions-format", given.predictions_format, given.predictions, task.predictions_formats);
  Writer writer(flags.output);
  const Report report = task.score(given);
  writer.write(flags.output_format == "json" ? json_of(report) : table_of(report));
  writer.finish();
  return ExitCode::done;
}

}  // namespace

Run add_score(CLI::App& app) {
  const auto flags = std::make_shared<Flags>();
  ScoreFlags& score = flags->score;
  app.add_option("TASK", score.task, "the command that predicts: detect-replaced, fill-mask, classify, qa, tag, choose")
      ->required();
  app.add_option("PREDICTIONS", score.predictions, "what it wrote; - is standard input")->required();
  app.add_option("GOLD", score.gold, "what is right, in a format that the command evaluates with")->required();
  add_text_flag(app, score.format,
                {"--format", "FORMAT",
                 "of GOLD: tsv, csv or jsonl for classify, jsonl or csv for choose, squad or jsonl for qa; by default "
                 "told from its name"});
  add_text_flag(
      app, score.predictions_format,
      {"--predictions-format", "FORMAT",
       "of PREDICTIONS: tsv or jsonl for classify and choose, squad, jsonl or tsv for qa; by default told from "
       "its name, else the first of these"});
  add_text_flag(
      app, score.label_column,
      {"--label-column", "COLUMN",
       "classify: the column of GOLD with the right label, a name or number; tag: the number of that with the "
       "right tag, by default the last"});
  add_text_flag(app, score.labels,
                {"--labels", "LIST",
                 "classify: the names of the model's labels in their order, for right labels that are numbers"});
  add_choice_flag(app, score.problem_type, {"single-label", "multi-label", "regression"},
                  {"--problem-type", "TYPE",
                   "classify: what predictions are; by default regression for one number a line, else single-label"});
  add_fraction_flag(
      app, score.threshold,
      {"--threshold", "SCORE", "from which a word counts as flagged, and a label of several as predicted"});
  add_choice_flag(app, score.scheme, {"lenient", "iob2", "iobes", "google"},
                  {"--scheme", "SCHEME",
                   "tag: what makes a span: lenient, as seqeval by default and conlleval; iob2 or iobes, as seqeval's "
                   "strict mode; google, as its chunker; by default google for tags with E- or S-, else lenient"});
  add_text_flag(app, score.null_odds, {"--null-odds", "FILE", "qa: the file of the flag of the same name"});
  add_number_flag(app, score.null_threshold,
                  {"--null-threshold", "ODDS",
                   "qa: no answer where the null odds are higher; by default answers are taken as they are"});
  add_text_flag(app, score.model,
                {"--model", "MODEL",
                 "fill-mask: the model whose vocabulary right words are looked up in; without it they have to be its "
                 "pieces as they stand there"});
  add_offsets_flag(app, score.offsets);
  add_output_format_flag(app, flags->output_format, {"text", "json"},
                         "text: a table; json: the object that --report writes");
  add_output_flag(app, flags->output);
  add_quiet_flag(app);
  return [flags, &app] { return run(app, *flags); };
}

}  // namespace electra::cli
