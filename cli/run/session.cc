#include "cli/run/session.h"

#include <fmt/format.h>

#include "base/usable_cpus.h"
#include "cli/io/messages.h"
#include "cli/run/model_location.h"

namespace electra::cli {

namespace fs = std::filesystem;

fs::path model_directory(const std::string& model_flag, const Command& command) {
  if (!model_flag.empty()) return find_model(model_flag);
  const fs::path directory = find_model(std::string(command.demo_model));
  print_note(fmt::format("no --model given; using the demo model {}", command.demo_model));
  return directory;
}

int thread_count(int64_t threads_flag) {
  return threads_flag == 0 ? internal::usable_cpus() : static_cast<int>(threads_flag);
}

Tokenizer load_tokenizer(const fs::path& directory, TokenizerKind kind) {
  const Config config = read_config(directory / "config.json");
  Tokenizer tokenizer = Tokenizer::load(directory, config.vocab_size, kind);
  for (const std::string& warning : tokenizer.warnings()) print_warning(warning);
  return tokenizer;
}

Pipeline load_pipeline(const ModelFlags& flags, const Command& command) {
  Pipeline pipeline = Pipeline::load(model_directory(flags.model, command), {.head = command.head,
                                                                             .threads = static_cast<int>(flags.threads),
                                                                             .tokenizer = flags.tokenizer,
                                                                             .random_head = flags.random_head});
  for (const std::string& warning : pipeline.warnings()) print_warning(warning);
  return pipeline;
}

}  // namespace electra::cli
