// The heads of ELECTRA models, by their names here and in Transformers.
#pragma once

#include <optional>
#include <string_view>

#include "electra/export.h"

namespace electra {

// What computes results from the encoder's states. The names in quotes are those of `electra forward --head`.
enum class Head {
  model,        // "model": no head; gives the last hidden state
  pretraining,  // "pretraining": replaced-token detection, one logit per token
  masked_lm,    // "masked-lm": V logits per token
  classify,     // "classify": L logits per sequence
  choose,       // "choose": one logit per sequence; each sequence is a choice
  tag,          // "tag": L logits per token
  qa,           // "qa": where an answer starts and ends, two logits per token
  causal_lm,    // "causal-lm": V logits per token, of the token after it; the weights of masked_lm
};

// The name in quotes above.
ELECTRA_EXPORT std::string_view head_name(Head head);
// The name of the command that needs this head: "detect-replaced" for pretraining; "embed" for model;
// "forward" for causal_lm, which no other command uses.
ELECTRA_EXPORT std::string_view task_name(Head head);
// The head with this name, or nothing for an unknown one.
ELECTRA_EXPORT std::optional<Head> head_by_name(std::string_view name);
// The head of a Transformers class name ("ElectraForPreTraining"), or nothing for an unknown one.
ELECTRA_EXPORT std::optional<Head> head_of_architecture(std::string_view architecture);

}  // namespace electra
