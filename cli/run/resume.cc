#include "cli/run/resume.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <string>

#include "base/quote.h"
#include "cli/io/messages.h"
#include "cli/io/numbers.h"
#include "cli/run/weight_digests.h"
#include "electra/version.h"

namespace electra::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

// Of these the results do not depend.
constexpr std::string_view indifferent_flags[] = {"--batch-tokens", "--quiet", "--resume", "--sandbox", "--threads"};

constexpr std::string_view model_texts[] = {"config.json",
                                            "vocab.txt",
                                            "spiece.model",
                                            "tokenizer.json",
                                            "added_tokens.json",
                                            "tokenizer_config.json",
                                            "special_tokens_map.json"};

// A name may be any bytes, and what is compared must not be lost.
std::string text_of(const fs::path& path) { return internal::escaped(path.native()); }

Json state_of(const fs::path& file, const struct stat& status) {
  return {{"file", text_of(file)},
          {"bytes", status.st_size},
          {"changed", fmt::format("{}.{:09}", status.st_mtim.tv_sec, status.st_mtim.tv_nsec)}};
}

Json flags_of(const CLI::App& app) {
  Json flags = Json::object();
  for (const GivenFlag& flag : given_flags(app)) {
    if (std::ranges::find(indifferent_flags, flag.name) != std::end(indifferent_flags)) continue;
    Json given = {flag.is_on};
    for (const std::string& value : flag.values) given.push_back(internal::escaped(value));
    flags[flag.name] = std::move(given);
  }
  return flags;
}

}  // namespace

std::vector<fs::path> model_files(const fs::path& directory) {
  std::vector<fs::path> files;
  for (const std::string_view name : model_texts) files.push_back(directory / name);
  for (const std::string& name : weight_files(directory)) files.push_back(directory / name);
  return files;
}

Json run_to_resume(std::string_view command, const CLI::App& app, const StreamFlags& flags,
                   const std::vector<fs::path>& model) {
  Json input = Json::array();
  for (const std::string& file : flags.files) {
    struct stat status = {};
    if (::stat(file.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) {
      throw Error(ErrorKind::usage,
                  fmt::format("--resume: {}: expected a file, which can be read again", internal::quote(file)));
    }
    input.push_back(state_of(file, status));
  }
  Json weights = Json::array();
  for (const fs::path& file : model) {
    struct stat status = {};
    if (::stat(file.c_str(), &status) == 0) weights.push_back(state_of(fs::absolute(file).lexically_normal(), status));
  }
  return {{"version of electra", ELECTRA_VERSION},
          {"command", command},
          {"flags", flags_of(app)},
          {"input", std::move(input)},
          {"model", std::move(weights)}};
}

Writer results_writer(const StreamFlags& flags) {
  return flags.resume ? Writer(Writer::Resumable{flags.output}) : Writer(flags.output);
}

void require_output_alone(const EvaluationFlags& evaluation, const NamedFiles& files) {
  refuse_if(
      evaluation.wanted(),
      "--resume excludes --evaluate, --report and --plot, which need all records: electra score compares the output");
  for (const auto& [flag, file] : files) {
    if (file.empty()) continue;
    throw Error(ErrorKind::usage,
                fmt::format("--resume excludes {}, which would lack the records of the run before", flag));
  }
}

void resume(Writer& results, const Json& run) {
  const ResumePoint point = results.resume(run);
  if (point.records > 0)
    print_note(fmt::format("going on behind {} {} done", counted(point.records, "record"),
                           point.records == 1 ? "that is" : "that are"));
}

}  // namespace electra::cli
