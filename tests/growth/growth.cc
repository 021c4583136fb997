#include "growth/growth.h"

#include <doctest/doctest.h>
#include <fmt/core.h>
#include <valgrind/callgrind.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <utility>

#include "cli/args/app.h"
#include "cli/commands/table.h"
#include "electra/error.h"
#include "lib/base/temporary_directory.h"

namespace electra::test {
namespace {

// callgrind writes PREFIX.1, PREFIX.2, …, each with the instructions since the one before: "totals: 1234".
uint64_t instructions_of(const Work& work) {
  static int dumps = 0;
  CALLGRIND_ZERO_STATS;
  work();
  CALLGRIND_DUMP_STATS;
  const char* prefix = std::getenv("ELECTRA_GROWTH_COUNTS");
  REQUIRE(prefix != nullptr);
  const std::string file = prefix + ("." + std::to_string(++dumps));
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    constexpr std::string_view key = "totals: ";
    if (line.starts_with(key)) {
      std::remove(file.c_str());
      return std::stoull(line.substr(key.size()));
    }
  }
  FAIL("no totals in " << file);
  return 0;
}

// Of the last run, for the table.
std::string last_fault;

size_t scale() {
  const char* text = std::getenv("ELECTRA_GROWTH_SCALE");
  return text == nullptr ? 1 : std::stoul(text);
}

enum class Ending { done, error, any };

Work run(std::vector<std::string> arguments, Ending expected) {
  arguments.emplace_back("--quiet");
  return [arguments = std::move(arguments), expected] {
    std::string fault;
    cli::ExitCode code = cli::ExitCode::failed;
    try {
      code = cli::run_program(cli::commands(), [] { return std::string(); }, arguments);
    } catch (const Error& error) {
      fault = std::string(error.what()).substr(0, 200);
    }
    const Ending ending = code == cli::ExitCode::done ? Ending::done : Ending::error;
    CHECK_MESSAGE((expected == Ending::any || ending == expected), arguments[0] << ": " << fault);
    last_fault = fault;
  };
}

}  // namespace

void check_growth(std::string_view what, size_t unit, const std::function<Work(size_t size)>& prepare) {
  constexpr double most = 2.3;
  constexpr double few = 1'000'000;  // instructions by which equal runs may differ, as memory is got and given back
  const size_t size = unit * scale();
  prepare(size)();  // what is done once in a process is not of the input
  int64_t counts[3];
  for (size_t i = 0; i < 3; ++i) counts[i] = static_cast<int64_t>(instructions_of(prepare(size << i)));
  const int64_t first = counts[1] - counts[0];
  const int64_t second = counts[2] - counts[1];
  const double growth = static_cast<double>(second) / static_cast<double>(std::max<int64_t>(first, 1));
  fmt::print("{:5.2f} {:12} {:12} {:12}  {}\n", growth, counts[0], counts[1], counts[2], what);
  if (!last_fault.empty()) fmt::print("{:46}{}\n", "", std::exchange(last_fault, ""));
  std::fflush(stdout);
  CHECK_MESSAGE(static_cast<double>(second) <= most * static_cast<double>(std::max<int64_t>(first, 0)) + few,
                what << ": grows " << growth << " times, from " << counts[0] << " by " << first << " and " << second);
}

Work electra(std::vector<std::string> arguments) { return run(std::move(arguments), Ending::done); }
Work refused(std::vector<std::string> arguments) { return run(std::move(arguments), Ending::error); }
Work any(std::vector<std::string> arguments) { return run(std::move(arguments), Ending::any); }

Work with_errors(Work work) {
  return [work = std::move(work)] {
    try {
      work();
    } catch (const Error& error) {
      last_fault = std::string(error.what()).substr(0, 200);
    }
  };
}

std::string repeated(size_t n, std::string_view text, std::string_view separator) {
  std::string out;
  for (size_t i = 0; i < n; ++i) {
    if (i > 0) out += separator;
    for (const char c : text) {
      if (c == '@') {
        out += std::to_string(i);
      } else {
        out += c;
      }
    }
  }
  return out;
}

std::string golden(const std::string& name) { return ELECTRA_GOLDEN "/" + name; }

}  // namespace electra::test
