// What a command of a task says about itself: a table of its formats, its source of examples, its call of the library
// and its evaluation. The rest of the command is the same for all of them (run_task).
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "cli/args/flags.h"
#include "cli/evaluation/evaluation.h"
#include "cli/evaluation/report.h"
#include "cli/examples/text.h"
#include "cli/io/input_file.h"
#include "cli/io/item_source.h"
#include "cli/io/output_format.h"
#include "cli/io/writer.h"
#include "cli/run/rejects.h"
#include "cli/run/sandbox.h"
#include "cli/run/session.h"

namespace electra::cli {

// The flags of every task. A command with flags of its own derives its struct from this one.
struct TaskFlags {
  const CLI::App* app = nullptr;  // that they were parsed by
  ModelFlags model;
  BatchFlags batch;
  StreamFlags stream;
  TextInputFlags input;                 // of tasks that have no texts: the format alone
  std::optional<Format> output_format;  // nothing, and settle leaves it so: the first of the table
  EvaluationFlags evaluation;
  Sandbox sandbox = Sandbox::automatic;
};

// What a run writes, opened before the model is loaded.
struct Outputs {
  Writer results;
  Rejects rejects;
  std::map<std::string_view, std::unique_ptr<Writer>> files;  // those of Task::files; null for one not asked for
};

// A warning about texts that are too long for the model: what they are called, and whether a result is of one.
template <class Example, class Result>
struct CutWarning {
  std::string_view singular = "";  // "text"; empty: nothing is ever cut
  std::string_view plural = "";
  bool (*is_cut)(const Example& example, const Result& result, const Pipeline& pipeline) = nullptr;
};

// For Task::result_bytes: how many tokens the text of an item can have that the model takes in one piece.
template <class Example>
size_t most_tokens(const Item<Example>& item, const TaskFlags& flags, const Pipeline& pipeline) {
  const int64_t limit = flags.batch.max_length == 0 ? pipeline.max_length() : flags.batch.max_length;
  return std::min(item.bytes + 2, static_cast<size_t>(limit));
}

// A second model, which completes what the first has found.
template <class Flags, class Example, class Result>
struct OtherModelOf {
  OtherModel (*model)(const Flags& flags) = nullptr;  // of a run; null: no run has one
  void (*complete)(Pipeline& pipeline, Pipeline& other, std::span<const Item<Example>> items, std::span<Result> results,
                   const Flags& flags) = nullptr;
};

template <class Flags, class Style>
Style default_style(const Flags&, const Pipeline&, Outputs&) {
  return {};
}

template <class Flags, class Example, class Result, class Style = NoStyle>
struct Task {
  const Command& command;

  // Refuses flags that contradict each other, and settles what they leave open; before anything is opened. May be null.
  void (*settle)(Flags& flags) = nullptr;
  std::span<const Format> inputs =
      {};  // formats that it reads, the usual one first; those of a command that tells itself
  // Throws Error(usage) for the rest of them, and Error(input) for files that are something else.
  std::function<std::unique_ptr<ItemSource<Example>>(const Flags& flags, InputFiles files)> source;
  std::vector<OutputFormat<Example, Result, Style>> outputs;
  // The files that flags ask for besides the results, whose names may be empty. May be null.
  NamedFiles (*files)(const Flags& flags) = nullptr;
  // What the formats share, once the model is there.
  Style (*style)(const Flags& flags, const Pipeline& pipeline, Outputs& outputs) = default_style<Flags, Style>;
  std::vector<Result> (*run)(Pipeline& pipeline, std::span<const Item<Example>> items, const Flags& flags);
  OtherModelOf<Flags, Example, Result> other = {};
  // How many bytes an item's result takes at most, about, where that can be far more than its text. Null: it is not.
  size_t (*result_bytes)(const Item<Example>& item, const Flags& flags, const Pipeline& pipeline) = nullptr;
  CutWarning<Example, Result> cut = {};
  // Where results can be compared with gold. Throws Error(usage) for a model whose results cannot. May be null.
  std::function<std::unique_ptr<Evaluation<Example, Result>>(const Flags& flags, const Pipeline& pipeline)> evaluation =
      nullptr;
};

}  // namespace electra::cli
