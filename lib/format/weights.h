// The weights of one model directory, found and checked against the weight table.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "electra/config.h"
#include "electra/model.h"
#include "format/safetensors.h"

namespace electra {

class Weights {
 public:
  // Opens model.safetensors, or the shards that model.safetensors.index.json lists. Names without the "electra." prefix
  // (a bare ElectraModel) are known by their full name. Throws Error(model or io).
  static Weights open(const std::filesystem::path& directory, const Config& config);

  // The heads that are completely present. A head shares names with others (classifier.weight) only where their shapes
  // do, so this can name several; architectures decides.
  std::vector<Head> heads_present() const;

  // Checks the encoder and one head: one Error(model) lists every tensor that is missing, misshapen or not of a float
  // type. With `random_head` a head that is wholly missing is allowed.
  // Returns false if the head is missing (and that is allowed).
  bool check(Head head, std::optional<uint64_t> random_head) const;

  // REQUIRES: checked.
  const Tensor& get(std::string_view name) const;
  const Tensor* find(std::string_view name) const;
  std::vector<float> floats(std::string_view name) const;
  // Gives the pages of a tensor back to the system once it has been packed.
  void release(std::string_view name) const;
  // In file order of names, for `inspect`.
  std::vector<const Tensor*> all() const;

  // Tensors that no part of ELECTRA owns, in one line; weights that are NaN or infinite are reported when found by the
  // reader of their values. Empty if there is nothing to say.
  std::vector<std::string> warnings() const;

 private:
  Config config_;
  std::filesystem::path directory_;
  std::vector<std::unique_ptr<SafetensorsFile>> files_;
  std::map<std::string, std::pair<const SafetensorsFile*, const Tensor*>, std::less<>> tensors_;  // by full name
};

// The head to load: `wanted`, else that of architectures[0], else the only one present in the weights, else
// Head::model.
Head choose_head(const Config& config, const Weights& weights, std::optional<Head> wanted);

}  // namespace electra
