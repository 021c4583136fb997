#include "cli/run/session.h"

#include <fmt/format.h>
#include <sched.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <future>
#include <thread>

#include "cli/io/messages.h"
#include "cli/run/model_location.h"
#include "electra/config.h"
#include "electra/error.h"
#include "format/weight_table.h"
#include "format/weights.h"

namespace electra::cli {

using namespace internal;

namespace {

namespace fs = std::filesystem;

// CPUs that the quota of a control group amounts to, or 0 for none. cpu.max is version 2, the other two version 1.
int quota_cpus() {
  double quota = 0;
  double period = 0;
  std::ifstream both("/sys/fs/cgroup/cpu.max");
  if (!(both >> quota >> period)) {
    std::ifstream quota_file("/sys/fs/cgroup/cpu/cpu.cfs_quota_us");
    std::ifstream period_file("/sys/fs/cgroup/cpu/cpu.cfs_period_us");
    if (!(quota_file >> quota) || !(period_file >> period)) return 0;
  }
  if (quota <= 0 || period <= 0) return 0;
  return static_cast<int>(std::clamp(std::ceil(quota / period), 1.0, 4096.0));
}

bool has_any_weight(const Weights& weights, const Config& config, Head head) {
  return std::ranges::any_of(head_weights(config, head),
                             [&](const WeightSpec& spec) { return weights.find(spec.name) != nullptr; });
}

// The heads of the file in words. Heads share names, so the file alone may fit several; architectures decides.
std::string present_heads(const Weights& weights, const Config& config) {
  const std::vector<Head> present = weights.heads_present();
  for (const std::string& architecture : config.architectures) {
    const std::optional<Head> head = head_of_architecture(architecture);
    if (head && std::ranges::find(present, *head) != present.end()) return fmt::format("a {}", head_title(*head));
  }
  return present.empty() ? "no head" : fmt::format("a {}", head_title(present.front()));
}

// A model that was made for something else is refused in the user's words. One that has a part of the head is damaged:
// loading it names the tensors.
void require_head(const fs::path& directory, const Config& config, const Command& command) {
  const Weights weights = Weights::open(directory, config);
  if (has_any_weight(weights, config, *command.head)) return;
  throw Error(ErrorKind::model,
              fmt::format("{}: has {}; {} needs a {} (--random-head SEED gives it a random one)", directory.string(),
                          present_heads(weights, config), command.name, head_title(*command.head)));
}

// The weights are opened once; again only to say in better words why that failed.
Model load_model(const fs::path& directory, const Config& config, const LoadOptions& options, const Command& command) {
  try {
    return Model::load(directory, options);
  } catch (const Error&) {
    if (!options.random_head) require_head(directory, config, command);
    throw;
  }
}

// Both, loaded side by side.
ModelAndTokenizer load(const ModelFlags& flags, const Command& command) {
  const fs::path directory = model_directory(flags.model, command);
  const Config config = read_config(directory / "config.json");
  const LoadOptions options = {
      .head = command.head, .random_head = flags.random_head, .threads = thread_count(flags.threads)};
  std::future<Tokenizer> tokenizer =
      std::async(std::launch::async, [&] { return Tokenizer::load(directory, config.vocab_size, flags.tokenizer); });
  Model model = load_model(directory, config, options, command);
  ModelAndTokenizer loaded = {std::move(model), tokenizer.get()};
  for (const std::string& warning : loaded.model.warnings()) print_warning(warning);
  for (const std::string& warning : loaded.tokenizer.warnings()) print_warning(warning);
  return loaded;
}

}  // namespace

fs::path model_directory(const std::string& model_flag, const Command& command) {
  if (!model_flag.empty()) return find_model(model_flag);
  const fs::path directory = find_model(std::string(command.demo_model));
  print_note(fmt::format("no --model given; using the demo model {}", command.demo_model));
  return directory;
}

int usable_cpus() {
  cpu_set_t set;
  CPU_ZERO(&set);
  int cpus = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  if (sched_getaffinity(0, sizeof set, &set) == 0) cpus = std::max(1, CPU_COUNT(&set));
  const int quota = quota_cpus();
  return quota == 0 ? cpus : std::min(cpus, quota);
}

int thread_count(int64_t threads_flag) { return threads_flag == 0 ? usable_cpus() : static_cast<int>(threads_flag); }

Tokenizer load_tokenizer(const fs::path& directory, TokenizerKind kind) {
  const Config config = read_config(directory / "config.json");
  Tokenizer tokenizer = Tokenizer::load(directory, config.vocab_size, kind);
  for (const std::string& warning : tokenizer.warnings()) print_warning(warning);
  return tokenizer;
}

Session::Session(const ModelFlags& flags, const Command& command)
    : loaded(load(flags, command)), runner(loaded.model, thread_count(flags.threads)) {}

int64_t Session::max_length(const BatchFlags& flags) const {
  const int64_t positions = loaded.model.config().max_position_embeddings;
  if (flags.max_length > positions) {
    throw Error(ErrorKind::usage,
                fmt::format("--max-length: {}, but the model has {} positions", flags.max_length, positions));
  }
  if (flags.max_length != 0) return flags.max_length;
  return std::max<int64_t>(3, std::min(positions, tokenizer().model_max_length().value_or(positions)));
}

}  // namespace electra::cli
