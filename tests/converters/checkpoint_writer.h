// Writes TensorFlow V2 checkpoints for tests: sound ones, and broken ones through the hooks.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "converters/tensorflow/slices.h"

namespace electra::test {

// The table format: entries in the order given.
struct TableOptions {
  size_t block_bytes = 256 << 10;
  bool snappy = false;
  int restart_interval = 16;
};
std::string table_bytes(const std::vector<std::pair<std::string, std::string>>& entries, const TableOptions& options);

// One data file. Variables are added in any order and never held in memory.
class CheckpointWriter {
 public:
  // PREFIX.index and PREFIX.data-00000-of-00001.
  explicit CheckpointWriter(std::filesystem::path prefix);

  // Float32 elements that come in pieces.
  void add(const std::string& name, std::vector<int64_t> shape,
           const std::function<void(const std::function<void(std::string_view)>& append)>& produce);
  void add_floats(const std::string& name, std::vector<int64_t> shape, const std::vector<float>& values);
  void add_bytes(const std::string& name, int32_t dtype, std::vector<int64_t> shape, std::string_view bytes);
  // A partitioned variable: each slice with its elements.
  void add_slices(const std::string& name, std::vector<int64_t> shape,
                  const std::vector<std::pair<converters::TfSlice, std::vector<float>>>& slices);
  // Writes the index.
  void finish(const TableOptions& options = {});

 private:
  struct Data {
    uint64_t offset = 0;
    uint64_t size = 0;
    uint32_t checksum = 0;
  };
  Data append(std::string_view bytes);
  void add_entry(const std::string& key, int32_t dtype, const std::vector<int64_t>& shape, const Data& data);

  std::filesystem::path prefix_;
  std::ofstream data_;
  uint64_t size_ = 0;
  std::map<std::string, std::string> entries_;
};

}  // namespace electra::test
