// How fast texts in memory become ids: lines of a file, spread over threads.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "electra/tokenizer.h"

namespace electra {
namespace {

std::vector<std::string> read_lines(const std::string& file, size_t& bytes) {
  std::ifstream stream(file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line); lines.push_back(std::move(line))) bytes += line.size() + 1;
  return lines;
}

// Threads take the next hundred lines until none is left. Returns the number of tokens.
size_t encode_all(const Tokenizer& tokenizer, const std::vector<std::string>& lines, int threads) {
  constexpr size_t chunk = 100;
  std::atomic<size_t> next = 0;
  std::atomic<size_t> tokens = 0;
  const auto work = [&] {
    size_t own = 0;
    for (size_t begin = next.fetch_add(chunk); begin < lines.size(); begin = next.fetch_add(chunk)) {
      const size_t end = std::min(begin + chunk, lines.size());
      for (size_t i = begin; i < end; ++i) own += tokenizer.encode(lines[i]).size();
    }
    tokens += own;
  };
  std::vector<std::jthread> others;
  for (int i = 1; i < threads; ++i) others.emplace_back(work);
  work();
  others.clear();
  return tokens;
}

int run(int argc, char** argv) {
  CLI::App app("Speed of the tokenizer from memory");
  std::string vocab;
  std::vector<std::string> files;
  int threads = 1;
  int rounds = 5;
  app.add_option("--vocab", vocab)->required();
  app.add_option("--threads", threads)->capture_default_str();
  app.add_option("--rounds", rounds)->capture_default_str();
  app.add_option("FILE", files)->required();
  CLI11_PARSE(app, argc, argv);
  const Tokenizer tokenizer = Tokenizer::from_vocab(vocab, {});
  for (const std::string& file : files) {
    size_t bytes = 0;
    const std::vector<std::string> lines = read_lines(file, bytes);
    std::vector<double> speeds;
    size_t tokens = 0;
    for (int round = 0; round < rounds; ++round) {
      const auto start = std::chrono::steady_clock::now();
      tokens = encode_all(tokenizer, lines, threads);
      const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
      speeds.push_back(static_cast<double>(bytes) / 1e6 / seconds.count());
    }
    std::ranges::sort(speeds);
    fmt::print("{}: {} lines, {} tokens, {} threads: best {:.1f} MB/s, median {:.1f}\n", file, lines.size(), tokens,
               threads, speeds.back(), speeds[speeds.size() / 2]);
  }
  return 0;
}

}  // namespace
}  // namespace electra

int main(int argc, char** argv) { return electra::run(argc, argv); }
