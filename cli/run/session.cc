#include "cli/run/session.h"

#include <fmt/format.h>

#include "base/lookup.h"
#include "cli/io/messages.h"
#include "cli/io/shell.h"
#include "converters/formats.h"
#include "electra/converters.h"
#include "format/weights.h"

namespace electra::cli {

namespace fs = std::filesystem;

fs::path model_directory(const std::string& model_flag, const Command& command, ModelNeeds needs) {
  if (!model_flag.empty()) return find_model(model_flag, needs);
  const fs::path directory = find_model(std::string(command.demo_model));
  print_note(fmt::format("no --model given; using the demo model {}", command.demo_model));
  return directory;
}

Tokenizer load_tokenizer(const fs::path& directory, std::optional<TokenizerKind> kind) {
  const Config config = read_config(directory / "config.json");
  Tokenizer tokenizer = Tokenizer::load(directory, config.vocab_size, kind);
  for (const std::string& warning : tokenizer.warnings()) print_warning(warning);
  return tokenizer;
}

OpenWeights OtherWeights::opener() {
  return [this](const fs::path& directory) {
    const converters::SourceFormat* format = converters::find_format(directory);
    std::shared_ptr<const internal::TensorStore> weights = converters::open_weights(directory);
    if (format != nullptr && weights != nullptr) {
      note_ = fmt::format("{}: weights read from a {}; electra convert {} DEST makes safetensors of them",
                          directory.string(), format->title, shell_word(directory.string()));
    }
    return weights;
  };
}

void OtherWeights::print_note() const {
  if (!note_.empty()) cli::print_note(note_);
}

void require_model(const fs::path& directory) {
  if (internal::is_there(directory / "config.json")) return;
  const converters::SourceFormat* format = converters::find_format(directory);
  if (format == nullptr) return converters::refuse_other_weights(directory);
  throw Error(ErrorKind::model, fmt::format("{}: a {} without config.json, expected a model directory: electra convert "
                                            "{} DEST makes one",
                                            directory.string(), format->title, shell_word(directory.string())));
}

namespace {

Precision precision_of(PrecisionChoice choice) {
  switch (choice) {
    case PrecisionChoice::bf16:
      return Precision::bf16;
    case PrecisionChoice::int8:
      return Precision::int8;
    case PrecisionChoice::automatic:
      return automatic_precision();
    default:
      return Precision::f32;
  }
}

Pipeline load_or_say_who_serves(const fs::path& directory, const PipelineOptions& options) try {
  return Pipeline::load(directory, options);
} catch (const internal::HeadError& error) {
  throw UnservedCommand(error.what(), error.present(), Tokenizer::has_vocabulary(directory));
}

}  // namespace

std::optional<Precision> chosen_precision(const ModelFlags& flags) {
  if (!flags.precision) return std::nullopt;
  const Precision precision = precision_of(*flags.precision);
  if (!is_fast(precision)) {
    print_note(fmt::format("this CPU has no fast products in {}; f32 is faster", precision_name(precision)));
  }
  return precision;
}

namespace {

// What is wrong with the model of another flag than --model begins with that flag.
template <class Call>
auto named_by(const std::string& flag, const Call& call) try {
  return call();
} catch (const UnservedCommand& error) {
  throw error.named_by(flag);
} catch (const Error& error) {
  throw Error(error.kind(), fmt::format("{}: {}", flag, error.what()));
}

Pipeline load_pipeline(const fs::path& directory, std::optional<Head> head, PipelineOptions options) {
  require_model(directory);
  OtherWeights others;
  options.head = head;
  options.other_weights = others.opener();
  Pipeline pipeline = load_or_say_who_serves(directory, options);
  others.print_note();
  for (const std::string& warning : pipeline.warnings()) print_warning(warning);
  return pipeline;
}

}  // namespace

Session load_session(const ModelFlags& flags, const Command& command, const NamedFiles& written, Sandbox sandbox,
                     SandboxPaths files, const OtherModel& other) {
  const fs::path directory = model_directory(flags.model, command);
  const fs::path other_directory =
      other.name.empty() ? fs::path() : named_by(other.flag, [&] { return find_model(other.name); });
  for (const fs::path& model : {directory, other_directory}) {
    if (model.empty()) continue;
    require_apart(written, model);
    files.add_model(model);
  }
  refuse_if(flags.random_head && command.head == Head::model, "--random-head: this command uses no head of the model");
  enter_sandbox(sandbox, files);
  PipelineOptions options = {.precision = chosen_precision(flags),
                             .threads = static_cast<int>(flags.threads),
                             .tokenizer = flags.tokenizer,
                             .random_head = flags.random_head};
  Session session = {directory, load_pipeline(directory, command.head, options)};
  options.random_head.reset();
  if (!other.name.empty()) {
    session.other = named_by(other.flag, [&] { return load_pipeline(other_directory, other.head, options); });
  }
  session.other_directory = other_directory;
  return session;
}

}  // namespace electra::cli
