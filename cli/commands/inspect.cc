// electra inspect: what a model directory holds, found without loading its weights.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/lookup.h"
#include "base/quote.h"
#include "cli/args/command.h"
#include "cli/args/flags.h"
#include "cli/commands/inspect_heads.h"
#include "cli/commands/inspect_list.h"
#include "cli/commands/inspect_source.h"
#include "cli/commands/inspect_tokenizer.h"
#include "cli/commands/table.h"
#include "cli/io/messages.h"
#include "cli/io/writer.h"
#include "cli/run/model_location.h"
#include "cli/run/sandbox.h"
#include "cli/run/session.h"
#include "converters/formats.h"
#include "electra/config.h"
#include "format/config_writer.h"
#include "format/weights.h"

namespace electra::cli {

extern const Command inspect_command;

using namespace internal;

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct Flags {
  std::string model;
  bool lists_models = false;  // none was given
  bool names = false;
  std::string_view serves = "";  // only models that serve this command
  bool tensors = false;
  std::string output;
  Sandbox sandbox = Sandbox::automatic;
  std::optional<Format> output_format = Format::text;
};

// A float as the decimal number it was written as, 1e-12, not the nearest double to it.
double decimal(float value) { return std::stod(fmt::format("{}", value)); }

// The sizes of the config under their names there.
Json describe_config(const Config& config) {
  return {{"architectures", config.architectures},
          {"num_hidden_layers", config.num_hidden_layers},
          {"hidden_size", config.hidden_size},
          {"embedding_size", config.embedding_size},
          {"num_attention_heads", config.num_attention_heads},
          {"intermediate_size", config.intermediate_size},
          {"hidden_act", config.hidden_act},
          {"max_position_embeddings", config.max_position_embeddings},
          {"position_embedding_type", position_type_name(config.position_embedding_type)},
          {"type_vocab_size", config.type_vocab_size},
          {"layer_norm_eps", decimal(config.layer_norm_eps)},
          {"vocab_size", config.vocab_size}};
}

Json describe_weights(const Weights& weights) {
  int64_t parameters = 0;
  uint64_t bytes = 0;
  std::vector<std::string> dtypes;
  const std::vector<const Tensor*> tensors = weights.all();
  for (const Tensor* tensor : tensors) {
    parameters += tensor->elements();
    bytes += static_cast<uint64_t>(tensor->elements()) * dtype_size(tensor->dtype);
    const std::string dtype(dtype_name(tensor->dtype));
    if (std::ranges::find(dtypes, dtype) == dtypes.end()) dtypes.push_back(dtype);
  }
  return {{"parameters", parameters},
          {"bytes", bytes},
          {"dtypes", dtypes},
          {"tensors", tensors.size()},
          {"file", weights.source().filename().string()}};
}

Json describe_heads(const Config& config, const std::vector<Head>& heads) {
  Json names = Json::array();
  Json readings = Json::array();
  bool has_labels = false;
  for (const Head head : heads) {
    names.push_back(head_name(head));
    if (std::string reading = label_reading(config, head); !reading.empty()) readings.push_back(std::move(reading));
    has_labels = has_labels || head == Head::classify || head == Head::tag;
  }
  Json labels = Json::array();
  if (has_labels) labels = config.id2label;
  return {{"heads", names}, {"labels", labels}, {"label_reading", readings}};
}

struct Inspection {
  Json json;
  std::vector<std::pair<std::string, std::string>> vocabulary_rows = {{"vocabulary", "none"}};
};

Inspection inspect(const fs::path& directory) {
  const Config config = read_config(directory / "config.json");
  OtherWeights others;
  const Weights weights = Weights::open(directory, config, others.opener());
  static_cast<void>(weights.check(choose_head(config, weights, std::nullopt), std::nullopt));
  others.print_note();
  for (const std::string& warning : weights.warnings()) print_warning(warning);
  const std::vector<Head> heads = usable_heads(config, weights);

  Inspection found;
  found.json["model"] = directory.string();
  found.json.update(describe_config(config));
  found.json["weights"] = describe_weights(weights);
  found.json.update(describe_heads(config, heads));
  found.json["vocabulary"] = nullptr;
  const bool has_vocabulary = Tokenizer::has_vocabulary(directory);
  if (has_vocabulary) {
    const Tokenizer tokenizer = load_tokenizer(directory);
    found.json["vocabulary"] = describe_tokenizer(tokenizer);
    found.vocabulary_rows = tokenizer_rows(tokenizer);
  }
  found.json["commands"] = served_commands(commands(), heads, has_vocabulary);
  return found;
}

// "a, b", or "none".
std::string list_text(const Json& list) {
  const auto strings = list.get<std::vector<std::string>>();
  return strings.empty() ? "none" : fmt::format("{}", fmt::join(strings, ", "));
}

std::string to_text(const Inspection& found) {
  const Json& json = found.json;
  const Json& weights = json["weights"];
  std::string out;
  const auto row = [&](std::string_view name, const std::string& value) {
    out += fmt::format("{:<17}{}\n", name, escaped(value));
  };
  const auto number = [&](const char* key) { return std::to_string(json[key].get<int64_t>()); };
  row("model", json["model"].get<std::string>());
  row("architecture", list_text(json["architectures"]));
  row("layers", number("num_hidden_layers"));
  row("hidden size", number("hidden_size"));
  row("embedding size", number("embedding_size"));
  row("attention heads", number("num_attention_heads"));
  row("feed-forward", fmt::format("{}, {}", number("intermediate_size"), json["hidden_act"].get<std::string>()));
  row("positions",
      fmt::format("{}, {}", number("max_position_embeddings"), json["position_embedding_type"].get<std::string>()));
  row("parameters", std::to_string(weights["parameters"].get<int64_t>()));
  row("weights", fmt::format("{}, {:.1f} MB in {} tensors of {}", list_text(weights["dtypes"]),
                             weights["bytes"].get<double>() / 1e6, weights["tensors"].get<size_t>(),
                             weights["file"].get<std::string>()));
  row("heads", list_text(json["heads"]));
  if (!json["labels"].empty()) row("labels", list_text(json["labels"]));
  if (!json["label_reading"].empty()) row("label reading", list_text(json["label_reading"]));
  for (const auto& [name, value] : found.vocabulary_rows) row(name, value);
  row("commands", list_text(json["commands"]));
  return out;
}

std::string tensors_text(const fs::path& directory, bool as_json) {
  OtherWeights others;
  const Weights weights = Weights::open(directory, read_config(directory / "config.json"), others.opener());
  others.print_note();
  std::string out;
  for (const Tensor* tensor : weights.all()) {
    if (as_json) {
      const Json json = {{"name", tensor->name}, {"shape", tensor->shape}, {"dtype", dtype_name(tensor->dtype)}};
      out += line_of(json);
    } else {
      out += fmt::format("{}\t{}\t{}\n", escaped(tensor->name), shape_text(tensor->shape), dtype_name(tensor->dtype));
    }
  }
  return out;
}

// A directory with a config is a model, and of other paths those that hold weights are sources of convert.
const converters::SourceFormat* source_format(const fs::path& path) {
  return is_there(path / "config.json") ? nullptr : converters::find_format(path);
}

std::string list(const Flags& flags) {
  std::vector<ListedModel> models = list_models();
  SandboxPaths paths = {.writable = {flags.output}};
  for (const ListedModel& model : models) {
    require_apart({{"--output", flags.output}}, model.directory);
    paths.add_model(model.directory);
  }
  enter_sandbox(flags.sandbox, paths);
  keep_electra(models);
  if (models.empty() && !flags.names) {
    std::vector<std::string> folders;
    for (const fs::path& folder : model_folders()) folders.push_back(escaped(folder.string()));
    print_note(fmt::format("no models in {}{}the Hub's cache", listed(folders), folders.empty() ? "" : ", nor in "));
  }
  if (!flags.serves.empty()) keep_serving(models, flags.serves);
  if (flags.names) return models_names(models);
  return flags.output_format == Format::jsonl ? models_jsonl(models) : models_text(models);
}

std::string describe(const Flags& flags) {
  const bool as_json = flags.output_format == Format::jsonl;
  SandboxPaths paths = {.writable = {flags.output}};
  const NamedFiles written = {{"--output", flags.output}};
  if (const converters::SourceFormat* format = source_format(flags.model)) {
    const fs::path source = flags.model;
    require_apart(written, std::vector{flags.model});
    require_apart(written, is_directory(status_of(source)) ? source : source.parent_path());
    paths.add_source(source);
    enter_sandbox(flags.sandbox, paths);
    return flags.tensors ? list_variables(*format, flags.model, as_json)
                         : describe_source(*format, flags.model, as_json);
  }
  const fs::path directory = find_model(flags.model);
  require_apart(written, directory);
  paths.add_model(directory);
  enter_sandbox(flags.sandbox, paths);
  require_model(directory);
  if (flags.tensors) return tensors_text(directory, as_json);
  const Inspection found = inspect(directory);
  return as_json ? line_of(found.json) : to_text(found);
}

constexpr Format output_formats[] = {Format::text, Format::jsonl};

ExitCode run(const CLI::App& app, Flags flags) {
  settle_output_format(app, flags.output_format, flags.output, output_formats);
  flags.lists_models = !was_given(app, "MODEL");
  refuse_if(flags.names && !flags.lists_models, "--names lists models: it takes no MODEL");
  refuse_if(!flags.serves.empty() && !flags.lists_models, "--serves lists models: it takes no MODEL");
  refuse_if(flags.tensors && flags.lists_models, "--tensors needs a MODEL");
  refuse_if(flags.names && flags.output_format != Format::text, "--names is for --output-format text");
  Writer writer(flags.output);
  writer.write(flags.lists_models ? list(flags) : describe(flags));
  writer.finish();
  return ExitCode::done;
}

Run add_inspect(CLI::App& app) {
  const auto flags = std::make_shared<Flags>();
  add_optional_operand(
      app, flags->model, "MODEL",
      "a model directory, a name as --model of other commands takes it, or a checkpoint that convert can read; without "
      "it, list the models that can be named, and the commands that each serves");
  add_switch(app, flags->names, {"--names", "", "without MODEL, list only the names of the models, one a line"});
  std::vector<std::string_view> served;
  for (const Command* command : commands()) {
    if (command->needs != Needs::nothing) served.push_back(command->name);
  }
  add_name_flag(app, served, "", [flags, served](size_t index) { flags->serves = served[index]; },
                {"--serves", "", "without MODEL, list only the models that serve this command"});
  add_switch(app, flags->tensors, {"--tensors", "", "list the name, shape and dtype of every tensor instead"});
  add_output_flag(app, flags->output);
  add_output_format_flag(
      app, flags->output_format, {std::begin(output_formats), std::end(output_formats)},
      "text: for reading; jsonl: one object, or with --tensors one per tensor, without MODEL one per model");
  add_quiet_flag(app);
  add_sandbox_flag(app, flags->sandbox);
  return [flags, &app] { return run(app, *flags); };
}

}  // namespace

const Command inspect_command = {
    .name = "inspect",
    .group = "Models",
    .summary = "describe a model or a checkpoint: architecture, weights, heads, vocabulary",
    .description =
        "Describes the model in a directory, checks its weights against its config, and names the commands "
        "that it serves. It does not load the weights. For a file of weights or a checkpoint it names the models that "
        "convert can make from it.",
    .example = "electra inspect electra-mini-discriminator",
    .add = add_inspect,
};

}  // namespace electra::cli
