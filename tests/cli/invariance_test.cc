// The same line has the same output, whatever stands around it and however the work is divided.
#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "cli/harness.h"

namespace electra::test {
namespace {

// Lines of all lengths up to several windows of the model, from a fixed seed.
std::vector<std::string> sample_lines(bool masks) {
  const std::vector<std::string> words = {"the", "cat", "sat", "on", "a", "mat,", "Ünïcode", "drank", "42", "tea."};
  std::mt19937 random(7);
  std::vector<std::string> lines;
  for (size_t i = 0; i < 60; ++i) {
    std::string line;
    const size_t count = random() % (i % 10 == 0 ? 150 : 25);
    for (size_t j = 0; j < count; ++j) {
      line += words[random() % words.size()];
      line += masks && random() % 12 == 0 ? " [MASK] " : " ";
    }
    lines.push_back(line);
  }
  return lines;
}

std::string join(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> lines;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = text.find('\n', begin);
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

struct Variant {
  std::string command;
  std::string model;
  std::string format;
  bool masks;
};

const std::vector<Variant> variants = {{"detect-replaced", "hf/pretraining", "text", false},
                                       {"detect-replaced", "hf/pretraining", "jsonl", false},
                                       {"fill-mask", "hf/maskedlm", "text", true},
                                       {"fill-mask", "hf/maskedlm", "jsonl", true}};

std::string run(const Variant& variant, const std::vector<std::string>& lines, std::vector<std::string> more = {}) {
  const Folder folder;
  std::vector<std::string> arguments = {variant.command,       "--quiet",         "--model",
                                        golden(variant.model), "--output-format", variant.format};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const RunResult result = folder.electra(arguments, join(lines));
  CHECK(result.err == "");
  CHECK(result.code == 0);
  return result.out;
}

TEST_CASE("output does not depend on the number of threads") {
  for (const Variant& variant : variants) {
    const auto lines = sample_lines(variant.masks);
    const std::string expected = run(variant, lines, {"--threads", "1"});
    CHECK(split(expected).size() == lines.size());
    for (const char* threads : {"2", "3"}) CHECK(run(variant, lines, {"--threads", threads}) == expected);
  }
}

TEST_CASE("output does not depend on the size of batches, also where a record is larger than one") {
  for (const Variant& variant : variants) {
    const auto lines = sample_lines(variant.masks);
    const std::string expected = run(variant, lines);
    for (const char* tokens : {"1", "17", "64", "5000"}) {
      CHECK(run(variant, lines, {"--batch-tokens", tokens}) == expected);
    }
  }
}

TEST_CASE("output of shuffled lines is the shuffled output") {
  for (const Variant& variant : variants) {
    const auto lines = sample_lines(variant.masks);
    const auto expected = split(run(variant, lines));
    std::vector<size_t> order(lines.size());
    for (size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::shuffle(order, std::mt19937(3));
    std::vector<std::string> shuffled;
    for (const size_t i : order) shuffled.push_back(lines[i]);
    const auto found = split(run(variant, shuffled));
    REQUIRE(found.size() == expected.size());
    for (size_t i = 0; i < order.size(); ++i) CHECK(found[i] == expected[order[i]]);
  }
}

TEST_CASE("output of a file cut in seven, concatenated, is that of the file") {
  for (const Variant& variant : variants) {
    const auto lines = sample_lines(variant.masks);
    std::string parts;
    for (size_t i = 0; i < 7; ++i) {
      const auto begin = lines.begin() + static_cast<std::ptrdiff_t>(i * lines.size() / 7);
      const auto end = lines.begin() + static_cast<std::ptrdiff_t>((i + 1) * lines.size() / 7);
      parts += run(variant, std::vector<std::string>(begin, end));
    }
    CHECK(parts == run(variant, lines));
  }
}

// What the demo models are asked about: a text of each length, with what the command wants around it.
struct Question {
  std::string command;
  std::vector<std::string> flags;
  std::string before;
  std::string after;
};

const std::vector<Question> questions = {
    {"detect-replaced", {"--output-format", "jsonl"}, "", ""},
    {"embed", {"--pooling", "none"}, "", ""},
    {"fill-mask", {"--output-format", "jsonl"}, "", " [MASK]"},
    {"classify", {"--output-format", "jsonl"}, "", ""},
    {"tag", {"--output-format", "jsonl"}, "", ""},
    {"choose", {"--output-format", "jsonl"}, R"({"choices": ["in the sea", "a dog"], "prompt": ")", "\"}"},
    {"qa", {"--format", "jsonl", "--output-format", "jsonl"}, R"({"question": "who?", "context": ")", "\"}"}};

// The first `count` words of an endless text; all of them are in the vocabulary of the demo models.
std::string words(size_t count) {
  const std::vector<std::string> all = {"the", "company", "sold", "its",  "shares", "and", "a",   "dog",
                                        "was", "written", "by",   "some", "famous", "old", "sea", "near"};
  std::string text;
  for (size_t i = 0; i < count; ++i) text += (i == 0 ? "" : " ") + all[i * i % 17 % all.size()];
  return text;
}

// Checks that a text alone in its batch has the bits that it has in company, small and large.
void compare_alone_and_in_company(const std::string& isa, const std::string& precision,
                                  const std::vector<size_t>& lengths) {
  Folder folder;
  if (!isa.empty()) folder.environment["ONEDNN_MAX_CPU_ISA"] = isa;
  for (const Question& question : questions) {
    CAPTURE(isa);
    CAPTURE(precision);
    CAPTURE(question.command);
    std::string input;
    for (const size_t length : lengths) input += question.before + words(length) + question.after + "\n";
    const auto run_with = [&](const std::vector<std::string>& more) {
      std::vector<std::string> arguments = {question.command, "--quiet", "--precision", precision};
      arguments.insert(arguments.end(), question.flags.begin(), question.flags.end());
      arguments.insert(arguments.end(), more.begin(), more.end());
      const RunResult result = folder.electra(arguments, input);
      CHECK(result.err == "");
      CHECK(result.code == 0);
      return split(result.out);
    };
    const auto alone = run_with({"--threads", "1", "--batch-tokens", "1"});
    CHECK(alone.size() == lengths.size());
    CHECK(run_with({"--threads", "1"}) == alone);
    CHECK(run_with({"--threads", "2", "--batch-tokens", "300"}) == alone);
  }
}

const std::vector<std::string> instruction_sets = {"", "AVX2", "AVX512_CORE", "AVX512_CORE_BF16"};
const std::vector<std::string> precisions = {"f32", "bf16", "int8"};

TEST_CASE("with the demo models, texts give the same alone and in company on every instruction set") {
  for (const std::string& isa : instruction_sets) {
    compare_alone_and_in_company(isa, "f32",
                                 {1, 3, 5, 6, 7, 13, 14, 22, 29, 30, 38, 46, 53, 54, 62, 79, 86, 101, 102, 124});
    compare_alone_and_in_company(isa, "bf16", {1, 5, 6, 13, 30, 62, 101});
    compare_alone_and_in_company(isa, "int8", {1, 5, 6, 13, 30, 62, 101});
  }
}

// Run by tests/faults/run.sh.
TEST_CASE("with the demo models, texts of every length give the same alone and in company" * doctest::skip()) {
  std::vector<size_t> lengths;
  for (size_t length = 1; length <= 130; ++length) lengths.push_back(length);
  for (const char* isa : {"", "AVX512_CORE_BF16", "AVX512_CORE", "AVX2", "AVX", "SSE41"}) {
    for (const std::string& precision : precisions) compare_alone_and_in_company(isa, precision, lengths);
  }
}

}  // namespace
}  // namespace electra::test
