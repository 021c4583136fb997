// A command of a task from its table: the flags that all of them have, and the run.
#pragma once

#include <algorithm>
#include <cassert>
#include <chrono>
#include <iterator>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "cli/examples/fields.h"
#include "cli/io/cells.h"
#include "cli/run/resume.h"
#include "cli/run/run_report.h"
#include "cli/run/task.h"
#include "cli/run/task_job.h"
#include "cli/run/weight_digests.h"

namespace electra::cli {

// The flags of a command in the order of its help.
template <class Flags>
struct TaskFlagSet {
  void (*own)(CLI::App& app, Flags& flags) = nullptr;     // first; may be null
  void (*input)(CLI::App& app, Flags& flags) = nullptr;   // how the input is read
  std::string_view tables = "tsv and csv";                // that it reads; empty: none
  std::string output_formats;                             // help of --output-format
  std::optional<Format> default_output = std::nullopt;    // as the help says; nothing: it depends
  bool evaluates = true;                                  // has --evaluate, --report and --plot
  void (*output)(CLI::App& app, Flags& flags) = nullptr;  // how results are written, and evaluated; last; may be null
};

template <class Flags>
void add_task_flags(CLI::App& app, Flags& flags, const TaskFlagSet<Flags>& set, std::vector<Format> outputs) {
  flags.app = &app;
  if (set.own != nullptr) set.own(app, flags);
  add_model_flags(app, flags.model);
  add_tokenizer_flag(app, flags.model.tokenizer);
  add_batch_flags(app, flags.batch);
  add_stream_flags(app, flags.stream);
  add_sandbox_flag(app, flags.sandbox);
  set.input(app, flags);
  add_keep_flag(app, flags.input.keep, set.tables);
  flags.output_format = set.default_output;
  add_output_format_flag(app, flags.output_format, std::move(outputs), set.output_formats);
  if (set.evaluates) add_evaluation_flags(app, flags.evaluation);
  if (set.output != nullptr) set.output(app, flags);
}

template <class Flags, class Example, class Result, class Style>
std::vector<Format> formats_of(const Task<Flags, Example, Result, Style>& task) {
  std::vector<Format> formats;
  for (const auto& output : task.outputs) formats.push_back(output.name);
  return formats;
}

// The keys that objects of this format may have by themselves.
template <class Flags, class Example, class Result, class Style>
std::vector<std::string> keys_of(const Task<Flags, Example, Result, Style>& task, Format format) {
  std::vector<std::string> keys = {"file", "line"};
  for (const auto& output : task.outputs) {
    if (output.name == format) std::ranges::copy(split_at_commas(output.keys), std::back_inserter(keys));
  }
  return keys;
}

// The files of a run. A pipe is waited for, but not for the sake of a model that is not there.
inline InputFiles input_files(const TaskFlags& flags, std::span<const Format> formats) {
  InputFiles files(flags.stream.files);
  if (!flags.model.model.empty()) find_model(flags.model.model);
  files.tell(flags.input.format, formats);
  return files;
}

// What is not there is refused before a model is loaded.
template <class Flags, class Example, class Result, class Style>
ExitCode run_task(const Task<Flags, Example, Result, Style>& task, const Flags& flags, InputFiles input) {
  const Format output_format = flags.output_format.value_or(task.outputs.front().name);
  check_stream_flags(flags.stream, output_format);
  const std::vector<std::string> kept = kept_names(flags.input.keep, output_format, keys_of(task, output_format));
  const std::unique_ptr<ItemSource<Example>> source = task.source(flags, std::move(input));
  if (!kept.empty()) source->keep(kept, output_format);
  if (flags.stream.first_line > 1) source->number_from(static_cast<uint64_t>(flags.stream.first_line));
  const NamedFiles files = task.files == nullptr ? NamedFiles() : task.files(flags);
  NamedFiles beside = files;
  beside.emplace_back("--rejects", flags.stream.rejects);
  NamedFiles written = beside;
  written.insert(
      written.end(),
      {{"--output", flags.stream.output}, {"--report", flags.evaluation.report}, {"--plot", flags.evaluation.plot}});
  require_apart(written, flags.stream.files, "--output");
  ReportOutput report(flags.evaluation, flags.stream.output, std::move(beside));
  if (flags.stream.resume) require_output_alone(flags.evaluation, files);
  Outputs outputs = {.results = results_writer(flags.stream), .rejects = Rejects(flags.stream.rejects), .files = {}};
  for (const auto& [flag, file] : files) outputs.files[flag] = file.empty() ? nullptr : std::make_unique<Writer>(file);
  SandboxPaths paths = {.readable = {flags.stream.files.begin(), flags.stream.files.end()}};
  for (const auto& [flag, file] : written) paths.writable.emplace_back(file);

  const OtherModel other = task.other.model == nullptr ? OtherModel() : task.other.model(flags);
  Session session = load_session(flags.model, task.command, written, flags.sandbox, std::move(paths), other);
  Pipeline& pipeline = session.pipeline;
  std::optional<WeightDigests> digests;
  if (!flags.evaluation.report.empty()) digests.emplace(session.directory);
  std::unique_ptr<Evaluation<Example, Result>> evaluation;
  if (flags.evaluation.wanted()) {
    assert(task.evaluation);  // the source has required gold
    evaluation = task.evaluation(flags, pipeline);
    if (report.has_plot()) evaluation->keep_for_plot();
  }
  if (flags.stream.resume) {
    std::vector<std::filesystem::path> models = model_files(session.directory);
    if (session.other) std::ranges::copy(model_files(session.other_directory), std::back_inserter(models));
    nlohmann::json run = run_to_resume(task.command.name, *flags.app, flags.stream, models);
    run["precision"] = precision_name(pipeline.model().precision());  // which auto stands for on this CPU
    resume(outputs.results, run);
  }
  TaskJob job(task, flags, session, *source, task.style(flags, pipeline, outputs), evaluation.get());
  Stream<Example> stream(*source, job, {outputs.results, outputs.rejects}, flags.stream, output_format);
  const auto begin = std::chrono::steady_clock::now();
  const ExitCode code = stream.run();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  job.print_warnings();
  if (evaluation) {
    Report run;
    if (digests) {
      run = run_report(flags, task.command, session, digests->finish());
      add_measured(run, {stream.counts(), job.tokens(), seconds.count()});
    }
    report.publish(evaluation->report(), run);
    if (report.has_plot()) report.publish(evaluation->plot());
  }
  outputs.rejects.finish();
  // Where there are results there is all that belongs to them, so they are final last.
  for (const auto& [flag, file] : outputs.files) {
    if (file) file->finish();
  }
  outputs.results.finish();
  return code;
}

// A command with one table.
template <class Flags, class Example, class Result, class Style>
Run add_task(CLI::App& app, const Task<Flags, Example, Result, Style>& task, const TaskFlagSet<Flags>& set) {
  const auto given = std::make_shared<Flags>();
  add_task_flags(app, *given, set, formats_of(task));
  return [given, &task, &app] {
    Flags flags = *given;
    settle_output_format(app, flags.output_format, flags.stream.output, formats_of(task));
    if (task.settle != nullptr) task.settle(flags);
    return run_task(task, flags, input_files(flags, task.inputs));
  };
}

}  // namespace electra::cli
