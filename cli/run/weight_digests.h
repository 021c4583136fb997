// The SHA-256 of the files with a model's weights, made beside the run: a large model takes seconds.
#pragma once

#include <atomic>
#include <exception>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "base/mapped_file.h"

namespace electra::cli {

struct WeightDigest {
  std::string file;  // its name in the directory
  std::string sha256;
};

// The names of the files with a model's weights, several of sharded ones, as the loader looks for them. Throws
// Error(io), and Error(model) for a damaged index.
std::vector<std::string> weight_files(const std::filesystem::path& directory);

class WeightDigests {
 public:
  // Maps the files, several of sharded weights, in the order of their names, and begins. Throws Error(io), and
  // Error(model) for a damaged index.
  explicit WeightDigests(const std::filesystem::path& directory);
  // Gives up what is not done.
  ~WeightDigests();
  WeightDigests(const WeightDigests&) = delete;
  WeightDigests& operator=(const WeightDigests&) = delete;

  // Waits for all of them. To be called once.
  std::vector<WeightDigest> finish();

 private:
  void run();

  std::vector<internal::MappedFile> files_;  // parallel to digests_
  std::vector<WeightDigest> digests_;
  std::atomic<bool> gives_up_ = false;
  std::thread thread_;
};

}  // namespace electra::cli
