// The head of a model, made of its weights.
#pragma once

#include <memory>

#include "model/head_layer.h"

namespace electra {

// Null for Head::model. Throws Error(model) for a head that the library cannot run yet.
std::unique_ptr<HeadLayer> make_head(Head head, WeightSource& source, const Config& config);

}  // namespace electra
