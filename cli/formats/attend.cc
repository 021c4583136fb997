#include "cli/formats/attend.h"

#include <span>

#include "cli/io/json_out.h"
#include "cli/io/rows.h"

namespace electra::cli {
namespace {

// What `append` makes of 0 to count - 1, as a list.
template <class Append>
void append_list(std::string& out, size_t count, const Append& append) {
  out += '[';
  for (size_t i = 0; i < count; ++i) {
    if (i > 0) out += ',';
    append(i);
  }
  out += ']';
}

// [heads][from][to]
void append_weights(std::string& out, const LayerAttention& layer, size_t tokens) {
  append_list(out, layer.heads.size(), [&](size_t head) {
    append_list(out, tokens, [&](size_t from) {
      const std::span<const float> weights = std::span(layer.weights).subspan((head * tokens + from) * tokens, tokens);
      append_list(out, tokens, [&](size_t to) { append_json_score(out, weights[to]); });
    });
  });
}

}  // namespace

void write_attention_json(const Item<TextExample>& item, const TextAttention& result, AttentionStyle& style,
                          std::string& out) {
  begin_object(out, item);
  out += R"("tokens":)";
  append_list(out, result.token_ids.size(),
              [&](size_t i) { append_json_string(out, style.tokenizer->token(result.token_ids[i])); });
  out += R"(,"token_type_ids":)";
  append_list(out, result.token_type_ids.size(), [&](size_t i) { append_integer(out, result.token_type_ids[i]); });
  out += R"(,"layers":)";
  append_list(out, result.layers.size(), [&](size_t i) { append_integer(out, result.layers[i].layer); });
  // A list for each layer: heads that were pruned are missing in some.
  out += R"(,"heads":)";
  append_list(out, result.layers.size(), [&](size_t i) {
    const std::vector<int64_t>& heads = result.layers[i].heads;
    append_list(out, heads.size(), [&](size_t head) { append_integer(out, heads[head]); });
  });
  out += R"(,"attentions":)";
  append_list(out, result.layers.size(),
              [&](size_t i) { append_weights(out, result.layers[i], result.token_ids.size()); });
  out += "}\n";
}

}  // namespace electra::cli
