#include "cli/run/run_report.h"

#include "cli/args/flags.h"
#include "cli/io/input_file.h"
#include "electra/version.h"
#include "format/weight_table.h"

namespace electra::cli {
namespace {

Report value_of(const GivenFlag& flag) {
  if (flag.values.empty()) return flag.is_on;
  return flag.values.size() == 1 ? Report(flag.values.front()) : Report(flag.values);
}

std::vector<std::string> input_names(std::vector<std::string> files) {
  if (files.empty()) files = {"-"};
  for (std::string& file : files) file = input_name(file);
  return files;
}

std::string model_name(const TaskFlags& flags, const Command& command) {
  return flags.model.model.empty() ? std::string(command.demo_model) : flags.model.model;
}

// Transformers' class, or Google's of a head that only its config tells.
std::string architecture_of(const Model& model) {
  const std::vector<std::string>& named = model.config().architectures;
  if (internal::is_google_head(model.config())) return named.front();
  return std::string(internal::architecture_name(model.head()));
}

}  // namespace

Report run_report(std::string_view command, const CLI::App& app, const std::vector<std::string>& files) {
  Report flags = Report::object();
  for (const GivenFlag& flag : given_flags(app)) flags[flag.name] = value_of(flag);
  return {{"electra", ELECTRA_VERSION}, {"command", command}, {"flags", flags}, {"files", input_names(files)}};
}

Report run_report(const TaskFlags& flags, const Command& command, const Session& session,
                  const std::vector<WeightDigest>& weights) {
  Report run = run_report(command.name, *flags.app, flags.stream.files);
  const Model& model = session.pipeline.model();
  Report digests = Report::array();
  for (const WeightDigest& weight : weights) digests.push_back({{"file", weight.file}, {"sha256", weight.sha256}});
  run["model"] = {{"path", model_name(flags, command)},
                  {"directory", std::filesystem::absolute(session.directory).lexically_normal().string()},
                  {"architecture", architecture_of(model)},
                  {"weights", std::move(digests)}};
  run["precision"] = precision_name(model.precision());
  run["threads"] = session.pipeline.runner().threads();
  return run;
}

void add_measured(Report& run, const MeasuredRun& measured) {
  run["records"] = measured.counts.records;
  run["skipped"] = measured.counts.skipped;
  run["uncompared"] = measured.counts.uncompared;
  run["tokens"] = measured.tokens;
  run["seconds"] = measured.seconds;
}

PageSource page_source(const TaskFlags& flags, const Command& command) {
  return {.model = model_name(flags, command), .files = input_names(flags.stream.files)};
}

}  // namespace electra::cli
