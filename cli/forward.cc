// electra forward: tensors of ids in, tensors of logits and hidden states out.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/flags.h"
#include "cli/forward_case.h"
#include "cli/load.h"
#include "cli/messages.h"
#include "cli/model_location.h"
#include "electra/error.h"

namespace electra::cli {
namespace {

// Rows that run together; a longer row runs alone. The numbers do not depend on it.
constexpr int64_t batch_tokens = 1024;

struct Flags {
  ModelFlags model;
  std::string input;
  std::string output;
  std::string head;  // empty: the model's own
  bool hidden_states = false;
  bool attentions = false;
};

// Names and values of the output file.
struct Result {
  std::string name;
  std::vector<int64_t> shape;
  std::vector<float> values;
};

// Appends the values of a part of the rows to the result of that name.
class Results {
 public:
  void append(const std::string& name, std::vector<int64_t> shape, const std::vector<float>& values) {
    auto found = std::ranges::find(results_, name, &Result::name);
    if (found == results_.end()) found = results_.insert(found, Result{name, std::move(shape), {}});
    found->values.insert(found->values.end(), values.begin(), values.end());
  }

  const Result& get(const std::string& name) const { return *std::ranges::find(results_, name, &Result::name); }

  void write(const std::string& path) const {
    std::vector<Tensor> tensors;
    for (const Result& result : results_) {
      tensors.push_back({result.name, DType::f32, result.shape, std::as_bytes(std::span(result.values))});
    }
    write_safetensors(path, tensors);
  }

 private:
  std::vector<Result> results_;
};

void append_output(const ForwardCase& input, const Model& model, const Output& output, Results& results) {
  const Config& config = model.config();
  const std::vector<int64_t> hidden_shape = {input.batch, input.length, config.hidden_size};
  if (model.head() == Head::model) {
    results.append(input.output_name("last_hidden_state"), hidden_shape, output.last_hidden_state);
  } else {
    std::vector<int64_t> shape = {input.batch, input.length};
    if (model.head() == Head::masked_lm) shape.push_back(config.vocab_size);
    results.append(input.output_name("logits"), shape, output.logits);
  }
  for (size_t i = 0; i < output.hidden_states.size(); ++i) {
    results.append(input.output_name(fmt::format("hidden_states/{}", i)), hidden_shape, output.hidden_states[i]);
  }
  for (size_t i = 0; i < output.attentions.size(); ++i) {
    results.append(input.output_name(fmt::format("attentions/{}", i)),
                   {input.batch, config.num_attention_heads, input.length, input.length}, output.attentions[i]);
  }
}

void append_loss(const ForwardCase& input, const Model& model, Results& results) {
  if (input.labels.empty()) return;
  const std::vector<float>& logits = results.get(input.output_name("logits")).values;
  float loss = 0.0F;
  if (model.head() == Head::pretraining) {
    // A mask per query says nothing about which tokens count.
    const bool mask_per_token = input.attention_mask.size() == input.labels.size();
    loss = replaced_token_loss(logits, input.labels, mask_per_token ? input.attention_mask : std::vector<uint8_t>());
  } else {
    loss = cross_entropy_loss(logits, model.config().vocab_size, input.labels);
  }
  results.append(input.output_name("loss"), {1}, {loss});
}

void run_case(const ForwardCase& input, const Flags& flags, Runner& runner, Results& results) {
  const Request request = {.hidden_states = flags.hidden_states, .attentions = flags.attentions, .rows = std::nullopt};
  const int64_t rows_at_once = std::max<int64_t>(1, batch_tokens / input.length);
  for (int64_t first = 0; first < input.batch; first += rows_at_once) {
    const int64_t count = std::min(rows_at_once, input.batch - first);
    const Output output = runner.run(input.packed(first, count, runner.model().config()), request);
    append_output(input, runner.model(), output, results);
  }
  append_loss(input, runner.model(), results);
}

ExitCode run(const Flags& flags) {
  LoadOptions options = {
      .head = std::nullopt, .random_head = flags.model.random_head, .threads = thread_count(flags.model.threads)};
  if (!flags.head.empty()) options.head = head_by_name(flags.head);
  const Model model = Model::load(find_model(flags.model.model), options);
  for (const std::string& warning : model.warnings()) print_warning(warning);
  const SafetensorsFile file(flags.input);
  Runner runner(model, thread_count(flags.model.threads));
  Results results;
  for (const ForwardCase& input : read_cases(file, model)) {
    try {
      run_case(input, flags, runner, results);
    } catch (const Error& error) {
      const std::string name = input.name.empty() ? "" : fmt::format("case '{}': ", input.name);
      throw Error(error.kind(), fmt::format("{}: {}{}", flags.input, name, error.what()));
    }
  }
  results.write(flags.output);
  return ExitCode::done;
}

}  // namespace

Run add_forward(CLI::App& app) {
  const auto flags = std::make_shared<Flags>();
  add_text_flag(app, flags->input,
                {"--input", "FILE",
                 "safetensors file with input_ids or inputs_embeds, and attention_mask, token_type_ids, position_ids, "
                 "head_mask, labels beside them; a name may begin with CASE/"})
      ->required();
  add_text_flag(app, flags->output, {"--output", "FILE", "safetensors file to write"})->required();
  add_choice_flag(app, flags->head, {"model", "pretraining", "masked-lm"},
                  {"--head", "NAME", "the head to run, if not the one that the model's config names"});
  add_switch(app, flags->hidden_states, "--hidden-states", "write the hidden states of the embeddings and all layers");
  add_switch(app, flags->attentions, "--attentions", "write the attention probabilities of all layers");
  add_model_flags(app, flags->model);
  app.get_option("--model")->required();
  return [flags] { return run(*flags); };
}

}  // namespace electra::cli
