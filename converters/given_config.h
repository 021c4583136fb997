// A config that somebody wrote: checked against what the shapes say, and the source of what they do not say.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "electra/config.h"

namespace electra::converters {

enum class Tower { discriminator, generator };  // of Google's hparams, which describe both

// What a file says of one model.
struct GivenConfig {
  Config base;  // what the shapes do not say (hidden_act, layer_norm_eps, labels, …); the defaults where it is silent
  std::vector<std::pair<std::string, int64_t>> sizes;  // under their names in config.json, as far as they are stated
  int64_t num_attention_heads = 0;                     // 0: not stated
  std::optional<bool> lower_case;                      // do_lower_case
  std::string text;                                    // of an HF config, its JSON
};

// An HF config.json, or the hparams that Google's code takes ("model_size", "model_hparam_overrides",
// "generator_hidden_size", …), told apart by their keys. Read once for all models of a source.
class GivenConfigFile {
 public:
  // Throws Error(io) for a file that cannot be read, Error(model) for what is not JSON.
  explicit GivenConfigFile(std::filesystem::path path);

  // Whether it is hparams, which describe both towers. An HF config describes one model.
  bool is_google() const { return is_google_; }
  // What it says of a model; of hparams the side that `tower` names counts. Throws Error(model) as read_config does.
  GivenConfig of(Tower tower) const;

 private:
  std::filesystem::path path_;
  nlohmann::json json_;
  bool is_google_;
};

// Error(model) for what Google's models do not have: relative positions, word embeddings that are not tied.
void require_google_model(const GivenConfig& given, const std::filesystem::path& file);

// Error(model) that lists every size which is not that of `inferred`.
void check_given_config(const GivenConfig& given, const Config& inferred, const std::filesystem::path& file);

}  // namespace electra::converters
