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

namespace electra::internal {

struct LoadedModel {
  Config config;
  Weights weights;  // word embeddings, and layers stored in int8, are read from the mapped file
  Arena arena;      // of the packed weights
  Head head;
  Precision precision = Precision::f32;
  std::optional<Encoder> encoder;
  std::unique_ptr<HeadLayer> head_layer;  // null for Head::model
  std::vector<std::string> warnings;

  LoadedModel(Config model_config, Weights model_weights, Head model_head)
      : config(std::move(model_config)), weights(std::move(model_weights)), head(model_head) {}
};

}  // namespace electra::internal
