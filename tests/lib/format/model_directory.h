// Model directories made from tests/golden/bad/st-good, each with one thing different.
#pragma once

#include <doctest/doctest.h>

#include <deque>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "electra/config.h"
#include "format/safetensors.h"
#include "format/weights.h"
#include "lib/base/temporary_directory.h"

namespace electra {

class ModelDirectory {
 public:
  ModelDirectory()
      : source_(std::filesystem::path(ELECTRA_GOLDEN) / "bad/st-good/model.safetensors"), tensors_(source_.tensors()) {
    config = nlohmann::json::parse(read_file(std::filesystem::path(ELECTRA_GOLDEN) / "bad/st-good/config.json"));
  }

  nlohmann::json config;

  const std::filesystem::path& path() const { return folder_.path(); }
  const TemporaryDirectory& folder() const { return folder_; }
  std::vector<internal::Tensor>& tensors() { return tensors_; }

  void remove(const std::string& prefix) {
    std::erase_if(tensors_, [&](const internal::Tensor& tensor) { return tensor.name.starts_with(prefix); });
  }
  void rename(const std::function<std::string(std::string)>& new_name) {
    for (internal::Tensor& tensor : tensors_) tensor.name = new_name(tensor.name);
  }
  // Adds a tensor of zeros.
  void add(const std::string& name, const std::vector<int64_t>& shape, internal::DType dtype = internal::DType::f32) {
    internal::Tensor tensor{.name = name, .dtype = dtype, .shape = shape, .data = {}};
    zeros_.emplace_back(static_cast<size_t>(tensor.elements()) * internal::dtype_size(dtype));
    tensor.data = zeros_.back();
    tensors_.push_back(tensor);
  }
  void write_config() const { folder_.file("config.json", config.dump()); }
  void write_weights(const std::string& name = "model.safetensors",
                     const std::map<std::string, std::string>& metadata = {{"format", "pt"}}) const {
    internal::write_safetensors(folder_ / name, tensors_, metadata);
  }

  Config read() const {
    write_config();
    return read_config(folder_ / "config.json");
  }
  // Writes everything and opens it.
  internal::Weights open() const {
    write_weights();
    return internal::Weights::open(folder_.path(), read());
  }
  std::string file(const std::string& name = "model.safetensors") const { return (folder_ / name).string(); }

 private:
  TemporaryDirectory folder_;
  internal::SafetensorsFile source_;
  std::vector<internal::Tensor> tensors_;
  std::deque<std::vector<std::byte>> zeros_;
};

}  // namespace electra
