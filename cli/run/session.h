// Loads what a command needs to run a model: the model with its head, its tokenizer, a runner with its threads.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "cli/args/command.h"
#include "cli/args/flags.h"
#include "electra/model.h"
#include "electra/tokenizer.h"

namespace electra::cli {

// The directory of --model, or of the command's demo model, of which a note is printed.
std::filesystem::path model_directory(const std::string& model_flag, const Command& command);

// The number of CPUs this process may use: its affinity, and the quota of its control group.
int usable_cpus();
int thread_count(int64_t threads_flag);  // of --threads, 0: all usable ones

// The tokenizer of a model directory alone; its warnings are printed.
Tokenizer load_tokenizer(const std::filesystem::path& directory, TokenizerKind kind = TokenizerKind::fast);

struct ModelAndTokenizer {
  Model model;
  Tokenizer tokenizer;
};

// A loaded model ready to run.
struct Session {
  // Loads both side by side; their warnings are printed. Throws Error(model) for a model without the command's head.
  Session(const ModelFlags& flags, const Command& command);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  ModelAndTokenizer loaded;
  Runner runner;

  const Config& config() const { return loaded.model.config(); }
  const Tokenizer& tokenizer() const { return loaded.tokenizer; }
  // --max-length, or as many as the model has positions and its tokenizer's files allow. Throws Error(usage) if it is
  // more than these.
  int64_t max_length(const BatchFlags& flags) const;
};

}  // namespace electra::cli
