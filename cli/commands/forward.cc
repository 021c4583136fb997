// electra forward: tensors of ids in, tensors of logits and hidden states out.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/mapped_file.h"
#include "base/quote.h"
#include "base/usable_cpus.h"
#include "cli/args/command.h"
#include "cli/args/flags.h"
#include "cli/forward/case.h"
#include "cli/forward/results.h"
#include "cli/io/messages.h"
#include "cli/io/overlap.h"
#include "cli/run/model_location.h"
#include "cli/run/sandbox.h"
#include "cli/run/session.h"
#include "electra/error.h"

namespace electra::cli {

extern const Command forward_command;

using namespace internal;
namespace {

// Rows that run together; a longer row runs alone. The numbers do not depend on it.
constexpr int64_t batch_tokens = 1024;

struct Flags {
  ModelFlags model;
  std::string input;
  std::string output;
  std::optional<Head> head;  // nothing: the model's own
  bool hidden_states = false;
  bool attentions = false;
  Sandbox sandbox = Sandbox::automatic;
};

void run_case(const ForwardCase& input, const Flags& flags, Runner& runner, ForwardResults& results) {
  const Request request = {.hidden_states = flags.hidden_states, .attentions = flags.attentions, .rows = std::nullopt};
  const int64_t rows_at_once = std::max<int64_t>(1, batch_tokens / input.length);
  for (int64_t first = 0; first < input.rows; first += rows_at_once) {
    const int64_t count = std::min(rows_at_once, input.rows - first);
    const Output output = runner.run(input.packed(first, count, runner.model().config()), request);
    results.append(input, output, runner.model());
  }
  results.append_loss(input, runner.model());
}

ExitCode run(const Flags& flags) {
  OtherWeights others;
  const LoadOptions options = {.head = flags.head,
                               .random_head = flags.model.random_head,
                               .precision = chosen_precision(flags.model),
                               .threads = thread_count(static_cast<int>(flags.model.threads)),
                               .other_weights = others.opener()};
  const std::filesystem::path directory = find_model(flags.model.model);
  SandboxPaths paths = {.readable = {flags.input}, .writable = {flags.output}};
  paths.add_model(directory);
  enter_sandbox(flags.sandbox, paths);
  require_model(directory);
  const NamedFiles written = {{"--output", flags.output}};
  require_apart(written, directory);
  require_apart(written, std::vector{flags.input});
  const Model model = Model::load(directory, options);
  others.print_note();
  for (const std::string& warning : model.warnings()) print_warning(warning);
  const SafetensorsFile file(flags.input);
  Runner runner(model, thread_count(static_cast<int>(flags.model.threads)));
  ForwardResults results;
  for (const ForwardCase& input : read_cases(file, model)) {
    try {
      run_case(input, flags, runner, results);
    } catch (const Error& error) {
      const std::string name = input.name.empty() ? "" : fmt::format("case {}: ", quote(input.name));
      throw Error(error.kind(), fmt::format("{}: {}{}", flags.input, name, error.what()));
    }
  }
  require_unchanged_files();
  results.write(flags.output);
  return ExitCode::done;
}

Choices<std::optional<Head>> head_choices() {
  Choices<std::optional<Head>> choices;
  for (const Head head : {Head::model, Head::pretraining, Head::masked_lm, Head::classify, Head::choose, Head::tag,
                          Head::qa, Head::causal_lm}) {
    choices.emplace_back(head_name(head), head);
  }
  return choices;
}

Run add_forward(CLI::App& app) {
  const auto flags = std::make_shared<Flags>();
  add_text_flag(app, flags->input,
                {"--input", "FILE",
                 "a safetensors file with input_ids or inputs_embeds, and maybe attention_mask, token_type_ids, "
                 "position_ids, head_mask, labels, start_positions, end_positions; a name may begin with CASE/"});
  add_text_flag(app, flags->output, {"-o,--output", "FILE", "the safetensors file to write"});
  add_choice_flag(app, flags->head, head_choices(),
                  {"--head", "", "the head to run; by default the one that the model's config names"});
  add_switch(app, flags->hidden_states,
             {"--hidden-states", "", "write the hidden states of the embeddings and of all layers"});
  add_switch(app, flags->attentions, {"--attentions", "", "write the attention probabilities of all layers"});
  add_model_flags(app, flags->model, DemoModel::none);
  add_quiet_flag(app);
  add_sandbox_flag(app, flags->sandbox);
  for (const char* flag : {"--input", "--output", "--model"}) require_flag(app, flag);
  return [flags] { return run(*flags); };
}

}  // namespace

const Command forward_command = {
    .name = "forward",
    .group = "Models",
    .summary = "run a model on tensors of ids, for tests and comparisons",
    .description =
        "Reads input_ids and other inputs from a safetensors file, runs the model, and writes logits, "
        "losses, hidden states and attentions under the names that Transformers gives them.",
    .example =
        "electra forward --model electra-mini-discriminator --input cases.safetensors --output "
        "results.safetensors",
    .needs = Needs::weights,
    .add = add_forward,
};

}  // namespace electra::cli
