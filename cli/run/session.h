// Loads what a command needs to run a model.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "cli/args/command.h"
#include "cli/args/flags.h"
#include "cli/io/overlap.h"
#include "cli/run/model_location.h"
#include "cli/run/sandbox.h"
#include "electra/electra.h"

namespace electra::cli {

// The directory of --model, or of the command's demo model, of which a note is printed.
std::filesystem::path model_directory(const std::string& model_flag, const Command& command,
                                      ModelNeeds needs = ModelNeeds::weights);

// The tokenizer of a model directory alone; its warnings are printed.
Tokenizer load_tokenizer(const std::filesystem::path& directory, std::optional<TokenizerKind> kind = std::nullopt);

// Opens weights in other containers than safetensors, and knows what to say of them once the model is loaded.
class OtherWeights {
 public:
  // What LoadOptions takes. REQUIRES: this object outlives it.
  OpenWeights opener();
  // What was read, and how to make it native; nothing where that was not needed.
  void print_note() const;

 private:
  std::string note_;
};

// Throws Error(model) for a directory that is no model because it has no config.json: which weights it holds, and what
// to do with them.
void require_model(const std::filesystem::path& directory);

// The precision that is asked for, with a note if the CPU is not fast at it.
std::optional<Precision> chosen_precision(const ModelFlags& flags);

// A model that works beside the one of --model.
struct OtherModel {
  std::string flag;  // that names it, for messages
  std::string name;  // as --model would take it; empty: there is none
  Head head = Head::model;
};

struct Session {
  std::filesystem::path directory;  // of the model
  Pipeline pipeline;
  std::optional<Pipeline> other = std::nullopt;
  std::filesystem::path other_directory = {};
};

// The model, its tokenizer and a runner; their warnings are printed. Before anything of the model is read, the run
// enters its sandbox, with the model and `files`, which are all that it may still open. Throws Error(model) for a model
// without the command's head, or the other's, and Error(usage) if a file of theirs is among `written`, the outputs of
// the run.
Session load_session(const ModelFlags& flags, const Command& command, const NamedFiles& written, Sandbox sandbox,
                     SandboxPaths files, const OtherModel& other = {});

}  // namespace electra::cli
