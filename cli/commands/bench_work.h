// What `electra bench` measures: one model in one precision, on made-up texts.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "electra/model.h"

namespace electra::cli {

inline constexpr std::array<std::string_view, 3> bench_texts = {"short", "mixed", "long"};

// The most memory that the process has had since the last reset.
class PeakMemory {
 public:
  PeakMemory();  // before the process enters a sandbox
  ~PeakMemory();
  PeakMemory(const PeakMemory&) = delete;
  PeakMemory& operator=(const PeakMemory&) = delete;

  void reset();
  int64_t bytes() const;  // 0 where the system does not tell

 private:
  bool is_reset_ = false;
  int clear_;
  int status_;
};

struct BenchRun {
  int threads = 1;
  std::array<double, 3> tokens_per_second = {};  // of each of bench_texts
  std::array<double, 3> operations_per_second = {};
  double short_ms = 0.0;  // one text of 16 tokens alone
  double long_ms = 0.0;   // the longest of bench_texts alone
};

struct BenchResult {
  std::vector<BenchRun> runs;  // one for each number of threads
  int64_t peak_bytes = 0;
  double product_speed = 0.0;  // measure_products()
  // What the head gives for the mixed texts: all numbers, and what they decide: a label, a place, yes or no.
  std::vector<float> numbers;
  std::vector<int64_t> decisions;
  std::vector<std::string> warnings;  // of the model
};

// `threads` are tried one after the other, each for about `seconds` with each text. Throws what Model::load throws.
BenchResult run_bench(const std::filesystem::path& directory, const LoadOptions& options,
                      const std::vector<int>& threads, double seconds, PeakMemory& memory);

}  // namespace electra::cli
