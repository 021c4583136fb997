#include "electra/model.h"

#include "format/weight_table.h"
#include "model/model_impl.h"

namespace electra {

using namespace internal;

Model::Model(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Model::Model(Model&&) noexcept = default;
Model& Model::operator=(Model&&) noexcept = default;
Model::~Model() = default;

const Config& Model::config() const { return impl_->config; }
Head Model::head() const { return impl_->head; }
const std::vector<std::string>& Model::warnings() const { return impl_->warnings; }

Model Model::load(const std::filesystem::path& directory, const LoadOptions& options) {
  Config config = read_config(directory / "config.json");
  Weights weights = Weights::open(directory, config);
  const Head head = choose_head(config, weights, options.head);
  check_head_config(head, config, directory / "config.json");
  const bool head_present = weights.check(head, options.random_head);

  auto impl = std::make_unique<Impl>(std::move(config), std::move(weights), head);
  impl->warnings = impl->weights.warnings();
  if (!head_present) {
    impl->warnings.push_back(directory.string() + ": has no " + std::string(head_title(head)) +
                             "; its weights are random, and so are its answers");
  }
  WeightSource source(impl->weights, impl->config, impl->arena, head_present ? std::nullopt : options.random_head);
  Team team(options.threads);
  const SingleThreadedProducts single;
  impl->encoder.emplace(source, impl->config, team);
  impl->head_layer = make_head(head, source, impl->config);
  for (std::string& warning : source.take_warnings()) {
    impl->warnings.push_back(directory.string() + ": " + std::move(warning));
  }
  return Model(std::move(impl));
}

}  // namespace electra
