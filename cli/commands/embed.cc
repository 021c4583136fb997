// electra embed: texts as vectors.
#include "cli/formats/embed.h"

#include "cli/run/task_command.h"
#include "electra/tasks.h"

namespace electra::cli {

extern const Command embed_command;

namespace {

struct Flags : TaskFlags {
  Pooling pooling = Pooling::mean;
  int64_t layer = -1;
  bool normalize = false;
};

void settle(Flags& flags) {
  refuse_if(flags.pooling == Pooling::none && flags.output_format != Format::jsonl,
            "--pooling none has a vector for every token, which only jsonl can hold");
  refuse_if(flags.output_format == Format::npy && !is_regular_output(flags.stream.output),
            "npy needs --output FILE: it begins with the number of rows, which is known at the end");
}

const Task<Flags, TextExample, Embedding, VectorStyle> task = {
    .command = embed_command,
    .settle = settle,
    .inputs = text_formats,
    .source =
        [](const Flags& flags, InputFiles files) {
          TextParser parser(flags.input, files.read_as);
          return text_source(std::move(parser), std::move(files));
        },
    .outputs = {{.name = Format::jsonl,
                 .write = write_vector_json,
                 .skipped = "null\n",
                 .keys = "embedding,tokens,embeddings"},
                {.name = Format::tsv, .write = write_vector_tsv},
                {.name = Format::npy,
                 .write = write_vector_npy,
                 .skipped = "",
                 .begin = begin_npy,
                 .write_skipped = write_skipped_npy,
                 .complete = complete_npy}},
    .style =
        [](const Flags&, const Pipeline& pipeline, Outputs&) {
          return VectorStyle{.tokenizer = &pipeline.tokenizer(),
                             .hidden_size = static_cast<size_t>(pipeline.model().config().hidden_size)};
        },
    .run =
        [](Pipeline& pipeline, std::span<const Item<TextExample>> items, const Flags& flags) {
          return pipeline.embed(asked_of(items), {.pooling = flags.pooling,
                                                  .layer = flags.layer,
                                                  .normalize = flags.normalize,
                                                  .max_length = flags.batch.max_length,
                                                  .batch_tokens = flags.batch.batch_tokens});
        },
    .result_bytes =
        [](const Item<TextExample>& item, const Flags& flags, const Pipeline& pipeline) {
          const size_t rows = flags.pooling == Pooling::none ? most_tokens(item, flags, pipeline) : 1;
          return rows * static_cast<size_t>(pipeline.model().config().hidden_size) * sizeof(float);
        },
    .cut = {"text", "texts", [](const TextExample&, const Embedding& result, const Pipeline&) { return result.cut; }},
};

const TaskFlagSet<Flags> flag_set = {
    .own =
        [](CLI::App& app, Flags& flags) {
          add_choice_flag(
              app, flags.pooling,
              {{"mean", Pooling::mean}, {"cls", Pooling::cls}, {"max", Pooling::max}, {"none", Pooling::none}},
              {"--pooling", "",
               "how the tokens of a text, including [CLS] and [SEP], become one vector: mean, their mean; cls, the "
               "vector of "
               "[CLS]; max, the maximum of each component; none, one vector for every token"});
          add_integer_flag(
              app, flags.layer, {-max_hidden_layers - 1, max_hidden_layers},
              {"--layer", "N", "the layer that gives the vectors: 0 the embeddings, 1 the first layer, -1 the last",
               "Options", "-1"});
          add_switch(app, flags.normalize, {"--normalize", "", "scale every vector to length 1"});
        },
    .input = [](CLI::App& app, Flags& flags) { add_text_input_flags(app, flags.input); },
    .output_formats =
        "jsonl: one object per text; tsv: one row of numbers per text; npy: a matrix of float32 for numpy, "
        "needs --output",
    .default_output = Format::jsonl,
    .evaluates = false,
};

}  // namespace

const Command embed_command = {
    .name = "embed",
    .group = "Text",
    .summary = "turn texts into vectors",
    .description =
        "Writes one vector for every text or pair of texts: by default the mean of the last hidden states of its "
        "tokens. Any ELECTRA model will do; its head is not used.",
    .example = "echo 'The chef cooked the meal.' | electra embed --normalize",
    .needs = Needs::weights_and_vocabulary,
    .head = Head::model,
    .demo_model = "electra-mini-discriminator",
    .add = [](CLI::App& app) { return add_task(app, task, flag_set); },
};

}  // namespace electra::cli
