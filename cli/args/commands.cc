#include "cli/args/commands.h"

#include <algorithm>
#include <cassert>
#include <iterator>

namespace electra::cli {

Run add_detect_replaced(CLI::App& app);  // detect_replaced.cc
Run add_fill_mask(CLI::App& app);        // fill_mask.cc
Run add_classify(CLI::App& app);         // classify.cc
Run add_tag(CLI::App& app);              // tag.cc
Run add_qa(CLI::App& app);               // qa.cc
Run add_choose(CLI::App& app);           // choose.cc
Run add_score(CLI::App& app);            // score.cc
Run add_embed(CLI::App& app);            // embed.cc
Run add_tokenize(CLI::App& app);         // tokenize.cc
Run add_convert(CLI::App& app);          // convert.cc
Run add_inspect(CLI::App& app);          // inspect.cc
Run add_forward(CLI::App& app);          // forward.cc

namespace {

constexpr std::string_view discriminator = "electra-mini-discriminator";
constexpr std::string_view generator = "electra-mini-generator";
constexpr std::string_view classifier = "electra-mini-sst2";
constexpr std::string_view answerer = "electra-mini-qa";
constexpr std::string_view tagger = "electra-mini-ner";
constexpr std::string_view chooser = "electra-mini-choice";

constexpr Command table[] = {
    {.name = "detect-replaced",
     .group = "Text",
     .summary = "flag the words that look replaced",
     .description = "Scores every word of every line with the probability that it is not the word the writer meant, "
                    "and marks those with a high score: coloured on a terminal, in [[double brackets]] in a pipe. "
                    "Long lines are scored whole, in overlapping windows.",
     .example = "echo 'The chef ate the meal with a fork and a cloud.' | electra detect-replaced",
     .head = Head::pretraining,
     .demo_model = discriminator,
     .add = add_detect_replaced},
    {.name = "fill-mask",
     .group = "Text",
     .summary = "predict the words behind [MASK]",
     .description = "Writes every line with each [MASK] replaced by the word that fits best, or the best few of them "
                    "with their probabilities. Lines without [MASK] pass through.",
     .example = "echo 'He opened the [MASK] and walked into the room.' | electra fill-mask --top-k 3",
     .head = Head::masked_lm,
     .demo_model = generator,
     .add = add_fill_mask},
    {.name = "classify",
     .group = "Text",
     .summary = "label texts, or pairs of texts",
     .description =
         "Writes the label of every text or pair of texts with its probability; all labels that apply, for a "
         "model with several per text; a value, for a regression. Evaluates a model where the input has the "
         "right labels.",
     .example = "echo 'a delightful surprise from start to finish' | electra classify",
     .head = Head::classify,
     .demo_model = classifier,
     .add = add_classify},
    {.name = "qa",
     .group = "Text",
     .summary = "answer questions from a text",
     .description =
         "Finds the part of a text that answers a question. Reads files of SQuAD 1.1 and 2.0 and writes their "
         "predictions, or lines of text for one question. Long texts are read whole, in windows. Evaluates a model "
         "where the input has the right answers.",
     .example = "echo 'The town was founded in 1642.' | electra qa --question 'When was the town founded?'",
     .head = Head::qa,
     .demo_model = answerer,
     .add = add_qa},
    {.name = "tag",
     .group = "Text",
     .summary = "mark names and other spans of words",
     .description =
         "Marks the spans that a tagger finds in every line, such as the names of people and places; coloured on a "
         "terminal. Of CoNLL files every word gets a tag, in a column of its own behind the others, and models are "
         "evaluated where there is a column with the right tags. Long sentences are tagged whole, in overlapping "
         "windows.",
     .example = "echo 'Angela Merkel was born in Hamburg.' | electra tag",
     .head = Head::tag,
     .demo_model = tagger,
     .add = add_tag},
    {.name = "choose",
     .group = "Text",
     .summary = "answer questions that have choices",
     .description =
         "Writes for every question which of its choices fits best, with the probabilities of all. There may "
         "be any number of choices. Evaluates a model where the input has the right ones.",
     .example = "echo '{\"prompt\": \"He had to stop. Why?\", \"choices\": [\"The light was red.\", \"Red is a "
                "colour.\"]}' | electra choose",
     .head = Head::choose,
     .demo_model = chooser,
     .add = add_choose},
    {.name = "score",
     .group = "Text",
     .summary = "compare predictions with what is right, from files alone",
     .description =
         "Computes the metrics that the other commands report with --evaluate from a file of predictions and a file of "
         "what is right, without a model: predictions of an earlier run, of parts of a file put together, or of "
         "another program. The loss is left out, as it takes the model.",
     .example = "echo '{\"text\": \"a fine film\", \"label\": \"positive\"}' > gold.jsonl; "
                "electra classify gold.jsonl | electra score classify - gold.jsonl",
     .head = std::nullopt,
     .demo_model = "",
     .add = add_score},
    {.name = "embed",
     .group = "Text",
     .summary = "turn texts into vectors",
     .description = "Writes one vector for every text or pair of texts: the mean of its tokens' last hidden states, or "
                    "another pooling or layer. Any ELECTRA model will do; its heads are left out.",
     .example = "echo 'The chef cooked the meal.' | electra embed --normalize",
     .head = Head::model,
     .demo_model = discriminator,
     .add = add_embed},
    {.name = "tokenize",
     .group = "Text",
     .summary = "split text into the pieces of a vocabulary, or join them again",
     .description = "Writes the WordPiece pieces of every line, their ids, or both with offsets; the same as "
                    "Transformers' ElectraTokenizerFast. With --decode, ids become text.",
     .example = "echo 'Unbelievable weather!' | electra tokenize",
     .head = std::nullopt,
     .demo_model = discriminator,
     .add = add_tokenize},
    {.name = "convert",
     .group = "Models",
     .summary = "make a model directory of a checkpoint of Google's code",
     .description = "Reads a TensorFlow checkpoint that Google's ELECTRA code wrote, in pre-training or fine-tuning, "
                    "and writes a model directory for electra and Transformers. The config is told from the weights.",
     .example = "electra convert electra_small.zip small.electra --part discriminator",
     .head = std::nullopt,
     .demo_model = "",
     .add = add_convert},
    {.name = "inspect",
     .group = "Models",
     .summary = "describe a model or a checkpoint: architecture, weights, heads, vocabulary",
     .description =
         "Describes the model in a directory, checks its weights against its config, and names the commands "
         "that it serves. The weights are not loaded. Of a TensorFlow checkpoint it tells what models can be "
         "made of it.",
     .example = "electra inspect electra-mini-discriminator",
     .head = std::nullopt,
     .demo_model = "",
     .add = add_inspect},
    {.name = "forward",
     .group = "Models",
     .summary = "run a model on tensors of ids, for tests and comparisons",
     .description = "Reads input_ids and their companions from a safetensors file, runs the model, and writes logits, "
                    "losses, hidden states and attentions under the names that Transformers gives them.",
     .example = "electra forward --model electra-mini-discriminator --input cases.safetensors --output "
                "results.safetensors",
     .head = std::nullopt,
     .demo_model = "",
     .add = add_forward},
};

}  // namespace

std::span<const Command> commands() { return table; }

const Command& command_named(std::string_view name) {
  const Command* found = std::ranges::find(table, name, &Command::name);
  assert(found != std::end(table));
  return *found;
}

}  // namespace electra::cli
