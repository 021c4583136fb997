// The bytes of results are the same for a whole file, for its parts, and for what is packed: by the recipes of the
// manual page of formats, which are run as they stand there.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "cli/harness.h"

namespace electra::test {
namespace {

struct Variant {
  std::string command;  // with the model, one of tests/golden
  std::vector<std::string> formats;
};

const std::vector<Variant> variants = {
    {"classify --model " + golden("hf/seqcls-3"), {"tsv", "jsonl"}},
    {"detect-replaced --threshold 0.4 --model " + golden("hf/pretraining"), {"text", "tsv", "jsonl"}},
    {"fill-mask --model " + golden("hf/maskedlm"), {"text", "tsv", "jsonl"}},
    {"tag --model " + golden("hf/tokencls"), {"text", "tsv", "jsonl"}},
    {"embed --model " + golden("hf/model"), {"tsv", "jsonl"}},
};

// The first lines of parts look like files of other formats.
std::string forty_lines() {
  std::string lines;
  for (int i = 0; i < 40; ++i) {
    if (i == 10) lines += "{\"text\": \"my [MASK]\"}\n";
    if (i == 20) lines += "text\tlabel\n";
    if (i == 30) lines += "school B-PER\n";
    if (i % 10 != 0 || i == 0) lines += fmt::format("my school number {} is [MASK] down the {} way\n", i, i % 7);
  }
  return lines;
}

// The shell that a page shows, from its `begin` to the end of the line, or of the lines that backslashes join.
std::string recipe(const std::string& begin) {
  std::ifstream page(std::string(ELECTRA_SOURCE) + "/man/electra-formats.7", std::ios::binary);
  std::string script;
  for (std::string line; std::getline(page, line);) {
    if (script.empty() && line.find(begin) == line.npos) continue;
    for (const auto& [escaped, plain] : {std::pair("\\-", "-"), {"\\(aq", "'"}, {"\\e", "\\"}}) {
      for (size_t at = 0; (at = line.find(escaped, at)) != line.npos; ++at)
        line.replace(at, std::string_view(escaped).size(), plain);
    }
    script += line + "\n";
    if (!line.ends_with('\\')) break;
  }
  CHECK(script.size() > begin.size());
  return script.substr(script.starts_with("$ ") ? 2 : 0);
}

std::string with(std::string text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  REQUIRE(at != text.npos);
  return text.replace(at, from.size(), to);
}

bool has_parallel(const Folder& folder) {
  if (folder.shell("command -v parallel").code == 0) return true;
  MESSAGE("skipped: no program called parallel");
  return false;
}

// Without all of both texts where they differ.
void check_same(const RunResult& result, const std::string& expected) {
  CAPTURE(result.err);
  const bool is_same = result.out == expected;
  CHECK(is_same);
}

template <class Check>
void for_all(const Folder& folder, const Check& check) {
  folder.write("lines.txt", forty_lines());
  for (const Variant& variant : variants) {
    for (const std::string& format : variant.formats) {
      const std::string arguments = variant.command + " --quiet --output-format " + format;
      CAPTURE(arguments);
      const RunResult whole = folder.shell("electra " + arguments + " --format text lines.txt");
      CHECK(whole.code == 0);
      CHECK(whole.out.size() > 200);
      check(arguments, whole.out);
    }
  }
}

TEST_CASE("packed lines give what the lines give") {
  const Folder folder;
  folder.write("lines.txt", forty_lines());
  REQUIRE(folder.shell("gzip -k lines.txt && xz -k lines.txt && zstd -q lines.txt").code == 0);
  for_all(folder, [&](const std::string& arguments, const std::string& expected) {
    for (const char* ending : {"gz", "xz", "zst"}) {
      check_same(folder.shell("electra " + arguments + " --format text lines.txt." + ending), expected);
    }
  });
}

TEST_CASE("parts that split makes give, one behind the other, what the whole gives") {
  const Folder folder;
  const std::string split = recipe("split \\-n");
  std::string script = recipe("for part in part?");
  script = with(script.substr(0, script.rfind(" | cut")), "--output-format tsv", "");
  for_all(folder, [&](const std::string& arguments, const std::string& expected) {
    check_same(folder.shell(with(split, "l/2", "l/4") + with(script, "tokenize", arguments)), expected);
  });
  CHECK(folder.read("part3") != "");
}

TEST_CASE("parallel --pipe with the number of each part gives what the whole gives") {
  const Folder folder;
  if (!has_parallel(folder)) return;
  std::string lines =
      with(with(recipe("parallel \\-k \\-\\-pipe \\-N 1000 \\(aq"), "-N 1000", "-N 10"), "* 1000", "* 10");
  for_all(folder, [&](const std::string& arguments, const std::string& expected) {
    check_same(folder.shell(with(with(lines, "--output-format tsv", ""), "tag", arguments)), expected);
  });
  std::string cells = with(with(recipe("\\-\\-header :"), "-N 1000", "-N 3"), "* 1000", "* 3");
  cells = with(cells, "tag", "tag --quiet");
  std::string reviews = "id,text\n";
  for (int i = 0; i < 20; ++i) reviews += fmt::format("{},\"Anna, who is {}, is in Rome.\"\n", i, i);
  folder.write("reviews.csv", reviews);
  const std::string whole = folder.shell("electra tag --quiet --columns text --output-format tsv reviews.csv").out;
  CHECK(whole.find("\n21\t") != std::string::npos);
  check_same(folder.shell(cells), whole);
}

TEST_CASE("parallel --pipepart gives what the whole gives, with the first line of each part") {
  const Folder folder;
  if (!has_parallel(folder)) return;
  const std::string count = recipe("\\-a lines.txt wc");
  const std::string run = with(recipe("\\-a lines.txt \\(aqelectra tag"), "--output-format tsv", "");
  for_all(folder, [&](const std::string& arguments, const std::string& expected) {
    check_same(folder.shell(count + with(run, "tag", arguments)), expected);
  });
  CHECK(folder.read("starts").starts_with("1\n"));
  CHECK(folder.read("starts").size() > 6);
  std::string sentences;
  for (int i = 0; i < 40; ++i) sentences += fmt::format("Anna B-PER\nis O\n{} O\n\n", i);
  folder.write("words.txt", sentences);
  CHECK(folder.shell(with(recipe("\\-\\-recend"), "tag", "tag --quiet")).out ==
        folder.shell("electra tag --quiet words.txt").out);
}

}  // namespace
}  // namespace electra::test
