// The cases of a safetensors file for electra forward are refused with a message, or have as many of everything as
// their shape says, for models with any head. The input chooses head and config and holds the header of the file.
//
// A model is no more than its config and its head here: what computes is not part of the fuzzers.
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "cli/forward/case.h"
#include "electra/model.h"
#include "fuzz/input.h"
#include "fuzz/memory_file.h"
#include "fuzz/promises.h"
#include "fuzz/safetensors_bytes.h"

namespace electra {

struct internal::LoadedModel {
  Config config;
  Head head;
};

namespace {

internal::LoadedModel chosen;  // by the input

}  // namespace

Model::Model(std::shared_ptr<const internal::LoadedModel> loaded) : loaded_(std::move(loaded)) {}
Model Model::load(const std::filesystem::path& /*directory*/, const LoadOptions& /*options*/) {
  return Model(std::make_shared<const internal::LoadedModel>(chosen));
}
const Config& Model::config() const { return loaded_->config; }
Head Model::head() const { return loaded_->head; }

namespace cli {

using namespace internal;
namespace {

constexpr Head heads[] = {Head::model,    Head::pretraining, Head::masked_lm, Head::causal_lm,
                          Head::classify, Head::tag,         Head::choose,    Head::qa};

Model choose_model(fuzz::Input& input) {
  constexpr const char* types[] = {"", "regression", "single_label_classification", "multi_label_classification"};
  chosen = {.config = {}, .head = heads[input.byte() % std::size(heads)]};
  chosen.config.vocab_size = 7;
  chosen.config.embedding_size = 2;
  chosen.config.hidden_size = 4;
  chosen.config.num_attention_heads = 2;
  chosen.config.num_hidden_layers = 2;
  chosen.config.max_position_embeddings = 8;
  chosen.config.num_labels = 1 + input.byte() % 3;
  chosen.config.problem_type = types[input.byte() % std::size(types)];
  return Model::load({});
}

void check(const ForwardCase& one, const Config& config) {
  const auto tokens = static_cast<size_t>(one.rows * one.length);
  FUZZ_CHECK(one.batch > 0 && one.choices > 0 && one.rows == one.batch * one.choices);
  FUZZ_CHECK(one.length > 0 && one.length <= config.max_position_embeddings);
  FUZZ_CHECK(one.input_ids.size() == tokens && one.token_type_ids.size() == tokens);
  FUZZ_CHECK(one.position_ids.size() == tokens);
  FUZZ_CHECK(one.inputs_embeds.empty() || one.inputs_embeds.size() == tokens * config.embedding_size);
  const size_t masks = one.attention_mask.size();
  FUZZ_CHECK(masks == 0 || masks == tokens || masks == tokens * static_cast<size_t>(one.length));
  FUZZ_CHECK(one.head_mask.empty() || one.head_mask.size() == 4);
  FUZZ_CHECK(one.labels.start_positions.size() == one.labels.end_positions.size());
  for (int64_t row = 0; row < one.rows; ++row) {
    FUZZ_CHECK(one.packed(row, 1, config).token_ids.size() == static_cast<size_t>(one.length));
  }
}

// As a model with random numbers would have it.
void check_loss(const ForwardCase& one, const Model& model) {
  const auto tokens = static_cast<size_t>(one.rows * one.length);
  const size_t rows = model.head() == Head::choose || model.head() == Head::classify ? one.rows : tokens;
  const bool has_words = model.head() == Head::masked_lm || model.head() == Head::causal_lm;
  const bool has_labels = model.head() == Head::classify || model.head() == Head::tag;
  const int64_t width = has_words ? model.config().vocab_size : has_labels ? model.config().num_labels : 1;
  const std::vector<float> logits(rows * static_cast<size_t>(width), 0.5F);
  const std::vector<float> places(tokens, 0.5F);
  loss_of(one, {.logits = logits, .start_logits = places, .end_logits = places}, model);
}

}  // namespace
}  // namespace cli
}  // namespace electra

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace electra;
  using namespace electra::cli;
  fuzz::Input input(data, size);
  const Model model = choose_model(input);
  const fuzz::MemoryFile file(fuzz::safetensors_bytes(input.rest()));
  try {
    const internal::SafetensorsFile tensors(file.path());
    for (const ForwardCase& one : read_cases(tensors, model)) {
      check(one, model.config());
      check_loss(one, model);
    }
  } catch (const Error& error) {
    FUZZ_CHECK(error.kind() == ErrorKind::input || error.kind() == ErrorKind::model);
    fuzz::check_message(error.what(), file.path() + ": ");
  }
  return 0;
}
