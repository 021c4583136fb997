// A config.json is refused with a message, or what it holds is within the limits that electra/config.h promises.
#include <string>
#include <string_view>

#include "electra/config.h"
#include "format/weight_table.h"
#include "fuzz/promises.h"

namespace electra {

using namespace internal;
namespace {

bool in_range(int64_t value, int64_t most) { return value >= 1 && value <= most; }

void check(const Config& config) {
  FUZZ_CHECK(in_range(config.vocab_size, max_vocab_size));
  FUZZ_CHECK(in_range(config.embedding_size, max_hidden_size));
  FUZZ_CHECK(in_range(config.hidden_size, max_hidden_size));
  FUZZ_CHECK(in_range(config.num_hidden_layers, max_hidden_layers));
  FUZZ_CHECK(in_range(config.num_attention_heads, config.hidden_size));
  FUZZ_CHECK(config.head_size() * config.num_attention_heads == config.hidden_size);
  FUZZ_CHECK(in_range(config.intermediate_size, max_intermediate_size));
  FUZZ_CHECK(in_range(config.max_position_embeddings, max_positions));
  FUZZ_CHECK(in_range(config.type_vocab_size, max_type_vocab_size));
  FUZZ_CHECK(in_range(config.num_labels, max_labels));
  FUZZ_CHECK(static_cast<int64_t>(config.id2label.size()) == config.num_labels);
  FUZZ_CHECK(config.layer_norm_eps >= 0);
  FUZZ_CHECK(config.pad_token_id >= -1 && config.pad_token_id < config.vocab_size);
  FUZZ_CHECK(activation_by_name(config.hidden_act).has_value());
  const std::string& function = config.function_to_apply;
  FUZZ_CHECK(function.empty() || function == "none" || function == "sigmoid" || function == "softmax");
  for (const auto& [layer, heads] : config.pruned_heads) {
    FUZZ_CHECK(layer >= 0 && layer < config.num_hidden_layers && config.heads_of_layer(layer) > 0);
  }
  if (config.num_hidden_layers > 4) return;
  for (const WeightSpec& spec : encoder_weights(config)) {
    for (const int64_t size : spec.shape) FUZZ_CHECK(size > 0);
  }
}

}  // namespace
}  // namespace electra

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  try {
    electra::check(electra::parse_config({reinterpret_cast<const char*>(data), size}, "config.json"));
  } catch (const electra::Error& error) {
    electra::fuzz::check_message(error.what(), "config.json: ");
  }
  return 0;
}
