// electra bench: what a model costs on this machine in each precision, and what it loses.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/usable_cpus.h"
#include "cli/args/command.h"
#include "cli/args/flags.h"
#include "cli/commands/bench_work.h"
#include "cli/io/messages.h"
#include "cli/io/overlap.h"
#include "cli/io/writer.h"
#include "cli/run/sandbox.h"
#include "cli/run/session.h"
#include "electra/precision.h"

namespace electra::cli {

extern const Command bench_command;

namespace {

struct Flags {
  std::string model;
  int64_t threads = 0;  // 0: one, then all usable CPUs
  std::optional<Precision> precision;
  int64_t milliseconds = 1000;
  std::string output;
  std::optional<Format> output_format = Format::text;
  Sandbox sandbox = Sandbox::automatic;
};

// How a result compares with that in f32.
struct Agreement {
  std::optional<double> decisions;  // share of equal ones; nothing where a model without a head decides nothing
  double cosine = 1.0;              // of all numbers
};

Agreement compare(const BenchResult& result, const BenchResult& reference) {
  Agreement agreement;
  double product = 0.0;
  double own = 0.0;
  double other = 0.0;
  // Beams of Google's head may differ in what they hide.
  const size_t count = std::min(result.numbers.size(), reference.numbers.size());
  for (size_t i = 0; i < count; ++i) {
    product += double{result.numbers[i]} * reference.numbers[i];
    own += double{result.numbers[i]} * result.numbers[i];
    other += double{reference.numbers[i]} * reference.numbers[i];
  }
  if (own * other > 0.0) agreement.cosine = product / std::sqrt(own * other);
  if (result.decisions.empty()) return agreement;
  size_t equal = 0;
  for (size_t i = 0; i < result.decisions.size(); ++i) equal += result.decisions[i] == reference.decisions[i];
  agreement.decisions = static_cast<double>(equal) / static_cast<double>(result.decisions.size());
  return agreement;
}

std::string header_text() {
  return "precision  threads  tokens/s short   mixed    long  % of products          ms 16 tokens  ms long     MB  "
         " as f32  cosine\n";
}

std::string row_text(Precision precision, const BenchRun& run, const BenchResult& result, const Agreement& agreement) {
  const double peak = result.product_speed * run.threads / 100.0;
  const auto& speed = run.tokens_per_second;
  const auto& work = run.operations_per_second;
  const std::string decisions = agreement.decisions ? fmt::format("{:.2f} %", 100.0 * *agreement.decisions) : "-";
  return fmt::format(
      "{:<9}  {:>7}  {:>14.0f}  {:>6.0f}  {:>6.0f}  {:>3.0f} {:>3.0f} {:>3.0f}  {:>21.2f}  {:>7.1f}  {:>5.0f}  {:>8}  "
      "{:.5f}\n",
      precision_name(precision), run.threads, speed[0], speed[1], speed[2], work[0] / peak, work[1] / peak,
      work[2] / peak, run.short_ms, run.long_ms, static_cast<double>(result.peak_bytes) / 1e6, decisions,
      agreement.cosine);
}

std::string row_json(Precision precision, const BenchRun& run, const BenchResult& result, const Agreement& agreement) {
  using Json = nlohmann::ordered_json;
  Json row = {{"precision", precision_name(precision)}, {"threads", run.threads}};
  for (size_t text = 0; text < bench_texts.size(); ++text) {
    row["tokens_per_second"][bench_texts[text]] = run.tokens_per_second[text];
    row["share_of_products"][bench_texts[text]] =
        run.operations_per_second[text] / (result.product_speed * run.threads);
  }
  row["short_milliseconds"] = run.short_ms;
  row["long_milliseconds"] = run.long_ms;
  row["peak_bytes"] = result.peak_bytes;
  row["products_per_second"] = result.product_speed;
  row["agreement"] = agreement.decisions ? Json(*agreement.decisions) : Json();
  row["cosine"] = agreement.cosine;
  row["automatic"] = precision == automatic_precision();
  return row.dump() + "\n";
}

std::vector<int> thread_counts(int64_t given) {
  if (given > 0) return {static_cast<int>(given)};
  const int all = internal::thread_count(0);
  return all == 1 ? std::vector{1} : std::vector{1, all};
}

constexpr Format output_formats[] = {Format::text, Format::jsonl};

ExitCode run(const CLI::App& app, Flags flags) {
  settle_output_format(app, flags.output_format, flags.output, output_formats);
  PeakMemory memory;
  Writer writer(flags.output);
  const std::filesystem::path directory = model_directory(flags.model, bench_command);
  require_apart({{"--output", flags.output}}, directory);
  SandboxPaths paths = {.readable = {}, .writable = {flags.output}};
  paths.add_model(directory);
  enter_sandbox(flags.sandbox, paths);
  require_model(directory);
  const std::vector<int> threads = thread_counts(flags.threads);
  const bool as_json = flags.output_format == Format::jsonl;
  if (!as_json) writer.write(header_text());
  std::optional<BenchResult> reference;
  for (const Precision precision : {Precision::f32, Precision::bf16, Precision::int8}) {
    const bool is_wanted = !flags.precision || precision == *flags.precision;
    if (!is_wanted && precision != Precision::f32) continue;  // f32 is what the others are compared with
    OtherWeights others;
    const LoadOptions options = {.precision = precision, .threads = threads.back(), .other_weights = others.opener()};
    BenchResult result = run_bench(directory, options, threads, static_cast<double>(flags.milliseconds) / 1e3, memory);
    const Agreement agreement = reference ? compare(result, *reference) : compare(result, result);
    for (const BenchRun& one : result.runs) {
      if (is_wanted) writer.write((as_json ? row_json : row_text)(precision, one, result, agreement));
    }
    if (!reference) {
      others.print_note();
      for (const std::string& warning : result.warnings) print_warning(warning);
      reference = std::move(result);
    }
  }
  if (!as_json) {
    writer.write(fmt::format("--precision auto is {} on this CPU\n", precision_name(automatic_precision())));
  }
  writer.finish();
  return ExitCode::done;
}

Run add_bench(CLI::App& app) {
  const auto flags = std::make_shared<Flags>();
  add_model_flag(app, flags->model);
  add_integer_flag(app, flags->threads, {1, 4096},
                   {"--threads", "N", "number of threads; by default one, and then all usable CPUs"});
  add_choice_flag(app, flags->precision,
                  {{"f32", Precision::f32}, {"bf16", Precision::bf16}, {"int8", Precision::int8}},
                  {"--precision", "", "measure f32, bf16 or int8 alone; by default all of them"});
  add_integer_flag(app, flags->milliseconds, {1, 3'600'000},
                   {"--milliseconds", "N", "how long each of the measurements goes on", "Options", "1000"});
  add_output_flag(app, flags->output);
  add_output_format_flag(app, flags->output_format, {std::begin(output_formats), std::end(output_formats)},
                         "text: a table; jsonl: one object for each of its rows");
  add_quiet_flag(app);
  add_sandbox_flag(app, flags->sandbox);
  return [flags, &app] { return run(app, *flags); };
}

}  // namespace

const Command bench_command = {
    .name = "bench",
    .group = "Models",
    .summary = "measure a model on this machine: speed, memory and agreement in each precision",
    .description =
        "Runs a model on made-up texts in every precision, or in that of --precision, with one thread and with all, "
        "and shows what each costs and loses. Nothing of it is remembered: --precision auto goes by a table of its "
        "own.",
    .example = "electra bench --milliseconds 20",
    .demo_model = "electra-mini-discriminator",
    .add = add_bench,
};

}  // namespace electra::cli
