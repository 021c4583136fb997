// electra convert: a checkpoint of another program becomes a model directory.
#include "converters/convert.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/atomic_directory.h"
#include "base/lookup.h"
#include "base/mapped_file.h"
#include "base/quote.h"
#include "cli/args/command.h"
#include "cli/args/flags.h"
#include "cli/args/suggest.h"
#include "cli/commands/convert_destination.h"
#include "cli/commands/convert_summary.h"
#include "cli/io/messages.h"
#include "cli/io/progress.h"
#include "cli/io/shell.h"
#include "cli/io/writer.h"
#include "cli/run/hub_cache.h"
#include "cli/run/model_list.h"
#include "cli/run/model_location.h"
#include "cli/run/sandbox.h"
#include "converters/formats.h"
#include "converters/google/label_file.h"
#include "electra/error.h"
#include "format/weight_table.h"

namespace electra::cli {

extern const Command convert_command;

using namespace internal;

namespace {

namespace fs = std::filesystem;
using converters::ConversionPlan;
using converters::Part;
using converters::PartList;

enum class PartChoice { discriminator, generator, both };

struct Flags {
  std::string source;
  std::string destination;
  std::optional<PartChoice> part;
  std::string task;
  std::string vocab;
  std::string config;
  std::string labels;
  std::string strip_prefix;
  std::vector<std::pair<std::string, std::string>> renames;
  int64_t attention_heads = 0;
  DType dtype = DType::f32;
  std::optional<bool> lower_case;
  std::optional<StripAccents> strip_accents;
  bool verify = false;
  bool force = false;
  bool dry_run = false;
  Sandbox sandbox = Sandbox::automatic;
};

const Choices<DType> dtypes = {{"f32", DType::f32}, {"f16", DType::f16}, {"bf16", DType::bf16}, {"int8", DType::i8}};

const Choices<std::optional<PartChoice>> parts = {
    {"discriminator", PartChoice::discriminator}, {"generator", PartChoice::generator}, {"both", PartChoice::both}};

template <class Value>
std::string name_of(const Value& value, const Choices<Value>& choices) {
  return std::string(std::ranges::find(choices, value, &std::pair<std::string_view, Value>::second)->first);
}

std::string part_names(const PartList& list) {
  std::vector<std::string> names;
  for (const Part& part : list.parts) names.push_back(part.name);
  return quote_list(names);
}

// What to add to the command for each of several models, and what each is for.
std::string choices_text(const PartList& list, std::string_view flag) {
  std::vector<std::string> texts;
  for (const Part& part : list.parts) {
    texts.push_back(fmt::format("{} {} ({})", flag, shell_word(escaped(part.name)), part.purpose));
  }
  return listed(texts);
}

Part take(const PartList& list, const std::string& name, std::string_view flag, const Flags& flags) {
  const auto found = std::ranges::find(list.parts, name, &Part::name);
  if (found != list.parts.end()) return *found;
  throw Error(ErrorKind::usage, fmt::format("{} {}: {} has {}", flag, quote(name), flags.source, part_names(list)));
}

std::vector<Part> choose_task(const PartList& list, const Flags& flags) {
  if (flags.part) {
    throw Error(ErrorKind::usage, fmt::format("--part {}: {} is fine-tuned for {}, and has no parts of pre-training",
                                              name_of(flags.part, parts), flags.source, part_names(list)));
  }
  if (!flags.task.empty()) return {take(list, flags.task, "--task", flags)};
  if (list.parts.size() == 1) return list.parts;
  throw Error(ErrorKind::usage, fmt::format("{} is fine-tuned for several tasks; choose one: {}", flags.source,
                                            choices_text(list, "--task")));
}

// Parts of Transformers' names may be called anything; --part knows the two of pre-training.
std::string_view choosing_flag(const PartList& list) {
  const bool are_towers = std::ranges::all_of(
      list.parts, [](const Part& part) { return part.name == "discriminator" || part.name == "generator"; });
  return are_towers ? "--part" : "--strip-prefix";
}

std::vector<Part> choose_part(const PartList& list, const Flags& flags) {
  if (!flags.task.empty()) {
    throw Error(ErrorKind::usage,
                fmt::format("--task {}: {} is not fine-tuned; it has {}", flags.task, flags.source, part_names(list)));
  }
  if (flags.part == PartChoice::both && choosing_flag(list) == "--part") {
    if (list.parts.size() > 1) return list.parts;
    throw Error(ErrorKind::usage, fmt::format("--part both: {} has one part only, {}", flags.source, part_names(list)));
  }
  if (flags.part) return {take(list, name_of(flags.part, parts), "--part", flags)};
  if (list.parts.size() == 1) return list.parts;
  const std::string_view flag = choosing_flag(list);
  throw Error(ErrorKind::usage, fmt::format("{} holds {} models; choose one{}: {}", flags.source,
                                            list.parts.size() == 2 ? "two" : std::to_string(list.parts.size()),
                                            flag == "--part" ? ", or --part both" : "", choices_text(list, flag)));
}

std::vector<Part> choose(const PartList& list, const Flags& flags) {
  if (list.parts.empty()) {
    throw Error(
        ErrorKind::model,
        fmt::format("{}: no ELECTRA model: expected {}", flags.source,
                    list.scheme == converters::NameScheme::google
                        ? "variables under electra/ and a head, as Google's code names them"
                        : "a name that ends with 'embeddings.word_embeddings.weight'; electra inspect --tensors "
                          "lists the names, and --rename FROM=TO mends them"));
  }
  return list.parts.front().task.empty() ? choose_part(list, flags) : choose_task(list, flags);
}

std::vector<std::string> read_labels(const std::string& file) {
  if (file.empty()) return {};
  const MappedFile mapped{fs::path(file)};
  return converters::parse_labels(mapped.bytes(), file);
}

// Whole numbers with scales would be rounded a second time, and their names are not those of weights.
void refuse_int8(const converters::Source& source) {
  for (const converters::Variable& variable : source.variables()) {
    if (!variable.name.ends_with(".weight" + std::string(int8_suffix))) continue;
    throw Error(ErrorKind::model, fmt::format("{}: {}: weights in int8, of electra convert --dtype int8; convert the "
                                              "model that they were made of",
                                              source.label(), tensor_label(variable.name)));
  }
}

void refuse_rules(const PartList& list, const Flags& flags) {
  if (list.scheme != converters::NameScheme::google || (flags.strip_prefix.empty() && flags.renames.empty())) return;
  throw Error(ErrorKind::usage, fmt::format("{}: {} has the names of Google's code, which need no rules",
                                            flags.strip_prefix.empty() ? "--rename" : "--strip-prefix", flags.source));
}

converters::OnProgress shown_by(Progress& progress) {
  progress.set_outlook("; nothing was written");
  return [&progress](uint64_t done, uint64_t total) { progress.update({.bytes = done, .total_bytes = total}); };
}

void print_warnings(const std::vector<std::string>& warnings) {
  for (const std::string& warning : warnings) print_warning(warning);
}

void write(const converters::Source& source, const ConversionPlan& plan, AtomicDirectory& directory) {
  Progress progress({"MB written", true}, false);
  const std::vector<std::string> warnings =
      converters::write_models(source, plan, directory.path(), shown_by(progress));
  require_unchanged_files();
  directory.commit();
  progress.finish();
  print_warnings(warnings);
}

void require_use_of_labels(const std::vector<Part>& chosen, const Flags& flags) {
  const Part& part = chosen.front();
  const bool has_labels = part.head == Head::classify || part.head == Head::tag;
  if (flags.labels.empty() || has_labels) return;
  throw Error(ErrorKind::usage, fmt::format("--labels: the {} has no labels", quote(part.name)));
}

// What is at DEST goes if it is replaced, and --dry-run shall say what a real run would.
void require_destination_apart(const fs::path& source, const std::string& label, const Flags& flags) {
  std::vector<ConvertInput> inputs = {{"SOURCE", source}, {"SOURCE", label}};
  for (const auto& [flag, file] :
       {std::pair("--vocab", flags.vocab), {"--config", flags.config}, {"--labels", flags.labels}}) {
    if (!file.empty()) inputs.push_back({flag, file});
  }
  require_destination_apart(flags.destination, flags.force, inputs);
}

// Whether it is meant for the name of a model: OWNER/NAME, or nearly one of those that there are.
bool is_model_name(const std::string& source) {
  if (source.find('/') != source.npos) return hub_name(source).has_value();
  const std::vector<std::string> names = model_names();
  const bool is_near = !fs::path(source).has_extension() && !nearest_names(source, names).empty();
  return is_near || std::ranges::find(names, source) != names.end();
}

fs::path source_path(const std::string& source) {
  const bool is_path = is_there(source) || converters::find_format(source) != nullptr;
  return !is_path && is_model_name(source) ? find_model(source) : fs::path(source);
}

SandboxPaths paths_of(const fs::path& source, const Flags& flags) {
  SandboxPaths paths = {.readable = {flags.vocab, flags.config, flags.labels}, .writable = {}};
  paths.add_source(source);
  if (!flags.dry_run) paths.writable.push_back(directory_target(flags.destination).parent_path());
  return paths;
}

ExitCode run(const Flags& flags) {
  if (flags.source.empty()) throw Error(ErrorKind::usage, "SOURCE: '', expected a path");
  if (flags.destination.empty()) throw Error(ErrorKind::usage, "DEST: '', expected a path");
  const fs::path path = source_path(flags.source);
  enter_sandbox(flags.sandbox, paths_of(path, flags));
  const converters::SourceFormat& format = converters::format_of(path);
  const std::unique_ptr<converters::Source> source = converters::open_source(format, path, scratch_folder());
  refuse_int8(*source);
  const PartList list =
      format.parts(*source, {.labels = read_labels(flags.labels), .names = {flags.strip_prefix, flags.renames}});
  refuse_rules(list, flags);
  std::vector<Part> chosen = choose(list, flags);
  require_use_of_labels(chosen, flags);
  const ConversionPlan plan = converters::plan_conversion(*source, list, std::move(chosen),
                                                          {.vocab = flags.vocab,
                                                           .config = flags.config,
                                                           .num_attention_heads = flags.attention_heads,
                                                           .lower_case = flags.lower_case,
                                                           .strip_accents = flags.strip_accents,
                                                           .dtype = flags.dtype});
  print_warnings(plan.warnings);
  std::unique_ptr<AtomicDirectory> directory;
  require_destination_apart(path, source->label(), flags);
  if (!flags.dry_run) directory = open_destination(flags.destination, flags.force);
  if (flags.verify) {
    Progress progress({"MB checked", true}, false);
    converters::verify_all(*source, shown_by(progress));
  }
  if (directory) write(*source, plan, *directory);
  if (is_quiet()) return ExitCode::done;
  Writer writer("");
  writer.write(describe_plan(plan, source->label(), format.title));
  writer.write(flags.dry_run ? "written     nothing (--dry-run)\n"
                             : fmt::format("{:<12}{}\n", "written", escaped(flags.destination)));
  writer.finish();
  return ExitCode::done;
}

Run add_convert(CLI::App& app) {
  const auto flags = std::make_shared<Flags>();
  add_operand(app, flags->source, "SOURCE",
              "a model directory of Transformers, or its name; a file of PyTorch, Keras or Flax, or safetensors; a "
              "TensorFlow checkpoint: its prefix, its .index file, its folder, or the .zip that holds it");
  add_operand(app, flags->destination, "DEST", "the model directory to make, outside of SOURCE; new or empty");
  add_choice_flag(app, flags->part, parts,
                  {"--part", "",
                   "which model of a pre-training checkpoint to convert; both makes DEST/discriminator and "
                   "DEST/generator"});
  add_text_flag(app, flags->task,
                {"--task", "NAME", "which task to convert, if the checkpoint was fine-tuned for several"});
  add_text_flag(app, flags->vocab, {"--vocab", "FILE", "the vocabulary; by default vocab.txt beside the checkpoint"});
  add_text_flag(app, flags->config,
                {"--config", "FILE",
                 "a config.json, or the hparams of Google's code; gives what the shapes of the weights do not show, "
                 "and must agree with them"});
  add_text_flag(app, flags->strip_prefix,
                {"--strip-prefix", "PREFIX",
                 "convert only the tensors whose names begin with PREFIX, and take it off; what wraps a whole model "
                 "(module., model.) is found without this"});
  add_pairs_flag(app, flags->renames,
                 {"--rename", "FROM=TO",
                  "the name of a tensor, or what names begin with up to a dot, and what Transformers calls it; may be "
                  "repeated"});
  add_integer_flag(
      app, flags->attention_heads, {1, max_hidden_size},
      {"--attention-heads", "N",
       "number of attention heads; by default one for every 64 of the hidden size, as in Google's models"});
  add_text_flag(
      app, flags->labels,
      {"--labels", "FILE", "the names of the task's labels: one a line, JSON, or the pickle of Google's code"});
  add_choice_flag(
      app, flags->dtype, dtypes,
      {"--dtype", "",
       "number format of the weights to write: f32, f16, bf16, or int8, a third of the size, which only electra "
       "reads"});
  add_casing_flags(app, flags->lower_case, flags->strip_accents, "; by default told from the vocabulary");
  add_switch(app, flags->verify,
             {"--verify", "",
              "check the checksums of all variables of a TensorFlow checkpoint, also of those that are left out"});
  add_switch(app, flags->force, {"--force", "", "replace what is at DEST"});
  add_switch(app, flags->dry_run,
             {"--dry-run", "", "check everything except the values of the weights, and write nothing"});
  add_quiet_flag(app);
  add_sandbox_flag(app, flags->sandbox);
  return [flags] { return run(*flags); };
}

}  // namespace

const Command convert_command = {
    .name = "convert",
    .group = "Models",
    .summary = "make a model directory from weights in another format",
    .description =
        "Reads the weights of an ELECTRA model as Google's code, PyTorch, TensorFlow, Keras or Flax saved them, and "
        "writes a model directory for electra and Transformers. What is no weight of the model is left out. For a "
        "checkpoint of Google's code the shapes of the weights give the config; for others config.json beside them.",
    .example = "electra convert electra_small.zip small.electra --part discriminator",
    .add = add_convert,
};

}  // namespace electra::cli
