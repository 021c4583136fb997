// electra attend: what the tokens of a text attend to.
#include "cli/formats/attend.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/quote.h"
#include "cli/io/cells.h"
#include "cli/io/numbers.h"
#include "cli/run/task_command.h"
#include "electra/attention.h"

namespace electra::cli {

extern const Command attend_command;

using namespace internal;

namespace {

struct Flags : TaskFlags {
  std::string layer_list, head_list;  // as given
  std::vector<int64_t> layers, heads;
};

// "0,3,5-7" as numbers, in their order.
std::vector<int64_t> numbers_of(const std::string& list, std::string_view flag) {
  std::set<int64_t> numbers;
  for (const std::string& part : list.empty() ? std::vector<std::string>() : split_at_commas(list)) {
    const size_t dash = part.find('-', 1);
    const auto first = parse_number<int64_t>(part.substr(0, dash));
    const auto last = dash == std::string::npos ? first : parse_number<int64_t>(part.substr(dash + 1));
    const bool is_right = first && last && *first >= 0 && *last >= *first && *last < max_hidden_layers;
    if (!is_right) {
      throw Error(ErrorKind::usage, fmt::format("{}: {}, expected numbers from 0 as 0,3,5-7", flag, quote(part)));
    }
    for (int64_t number = *first; number <= *last; ++number) numbers.insert(number);
  }
  return {numbers.begin(), numbers.end()};
}

const Task<Flags, TextExample, TextAttention, AttentionStyle> task = {
    .command = attend_command,
    .settle =
        [](Flags& flags) {
          flags.layers = numbers_of(flags.layer_list, "--layers");
          flags.heads = numbers_of(flags.head_list, "--heads");
        },
    .inputs = text_formats,
    .source =
        [](const Flags& flags, InputFiles files) {
          TextParser parser(flags.input, files.read_as);
          return text_source(std::move(parser), std::move(files));
        },
    .outputs = {{.name = Format::jsonl,
                 .write = write_attention_json,
                 .skipped = "null\n",
                 .keys = "tokens,token_type_ids,layers,heads,attentions"},
                {.name = Format::html,
                 .write = write_attention_section,
                 .skipped = "",
                 .begin = begin_attention_page,
                 .end = end_attention_page}},
    .style =
        [](const Flags& flags, const Pipeline& pipeline, Outputs&) {
          return AttentionStyle{.tokenizer = &pipeline.tokenizer(), .page = Page(page_source(flags, attend_command))};
        },
    .run =
        [](Pipeline& pipeline, std::span<const Item<TextExample>> items, const Flags& flags) {
          return pipeline.attend(asked_of(items),
                                 {.layers = flags.layers, .heads = flags.heads, .max_length = flags.batch.max_length});
        },
    .result_bytes =
        [](const Item<TextExample>& item, const Flags& flags, const Pipeline& pipeline) {
          const Config& config = pipeline.model().config();
          const size_t tokens = most_tokens(item, flags, pipeline);
          const auto most = static_cast<size_t>(AttendOptions().most_weights);
          const auto heads = static_cast<size_t>(config.num_hidden_layers * config.num_attention_heads);
          return std::min(tokens * tokens * heads, most) * sizeof(float);
        },
    .cut = {"text", "texts",
            [](const TextExample&, const TextAttention& result, const Pipeline&) { return result.cut; }},
};

const TaskFlagSet<Flags> flag_set = {
    .own =
        [](CLI::App& app, Flags& flags) {
          add_text_flag(app, flags.layer_list,
                        {"--layers", "LIST", "the layers to write, from 0, such as 0,3,5-7; by default all"});
          add_text_flag(app, flags.head_list,
                        {"--heads", "LIST", "the heads of each layer to write, from 0; by default all"});
        },
    .input = [](CLI::App& app, Flags& flags) { add_text_input_flags(app, flags.input); },
    .output_formats = "jsonl: one object per text; html: a page where layer, head and token are chosen",
    .default_output = Format::jsonl,
    .evaluates = false,
};

}  // namespace

const Command attend_command = {
    .name = "attend",
    .group = "Text",
    .summary = "show which tokens a model looks at",
    .description =
        "Writes for every text, or pair of texts, how much each of its tokens attends to every other, in each layer "
        "and head of the model: as a page for people, or as numbers. It is meant for a few short texts: one with more "
        "than 4194304 weights in the chosen layers and heads is refused. Any ELECTRA model will do; its head is not "
        "used.",
    .example = "echo 'The chef cooked the meal.' | electra attend --output-format html > attention.html",
    .needs = Needs::weights_and_vocabulary,
    .head = Head::model,
    .demo_model = "electra-mini-discriminator",
    .add = [](CLI::App& app) { return add_task(app, task, flag_set); },
};

}  // namespace electra::cli
