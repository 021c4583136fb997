// Any arguments give help, or one line that says what is wrong with them, or values within the bounds of their flags.
// The input holds arguments, each up to a zero byte; some bytes stand for a word that the command knows.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/args/app.h"
#include "cli/args/flags.h"
#include "cli/exit_codes.h"
#include "fuzz/captured.h"
#include "fuzz/input.h"

namespace electra::cli {
namespace {

// A flag of every kind.
struct Flags {
  std::string text;
  int64_t integer = 5;
  double fraction = 0.5;
  std::optional<double> number;
  bool is_on = false;
  std::vector<std::pair<std::string, std::string>> pairs;
  std::optional<Format> format;
  OffsetUnit offsets = OffsetUnit::bytes;
  MarkFlags marks;
  std::optional<bool> lower_case;
  std::optional<StripAccents> strip_accents;
  ModelFlags model;
  BatchFlags batch;
  StreamFlags stream;
  std::string operand;
};

std::optional<Flags> parsed;  // what the command ran with

void check(const Flags& flags) {
  FUZZ_CHECK(flags.integer >= 2 && flags.integer <= 7);
  FUZZ_CHECK(flags.fraction >= 0 && flags.fraction <= 1);
  FUZZ_CHECK(!flags.number || std::isfinite(*flags.number));
  for (const auto& [from, to] : flags.pairs) FUZZ_CHECK(!from.empty() && !to.empty());
  FUZZ_CHECK(!flags.format || flags.format == Format::text || flags.format == Format::jsonl);
  FUZZ_CHECK(flags.model.threads >= 0 && flags.model.threads <= 4096);
  FUZZ_CHECK(flags.batch.batch_tokens >= 1 && flags.batch.max_length >= 0);
}

Run add_flags(CLI::App& app) {
  const auto flags = std::make_shared<Flags>();
  add_operand(app, flags->operand, "OPERAND", "help");
  add_text_flag(app, flags->text, {"--text", "TEXT", "help"});
  add_integer_flag(app, flags->integer, {2, 7}, {"--integer", "N", "help"});
  add_fraction_flag(app, flags->fraction, {"--fraction", "P", "help"});
  add_number_flag(app, flags->number, {"--number", "X", "help"});
  add_switch(app, flags->is_on, {"--switch", "", "help"});
  add_pairs_flag(app, flags->pairs, {"--pairs", "FROM=TO", "help"});
  add_offsets_flag(app, flags->offsets);
  add_mark_flags(app, flags->marks);
  add_casing_flags(app, flags->lower_case, flags->strip_accents, "");
  add_model_flags(app, flags->model);
  add_tokenizer_flag(app, flags->model.tokenizer);
  add_batch_flags(app, flags->batch);
  add_output_format_flag(app, flags->format, {Format::text, Format::jsonl}, "help");
  add_stream_flags(app, flags->stream);
  return [flags] {
    parsed = *flags;
    return ExitCode::done;
  };
}

const Command command = {
    .name = "try", .group = "Text", .summary = "s", .description = "d", .example = "electra try", .add = add_flags};
constexpr std::array<const Command*, 1> commands = {&command};

constexpr std::array words = {"try",
                              "--text",
                              "--integer",
                              "--fraction",
                              "--number",
                              "--switch",
                              "--pairs",
                              "--offsets",
                              "--color",
                              "--lower-case",
                              "--threads",
                              "--strip-accents",
                              "--precision",
                              "--tokenizer",
                              "--random-head",
                              "--model",
                              "--batch-tokens",
                              "--output-format",
                              "--output",
                              "--on-error",
                              "--quiet",
                              "--help",
                              "--version",
                              "--generate",
                              "man",
                              "auto",
                              "true",
                              "stop",
                              "f32",
                              "bytes",
                              "--max-length"};

std::vector<std::string> arguments_of(fuzz::Input& input) {
  constexpr size_t most = 12;
  std::vector<std::string> arguments;
  while (!input.empty() && arguments.size() < most) {
    std::string argument;
    for (const char c : input.until('\0')) {
      const auto code = static_cast<unsigned char>(c);
      const bool stands_for_word = code <= words.size();
      argument += stands_for_word ? words[code - 1U] : std::string(1, c);
    }
    arguments.push_back(std::move(argument));
  }
  return arguments;
}

}  // namespace
}  // namespace electra::cli

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace electra;
  using namespace electra::cli;
  fuzz::Input input(data, size);
  const std::vector<std::string> arguments = arguments_of(input);
  parsed.reset();
  fuzz::Captured out(STDOUT_FILENO), err(STDERR_FILENO);
  const ExitCode code = run_program(commands, [] { return std::string("version\n"); }, arguments);
  const std::string message = err.text(), page = out.text();
  FUZZ_CHECK(code == ExitCode::done || code == ExitCode::usage);
  FUZZ_CHECK(message.empty() == (code == ExitCode::done));
  FUZZ_CHECK(page.empty() == (parsed || code == ExitCode::usage));
  if (parsed) check(*parsed);
  if (message.empty()) return 0;
  FUZZ_CHECK(message.ends_with('\n'));
  fuzz::check_message(std::string_view(message).substr(0, message.size() - 1), "electra: ");
  return 0;
}
