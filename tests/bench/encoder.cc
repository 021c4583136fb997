// How near the encoder comes to the speed of bare matrix products, both measured in one run.
//
// Only the lengths of the texts matter for speed: lengths_*.txt hold those of 2000 sentences (short), 600 paragraphs
// (mixed) and 64 inputs of 384 tokens (long). FLOPs are counted on real tokens: 2 per weight and token, and
// 4 * length * hidden_size per token and layer for attention.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "electra/error.h"
#include "electra/model.h"
#include "tasks/batcher.h"
#include "tests/bench/gemm_peak.h"
#include "tests/bench/random_model.h"

namespace electra::bench {

using namespace internal;

namespace {

struct Settings {
  std::string model = "small";
  std::vector<std::string> texts = {"short", "mixed", "long"};
  int64_t batch_tokens = 1024;
  int64_t tokens = 16384;  // of each text at most, taken evenly from all of it
  int threads = 1;
  int rounds = 5;
};

std::vector<int64_t> read_lengths(const std::string& text, int64_t tokens) {
  std::ifstream file(std::string(ELECTRA_BENCH_DATA "/lengths_") + text + ".txt");
  std::vector<int64_t> all;
  int64_t total = 0;
  for (int64_t length = 0; file >> length;) {
    all.push_back(length);
    total += length;
  }
  const auto step = static_cast<size_t>(std::max<int64_t>(1, total / tokens));
  std::vector<int64_t> lengths;
  for (size_t i = 0; i < all.size(); i += step) lengths.push_back(all[i]);
  return lengths;
}

std::vector<Encoding> random_sequences(const std::vector<int64_t>& lengths, const Config& config) {
  std::mt19937 random(2);
  std::uniform_int_distribution<int32_t> id(0, static_cast<int32_t>(config.vocab_size) - 1);
  std::vector<Encoding> sequences;
  for (const int64_t length : lengths) {
    Encoding& sequence = sequences.emplace_back();
    for (int64_t i = 0; i < length; ++i) sequence.ids.push_back(id(random));
    sequence.token_type_ids.resize(sequence.ids.size());
  }
  return sequences;
}

double flops(const std::vector<int64_t>& lengths, const Config& config) {
  const double hidden = static_cast<double>(config.hidden_size);
  const double weights_per_layer = 4 * hidden * hidden + 2 * hidden * static_cast<double>(config.intermediate_size);
  const double project = config.has_embeddings_project() ? static_cast<double>(config.embedding_size) * hidden : 0.0;
  const double layers = static_cast<double>(config.num_hidden_layers);
  double total = 0.0;
  for (const int64_t length : lengths) {
    const double tokens = static_cast<double>(length);
    total += tokens * (2 * (layers * weights_per_layer + project) + layers * 4 * tokens * hidden);
  }
  return total;
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

void run_text(const std::string& text, const Settings& settings, Runner& runner) {
  const Config& config = runner.model().config();
  const std::vector<int64_t> lengths = read_lengths(text, settings.tokens);
  const std::vector<Encoding> sequences = random_sequences(lengths, config);
  const Batches work = make_batches(sequences, settings.batch_tokens);
  int64_t tokens = 0;
  for (const int64_t length : lengths) tokens += length;

  const Request all_rows;
  std::vector<double> speeds;
  std::vector<double> shares;
  double best = 0.0;
  double peak = 0.0;
  for (int round = 0; round <= settings.rounds; ++round) {
    const double round_peak = gemm_peak(0.05);
    const auto start = std::chrono::steady_clock::now();
    runner.run(work.batches, std::span(&all_rows, 1), [](size_t, const Output&) {});
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (round == 0) continue;  // makes the primitives
    const double gflops = flops(lengths, config) / seconds / 1e9 / settings.threads;
    speeds.push_back(static_cast<double>(tokens) / seconds);
    shares.push_back(gflops / round_peak);
    best = std::max(best, gflops);
    peak = std::max(peak, round_peak);
  }
  fmt::print("{:6} {:6} {:7} {:8} {:10.0f} {:10.1f} {:10.1f} {:9.1f}% {:9.1f}%\n", settings.model, text,
             settings.threads, tokens, median(speeds), best, peak, 100 * best / peak, 100 * median(shares));
  std::fflush(stdout);
}

int run(int argc, char** argv) {
  Settings settings;
  CLI::App app("Encoder speed beside the GEMM peak of one core");
  app.add_option("--model", settings.model, "small or base")->check(CLI::IsMember({"small", "base"}));
  app.add_option("--texts", settings.texts, "short, mixed, long")->delimiter(',');
  app.add_option("--batch-tokens", settings.batch_tokens);
  app.add_option("--tokens", settings.tokens, "tokens of each text");
  app.add_option("--threads", settings.threads);
  app.add_option("--rounds", settings.rounds);
  CLI11_PARSE(app, argc, argv);

  const Config config = settings.model == "small" ? electra_small() : electra_base();
  const std::filesystem::path directory = std::filesystem::temp_directory_path() / ("electra-bench-" + settings.model);
  write_random_model(directory, config);
  const Model model = Model::load(directory);
  std::filesystem::remove_all(directory);
  Runner runner(model, settings.threads);

  fmt::print("{:6} {:6} {:>7} {:>8} {:>10} {:>10} {:>10} {:>10} {:>10}\n", "model", "text", "threads", "tokens",
             "tokens/s", "GF/s/core", "GEMM peak", "best/peak", "median");
  for (const std::string& text : settings.texts) run_text(text, settings, runner);
  return 0;
}

}  // namespace
}  // namespace electra::bench

int main(int argc, char** argv) {
  try {
    return electra::bench::run(argc, argv);
  } catch (const electra::Error& error) {
    fmt::print(stderr, "bench_encoder: {}\n", error.what());
    return 1;
  }
}
