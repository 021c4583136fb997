// electra detect-replaced: the words of every line that look replaced.
#include "cli/evaluation/detect_replaced.h"

#include "cli/formats/detect_replaced.h"
#include "cli/run/task_command.h"
#include "electra/tasks.h"

namespace electra::cli {

extern const Command detect_replaced_command;

namespace {

struct Flags : TaskFlags {
  double threshold = 0.5;
  bool all = false;
  OffsetUnit offsets = OffsetUnit::bytes;
  MarkFlags marks;
};

constexpr TextInputKind input_kind = {.pairs = false};

const Task<Flags, ReplacedExample, JudgedText, ReplacedStyle> task = {
    .command = detect_replaced_command,
    .settle =
        [](Flags& flags) {
          refuse_if(flags.all && flags.output_format != Format::tsv, "--all needs --output-format tsv");
          check_mark_flags(flags.marks, *flags.output_format);
        },
    .inputs = text_formats,
    .source =
        [](const Flags& flags, InputFiles files) {
          TextParser parser(flags.input, files.read_as, input_kind);
          require_gold(flags.evaluation, parser.format() == Format::jsonl,
                       "jsonl with \"replaced\", the indices of the words");
          return replaced_source(std::move(parser), std::move(files));
        },
    .outputs = {{.name = Format::text, .write = write_replaced_text},
                {.name = Format::jsonl, .write = write_replaced_json, .skipped = "null\n", .keys = "words"},
                {.name = Format::tsv, .write = write_replaced_tsv, .skipped = ""},
                {.name = Format::html,
                 .write = write_replaced_row,
                 .skipped = "",
                 .begin = begin_replaced_page,
                 .end = end_replaced_page}},
    .style =
        [](const Flags& flags, const Pipeline&, Outputs& outputs) {
          return ReplacedStyle{.threshold = static_cast<float>(flags.threshold),
                               .all = flags.all,
                               .offsets = flags.offsets,
                               .marks = {outputs.results.use_colours(flags.marks.colour), flags.marks.escapes}};
        },
    .run =
        [](Pipeline& pipeline, std::span<const Item<ReplacedExample>> items, const Flags& flags) {
          return pipeline.detect_replaced(
              asked_of(items), {.max_length = flags.batch.max_length, .batch_tokens = flags.batch.batch_tokens});
        },
    .evaluation = [](const Flags& flags,
                     const Pipeline&) { return std::make_unique<ReplacedEvaluation>(flags.threshold); },
};

const TaskFlagSet<Flags> flag_set = {
    .own =
        [](CLI::App& app, Flags& flags) {
          add_fraction_flag(app, flags.threshold,
                            {"--threshold", "PROBABILITY", "flag the words with at least this probability"});
          add_switch(app, flags.all, {"--all", "", "in tsv, write a row for every word, not only for flagged ones"});
        },
    .input = [](CLI::App& app, Flags& flags) { add_text_input_flags(app, flags.input, input_kind); },
    .output_formats =
        "text: the line with its flagged words marked; jsonl: one object per line with all its words; "
        "tsv: one row per flagged word; html: a page that shows probabilities as colours",
    .default_output = Format::text,
    .output =
        [](CLI::App& app, Flags& flags) {
          add_offsets_flag(app, flags.offsets);
          add_mark_flags(app, flags.marks);
        },
};

}  // namespace

const Command detect_replaced_command = {
    .name = "detect-replaced",
    .group = "Text",
    .summary = "flag the words that look replaced",
    .description =
        "Computes for every word the probability that it replaced another word, and marks the words with a high "
        "probability: in colour on a terminal, in [[double brackets]] in a pipe. A long line goes through the model in "
        "overlapping windows, so that none of it is cut off.",
    .example = "echo 'The chef ate the meal with a fork and a cloud.' | electra detect-replaced",
    .needs = Needs::weights_and_vocabulary,
    .head = Head::pretraining,
    .demo_model = "electra-mini-discriminator",
    .add = [](CLI::App& app) { return add_task(app, task, flag_set); },
};

}  // namespace electra::cli
