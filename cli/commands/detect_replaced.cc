// electra detect-replaced: the words of every line that look replaced.
#include "cli/evaluation/detect_replaced.h"

#include <fmt/format.h>

#include "base/quote.h"
#include "cli/formats/detect_replaced.h"
#include "cli/run/task_command.h"
#include "electra/tasks.h"

namespace electra::cli {

extern const Command detect_replaced_command;

namespace {

struct Flags : TaskFlags {
  double threshold = 0.5;
  bool all = false;
  std::string suggest;  // the generator's --model; empty: no suggestions
  bool apply = false;
  double min_gain = 0.5;
  OffsetUnit offsets = OffsetUnit::bytes;
  MarkFlags marks;
};

constexpr TextInputKind input_kind = {.pairs = false};

// What --suggest stands for without a value: the generator that goes with the discriminator, told by its name.
constexpr std::string_view own_generator = "auto";

std::string generator_of(const Flags& flags) {
  if (flags.suggest != own_generator) return flags.suggest;
  std::string name = flags.model.model.empty() ? std::string(detect_replaced_command.demo_model) : flags.model.model;
  name.resize(std::min(name.size(), name.find('@')));  // a revision of the discriminator's
  constexpr std::string_view part = "discriminator";
  const size_t found = name.rfind(part);
  if (found == name.npos || name.find('/', found) < name.find_last_not_of('/')) {
    throw Error(ErrorKind::usage,
                fmt::format("--suggest: the name of --model does not tell its generator ({} has no \"{}\" in it): "
                            "--suggest GENERATOR names one",
                            internal::quote(name), part));
  }
  name.replace(found, part.size(), "generator");
  return name;
}

void settle(Flags& flags) {
  refuse_if(flags.all && flags.output_format != Format::tsv && flags.output_format != Format::html,
            "--all needs --output-format tsv or html");
  refuse_if(flags.apply && flags.suggest.empty(), "--apply needs --suggest, which finds the words");
  refuse_if(flags.apply && flags.output_format != Format::text,
            "--apply writes text, another --output-format does not");
  refuse_if(!flags.apply && was_given(*flags.app, "--min-gain"), "--min-gain needs --apply");
  refuse_if(flags.apply && (was_given(*flags.app, "--text-marks") || was_given(*flags.app, "--color")),
            "--apply writes plain text: it excludes --color and --text-marks");
  check_mark_flags(*flags.app, *flags.output_format);
  check_offsets_flag(*flags.app, *flags.output_format);
}

void suggest(Pipeline& pipeline, Pipeline& generator, std::span<const Item<ReplacedExample>> items,
             std::span<JudgedText> results, const Flags& flags) {
  electra::suggest({pipeline.runner(), pipeline.tokenizer()}, {generator.runner(), generator.tokenizer()},
                   asked_of(items), results,
                   {.threshold = static_cast<float>(flags.threshold),
                    .max_length = flags.batch.max_length,
                    .batch_tokens = flags.batch.batch_tokens});
}

const Task<Flags, ReplacedExample, JudgedText, ReplacedStyle> task = {
    .command = detect_replaced_command,
    .settle = settle,
    .inputs = text_formats,
    .source =
        [](const Flags& flags, InputFiles files) {
          TextParser parser(flags.input, files.read_as, input_kind);
          require_gold(flags.evaluation, parser.format() == Format::jsonl,
                       "jsonl with \"replaced\", the indices of the words");
          refuse_if(flags.output_format == Format::editor && parser.format() != Format::text,
                    "--output-format editor is for lines of text, whose columns an editor knows");
          return replaced_source(std::move(parser), std::move(files));
        },
    .outputs = {{.name = Format::text, .write = write_replaced_text},
                {.name = Format::jsonl, .write = write_replaced_json, .skipped = "null\n", .keys = "words"},
                {.name = Format::tsv, .write = write_replaced_tsv, .skipped = ""},
                {.name = Format::editor, .write = write_replaced_places, .skipped = ""},
                {.name = Format::html,
                 .write = write_replaced_row,
                 .skipped = "",
                 .begin = begin_replaced_page,
                 .end = end_replaced_page}},
    .style =
        [](const Flags& flags, const Pipeline&, Outputs& outputs) {
          PageSource page = page_source(flags, detect_replaced_command);
          if (!flags.suggest.empty()) page.generator = generator_of(flags);
          return ReplacedStyle{
              .threshold = static_cast<float>(flags.threshold),
              .all = flags.all,
              .suggests = !flags.suggest.empty(),
              .applies = flags.apply ? std::optional(static_cast<float>(flags.min_gain)) : std::nullopt,
              .offsets = flags.offsets,
              .marks = {outputs.results.use_colours(flags.apply ? Colour::never : flags.marks.colour),
                        flags.marks.escapes},
              .page = Page(std::move(page))};
        },
    .run =
        [](Pipeline& pipeline, std::span<const Item<ReplacedExample>> items, const Flags& flags) {
          return pipeline.detect_replaced(
              asked_of(items), {.max_length = flags.batch.max_length, .batch_tokens = flags.batch.batch_tokens});
        },
    .other = {.model =
                  [](const Flags& flags) {
                    if (flags.suggest.empty()) return OtherModel();
                    return OtherModel{"--suggest", generator_of(flags), Head::masked_lm};
                  },
              .complete = suggest},
    .evaluation = [](const Flags& flags,
                     const Pipeline&) { return std::make_unique<ReplacedEvaluation>(flags.threshold); },
};

const TaskFlagSet<Flags> flag_set = {
    .own =
        [](CLI::App& app, Flags& flags) {
          add_fraction_flag(app, flags.threshold,
                            {"--threshold", "PROBABILITY", "flag the words with at least this probability"});
          add_switch(
              app, flags.all,
              {"--all", "", "in tsv, write a row for every word, not only for flagged ones; in html, mark every word"});
          add_optional_text_flag(
              app, flags.suggest, own_generator,
              {"--suggest", "GENERATOR",
               "for every flagged word, up to three words that fit better in its place: the generator, a model for "
               "fill-mask, finds them, and the discriminator judges each in its place; auto, or nothing, is the model "
               "with \"generator\" for \"discriminator\" in the name of --model"});
          add_switch(app, flags.apply,
                     {"--apply", "", "with --suggest, write the text with the best suggestions in place of the words"});
          add_fraction_flag(app, flags.min_gain,
                            {"--min-gain", "GAIN",
                             "with --apply, how much less than the word a suggestion must look replaced: by more than "
                             "GAIN, in probability"});
        },
    .input = [](CLI::App& app, Flags& flags) { add_text_input_flags(app, flags.input, input_kind); },
    .output_formats =
        "text: the line with its flagged words marked; jsonl: one object per line with all its words; "
        "tsv: one row per flagged word; editor: FILE:LINE:COLUMN: for each of them, which editors jump to; html: a "
        "page that shows probabilities as colours",
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
