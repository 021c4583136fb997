#include "electra/model.h"

#include "format/weight_table.h"
#include "model/loaded_model.h"

namespace electra {

using namespace internal;

Model::Model(std::shared_ptr<const LoadedModel> loaded) : loaded_(std::move(loaded)) {}

const Config& Model::config() const { return loaded_->config; }
Head Model::head() const { return loaded_->head; }
Precision Model::precision() const { return loaded_->precision; }
const std::vector<std::string>& Model::warnings() const { return loaded_->warnings; }

void Model::require(Head head) const {
  if (head != loaded_->head) loaded_->weights.refuse_head({loaded_->head}, head);
}

Model Model::load(const std::filesystem::path& directory, const LoadOptions& options) {
  return load(directory, read_config(directory / "config.json"), options);
}

Model Model::load(const std::filesystem::path& directory, Config config, const LoadOptions& options) {
  Weights weights = Weights::open(directory, config, options.other_weights);
  const Head head = choose_head(config, weights, options.head);
  check_head_config(head, config, directory / "config.json");
  const bool head_present = weights.check(head, options.random_head);

  auto loaded = std::make_shared<LoadedModel>(std::move(config), std::move(weights), head);
  loaded->warnings = loaded->weights.warnings();
  if (!head_present) {
    loaded->warnings.push_back(directory.string() + ": has no " + std::string(head_title(head)) +
                               "; its weights are random, and so are its answers");
  }
  if (head == Head::causal_lm && !loaded->config.is_decoder) {
    loaded->warnings.push_back((directory / "config.json").string() +
                               ": 'is_decoder' is not true: every token attends to those behind it, too");
  }
  const Precision stored = loaded->weights.is_quantised() ? Precision::int8 : Precision::f32;
  if (!options.precision && !is_fast(stored)) {
    loaded->warnings.push_back(directory.string() + ": has its weights in " + std::string(precision_name(stored)) +
                               ", of which this CPU has no fast products; f32 is faster");
  }
  loaded->precision = options.precision.value_or(stored);
  WeightSource source(loaded->weights, loaded->config, loaded->arena, loaded->precision,
                      head_present ? std::nullopt : options.random_head);
  Team team(options.threads);
  const SingleThreadedProducts single;
  loaded->encoder.emplace(source, loaded->config, team);
  loaded->head_layer = make_head(head, source, loaded->config);
  for (std::string& warning : source.take_warnings()) {
    loaded->warnings.push_back(directory.string() + ": " + std::move(warning));
  }
  return Model(std::move(loaded));
}

}  // namespace electra
