// electra choose: the best of several choices.
#include "cli/evaluation/choose.h"

#include "cli/examples/input_format.h"
#include "cli/formats/choose.h"
#include "cli/run/task_command.h"
#include "electra/tasks.h"

namespace electra::cli {

extern const Command choose_command;

namespace {

constexpr Format input_formats[] = {Format::jsonl, Format::csv};

const Task<TaskFlags, ChoiceExample, Choice> task = {
    .command = choose_command,
    .inputs = input_formats,
    .source =
        [](const TaskFlags& flags, InputFiles files) {
          settle_table(flags.input.table, false, files.read_as);
          return choice_source(std::move(files));
        },
    .outputs = {{.name = Format::tsv, .write = write_choice_tsv},
                {.name = Format::jsonl,
                 .write = write_choice_json,
                 .skipped = "null\n",
                 .keys = "choice,text,probabilities,logits"}},
    .run =
        [](Pipeline& pipeline, std::span<const Item<ChoiceExample>> items, const TaskFlags& flags) {
          return pipeline.choose(asked_of(items),
                                 {.max_length = flags.batch.max_length, .batch_tokens = flags.batch.batch_tokens});
        },
    .cut = {"question with a choice", "questions with a choice",
            [](const ChoiceExample&, const Choice& choice, const Pipeline&) { return choice.cut; }},
    .evaluation = [](const TaskFlags&, const Pipeline&) { return std::make_unique<ChooseEvaluation>(); },
};

const TaskFlagSet<TaskFlags> flag_set = {
    .input =
        [](CLI::App& app, TaskFlags& flags) {
          add_format_flag(app, flags.input.format, {std::begin(input_formats), std::end(input_formats)},
                          "jsonl: objects with a prompt and choices, or of SWAG, HellaSwag, RACE, CommonsenseQA or "
                          "ARC; csv: files of SWAG; by default csv for files called .csv, "
                          "else jsonl");
          add_table_flags(app, flags.input.table, "csv");
        },
    .tables = "csv",
    .output_formats =
        "tsv: index and text of the best choice, then a column for the probability of each choice; jsonl: one object "
        "per question",
    .default_output = Format::tsv,
};

}  // namespace

const Command choose_command = {
    .name = "choose",
    .group = "Text",
    .summary = "answer multiple-choice questions",
    .description =
        "Writes the best choice for every question, and the probabilities of all its choices. A question may have any "
        "number of choices. With --evaluate, --report or --plot the choices are compared with the gold of the input.",
    .example =
        "echo '{\"prompt\": \"It began to rain.\", \"choices\": [\"She opened her umbrella.\", \"She opened the "
        "book.\"]}' | electra choose",
    .needs = Needs::weights_and_vocabulary,
    .head = Head::choose,
    .demo_model = "electra-mini-choice",
    .add = [](CLI::App& app) { return add_task(app, task, flag_set); },
};

}  // namespace electra::cli
