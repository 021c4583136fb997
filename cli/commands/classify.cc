// electra classify: the label of every text.
#include "cli/evaluation/classify.h"

#include <fmt/format.h>

#include <optional>

#include "cli/formats/classify.h"
#include "cli/run/task_command.h"
#include "electra/error.h"
#include "electra/tasks.h"

namespace electra::cli {

extern const Command classify_command;

namespace {

struct Flags : TaskFlags {
  int64_t top_k = 0;  // 0: not given
  bool all_scores = false;
  double threshold = 0.5;
  std::optional<ClassifyActivation> activation;  // nothing: the model's
  std::string map_labels;
};

constexpr TextInputKind input_kind = {.label_column = true};

std::unique_ptr<ClassifyEvaluation> evaluation(const Flags& flags, const Pipeline& pipeline) {
  const Config& config = pipeline.model().config();
  if (classify_problem(config) == ProblemType::regression && config.num_labels > 1) {
    throw Error(ErrorKind::usage, fmt::format("--evaluate, --report and --plot: the model has {} values for every text",
                                              config.num_labels));
  }
  return std::make_unique<ClassifyEvaluation>(config.id2label, classify_problem(config), flags.threshold,
                                              classify_scale(config), LabelMap(flags.map_labels));
}

const Task<Flags, TextExample, Classification, LabelStyle> task = {
    .command = classify_command,
    .settle =
        [](Flags& flags) {
          refuse_if(!LabelMap(flags.map_labels).is_empty() && !flags.evaluation.wanted(),
                    "--map-labels needs --evaluate, --report or --plot");
          refuse_if(flags.all_scores && flags.top_k > 0, "--all-scores and --top-k exclude each other");
        },
    .inputs = text_formats,
    .source =
        [](const Flags& flags, InputFiles files) {
          TextParser parser(flags.input, files.read_as, input_kind);
          require_gold(flags.evaluation, parser.has_labels(),
                       "the right labels: a --label-column, or jsonl with a \"label\"");
          return text_source(std::move(parser), std::move(files));
        },
    .outputs = {{.name = Format::tsv, .write = write_labels_tsv},
                {.name = Format::jsonl, .write = write_labels_json, .skipped = "null\n", .keys = "labels,value"}},
    .style =
        [](const Flags& flags, const Pipeline& pipeline, Outputs&) {
          refuse_if(was_given(*flags.app, "--threshold") &&
                        classify_problem(pipeline.model().config()) != ProblemType::multi_label,
                    "--threshold is for models with several labels for a text: the best label of this one needs none");
          return LabelStyle{.labels = pipeline.model().config().id2label,
                            .problem = classify_problem(pipeline.model().config()),
                            .top_k = flags.top_k,
                            .all = flags.all_scores,
                            .threshold = static_cast<float>(flags.threshold)};
        },
    .run =
        [](Pipeline& pipeline, std::span<const Item<TextExample>> items, const Flags& flags) {
          return pipeline.classify(asked_of(items), {.max_length = flags.batch.max_length,
                                                     .batch_tokens = flags.batch.batch_tokens,
                                                     .activation = flags.activation});
        },
    .result_bytes =
        [](const Item<TextExample>&, const Flags&, const Pipeline& pipeline) {
          return 2 * static_cast<size_t>(pipeline.model().config().num_labels) * sizeof(float);  // logits and scores
        },
    .cut = {"text", "texts",
            [](const TextExample&, const Classification& result, const Pipeline&) { return result.cut; }},
    .evaluation = evaluation,
};

const TaskFlagSet<Flags> flag_set = {
    .own =
        [](CLI::App& app, Flags& flags) {
          add_integer_flag(app, flags.top_k, {1, max_labels},
                           {"--top-k", "K", "write the K best labels of every text; by default only the best"});
          add_switch(app, flags.all_scores, {"--all-scores", "", "write all labels of every text, best first"});
          add_fraction_flag(app, flags.threshold,
                            {"--threshold", "PROBABILITY",
                             "with several labels per text, write those with at least this probability"});
          add_choice_flag(
              app, flags.activation,
              {{"none", ClassifyActivation::none},
               {"sigmoid", ClassifyActivation::sigmoid},
               {"softmax", ClassifyActivation::softmax}},
              {"--activation", "",
               "the function that makes scores of logits: none, sigmoid or softmax; by default the one that "
               "config.json names, or the one for its problem_type and number of labels"});
        },
    .input = [](CLI::App& app, Flags& flags) { add_text_input_flags(app, flags.input, input_kind); },
    .output_formats = "tsv: label and score, or a value; jsonl: one object per text with its labels",
    .default_output = Format::tsv,
    .output = [](CLI::App& app, Flags& flags) { add_map_labels_flag(app, flags.map_labels); },
};

}  // namespace

const Command classify_command = {
    .name = "classify",
    .group = "Text",
    .summary = "label texts, or pairs of texts",
    .description =
        "Writes the best label of every text, or pair of texts, with its probability. A model with several labels per "
        "text gives all labels that apply; a regression gives a value. With --evaluate, --report or --plot these are "
        "compared "
        "with the gold of the input.",
    .example = "echo 'a delightful surprise from start to finish' | electra classify",
    .needs = Needs::weights_and_vocabulary,
    .head = Head::classify,
    .demo_model = "electra-mini-sst2",
    .add = [](CLI::App& app) { return add_task(app, task, flag_set); },
};

}  // namespace electra::cli
