// How far a run is: the line on a terminal, and what an interrupted run says.
#include "cli/io/progress.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

#include "cli/harness.h"

namespace electra::test {
namespace {

namespace fs = std::filesystem;

using Names = std::vector<std::string>;
using cli::Progress;

std::string count_of(const Progress& progress) {
  char room[Progress::longest_count];
  return std::string(progress.count(room));
}

TEST_CASE("a line says what is done, with commas, and how much of the input that is") {
  Progress progress({"records"}, true);
  CHECK(count_of(progress) == "0 records");
  progress.update({.records = 1});
  CHECK(count_of(progress) == "1 record");
  progress.update({.records = 1234567, .bytes = 41, .total_bytes = 100});
  CHECK(count_of(progress) == "1,234,567 records, 41 %");
  progress.update({.records = 1000, .bytes = 120, .total_bytes = 100});  // a file that grows
  CHECK(count_of(progress) == "1,000 records, 100 %");
}

TEST_CASE("bytes are shown as megabytes") {
  Progress progress({"MB written", true}, true);
  progress.update({.bytes = 12'345'678, .total_bytes = 1'234'567'890});
  CHECK(count_of(progress) == "12.3 of 1,234.5 MB written, 0 %");
  progress.update({.bytes = 50'000});
  CHECK(count_of(progress) == "0.0 MB written");
}

TEST_CASE("a line is never wider than it may be, and loses whole parts first") {
  Progress progress({"records"}, true);
  progress.update({.records = 1234, .tokens = 56789, .bytes = 41, .total_bytes = 100});
  const std::string whole = progress.line(200);
  CHECK(whole.find("1,234 records, 41 %, 0:00 left, ") == 0);
  CHECK(whole.find(" records/s, ") != std::string::npos);
  CHECK(whole.find(" tokens/s") != std::string::npos);
  for (size_t columns = 0; columns <= whole.size(); ++columns) {
    CAPTURE(columns);
    const std::string line = progress.line(columns);
    CHECK(line.size() <= columns);
    if (columns >= 13 && columns < 19) CHECK(line == "1,234 records");
    if (columns >= 19) CHECK(line.find("1,234 records, 41 %") == 0);
    CHECK((columns < 19 || line.back() == '%' || line.ends_with("left") || line.ends_with("/s")));
  }
}

TEST_CASE("rates and the time left are of what this run has done") {
  Progress progress({"records"}, true);
  progress.begin_at({.records = 1000000, .bytes = 50, .total_bytes = 100});
  CHECK(progress.line(200) == "1,000,000 records, 50 %, 0:00");
}

TEST_CASE("of the work at hand a line tells the part that has gone through the model") {
  std::atomic<uint64_t> tokens = 0;
  Progress progress({"records"}, true, [&] { return tokens.load(); });
  const auto begins = [&](const std::string& text) {
    const std::string line = progress.line(200);
    CAPTURE(line);
    CHECK(line.starts_with(text));
  };
  progress.expect({.records = 100, .bytes = 1000});
  tokens = 50;  // of nobody knows how many
  begins("0 records, 0:00");
  tokens = 200;
  progress.update({.records = 100, .tokens = 200, .bytes = 1000, .total_bytes = 10'000});
  begins("100 records, 10 %");
  progress.expect({.records = 500, .bytes = 5000});
  begins("100 records, 10 %");
  tokens = 600;  // half of the 800 of as many bytes
  begins("300 records, 30 %");
  CHECK(count_of(progress) == "100 records, 10 %");  // are written
  tokens = 5000;
  begins("500 records, 50 %");
  progress.update({.records = 500, .tokens = 1000, .bytes = 5000, .total_bytes = 10'000});
  begins("500 records, 50 %");
}

TEST_CASE("what an interrupted run says names what is done of the run at hand") {
  char room[cli::longest_interruption];
  CHECK(cli::interruption(room) == "electra: interrupted\n");
  Progress progress({"records"}, true);
  progress.set_outlook("; nothing was written");
  progress.update({.records = 1234});
  CHECK(cli::interruption(room) == "electra: interrupted after 1,234 records; nothing was written\n");
}

// What a terminal got of a run that has answered one record, and waits for its second until the line is there.
std::string seen_on_terminal(const std::string& before, const std::string& flags = "") {
  const Folder folder;
  folder.shell(
      fmt::format("mkfifo in; {{ echo the cat; i=0; until grep -q 'electra: [^n]' seen 2> /dev/null || [ $i = 40 ]; do "
                  "sleep 0.1; i=$((i + 1)); done; echo the dog; }} > in & "
                  "script -qfec '{}; exec electra tokenize {} --output out in' seen > /dev/null < /dev/null",
                  before, flags));
  CHECK(folder.read("out") == "[CLS] the cat [SEP]\n[CLS] the dog [SEP]\n");
  return folder.read("seen");
}

TEST_CASE("a terminal sees a line that moves on without a batch, and goes in the end") {
  const std::string seen = seen_on_terminal("export TERM=xterm; stty cols 80");
  CHECK(seen.find("\r\x1b[Kelectra: 1 record, 0:0") != std::string::npos);
  const size_t erased = seen.rfind("\r\x1b[K");
  REQUIRE(erased != std::string::npos);
  CHECK(seen.find("electra", erased) == std::string::npos);
}

TEST_CASE("a narrow terminal gets what fits") {
  const std::string seen = seen_on_terminal("export TERM=xterm NO_COLOR=1; stty cols 20");
  CHECK(seen.find("\r\x1b[Kelectra: 1 record\r") != std::string::npos);
}

TEST_CASE("there is no line on a terminal that cannot take it away, or for a quiet run") {
  CHECK(seen_on_terminal("export TERM=dumb").find("electra: 1") == std::string::npos);
  CHECK(seen_on_terminal("export TERM=xterm", "--quiet").find("electra: 1") == std::string::npos);
}

// 20000 results into a pipe of which a reader takes some before the run is told to end, and then does `rest`.
RunResult run_into_pipe(const Folder& folder, int signal, const std::string& rest) {
  return folder.shell(fmt::format(
      "i=0; while [ $i -lt 20000 ]; do echo \"the cat $i\"; i=$((i + 1)); done > in; mkfifo pipe; "
      "{{ i=0; while [ $i -lt 300 ]; do read -r line; echo \"$line\"; i=$((i + 1)); done; kill -{} $(cat pid); {}; }} "
      "< pipe > out & reader=$!; "
      "sh -c 'echo $$ > pid; exec electra tokenize --model {}/data/models/electra-mini-discriminator in' > pipe & "
      "run=$!; wait $run; code=$?; touch ended; wait $reader; exit $code",
      signal, rest, ELECTRA_SOURCE));
}

TEST_CASE("an interrupted run has written whole records, and says how many") {
  for (const int signal : {SIGTERM, SIGHUP}) {  // a shell's background runs ignore SIGINT
    CAPTURE(signal);
    const Folder folder;
    const RunResult result = run_into_pipe(folder, signal, "exec cat");
    const std::string out = folder.read("out");
    const auto records = static_cast<size_t>(std::ranges::count(out, '\n'));
    CHECK(result.code == 128 + signal);
    CHECK(records >= 300);
    CHECK(records < 20000);
    CHECK(out.ends_with('\n'));
    CHECK(folder.shell("electra tokenize --quiet in").out.starts_with(out));
    std::string count = std::to_string(records);
    if (count.size() > 3) count.insert(count.size() - 3, ",");
    CHECK(result.err.find(fmt::format("electra: interrupted after {} records, ", count)) != std::string::npos);
  }
}

TEST_CASE("a pipe that is stuck does not keep an interrupted run") {
  const Folder folder;
  CHECK(run_into_pipe(folder, SIGTERM, "until [ -e ended ]; do sleep 0.05; done").code == 128 + SIGTERM);
}

}  // namespace
}  // namespace electra::test
