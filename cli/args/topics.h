// What `electra help` knows beside the commands. A topic has its prose in man/electra-NAME.7.in, and a page of its own.
#pragma once

#include <string_view>

namespace electra::cli {

struct Topic {
  std::string_view name;
  std::string_view summary;  // one line, without a final stop
};

inline constexpr Topic topics[] = {
    {"formats", "the formats that electra reads and writes"},
    {"models", "what a model is, where it is looked for, and how to list those that are there"},
    {"exit-codes", "what the exit status says, and how messages look"},
    {"precision", "f32, bf16 and int8: what each costs and loses"},
    {"performance", "threads, batches and memory: how to make runs fast"},
    {"clusters", "many machines, batch systems and machines without a network"},
};

}  // namespace electra::cli
