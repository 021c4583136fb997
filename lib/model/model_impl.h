// What a Model holds.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "electra/model.h"
#include "format/weights.h"
#include "model/encoder.h"
#include "model/heads.h"

namespace electra {

struct Model::Impl {
  Config config;
  internal::Weights weights;  // the word embeddings are read from the mapped file
  internal::Arena arena;      // of the packed weights
  Head head;
  std::optional<internal::Encoder> encoder;
  std::unique_ptr<internal::HeadLayer> head_layer;  // null for Head::model
  std::vector<std::string> warnings;

  Impl(Config model_config, internal::Weights model_weights, Head model_head)
      : config(std::move(model_config)), weights(std::move(model_weights)), head(model_head) {}
};

}  // namespace electra
