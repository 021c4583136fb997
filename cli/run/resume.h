// --resume: what a run is, so that another one does not go on with what it left.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "cli/args/flags.h"
#include "cli/evaluation/report.h"
#include "cli/io/overlap.h"
#include "cli/io/writer.h"

namespace electra::cli {

// The files of a model directory that results depend on. Throws Error(io), and Error(model) for a damaged index.
std::vector<std::filesystem::path> model_files(const std::filesystem::path& directory);

// All on which the bytes of the output depend: the program, flags, the input's files and the model's, by name, size and
// time. Throws Error(usage) for an input that cannot be read again.
nlohmann::json run_to_resume(std::string_view command, const CLI::App& app, const StreamFlags& flags,
                             const std::vector<std::filesystem::path>& model);

// Where --output goes, which --resume keeps. Throws Error(io).
Writer results_writer(const StreamFlags& flags);

// Throws Error(usage) for what a run writes beside --output, which would lack what the run before has seen.
void require_output_alone(const EvaluationFlags& evaluation, const NamedFiles& files);

// Goes on with what the same run left of its output, and says so. Throws as UnfinishedFile::begin.
void resume(Writer& results, const nlohmann::json& run);

}  // namespace electra::cli
