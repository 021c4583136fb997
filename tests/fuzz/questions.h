// What a question with its context promises.
#pragma once

#include "cli/examples/qa.h"
#include "fuzz/promises.h"

namespace electra::fuzz {

inline void check_question(const cli::QaExample& example) {
  FUZZ_CHECK(internal::is_utf8(example.question) && internal::is_utf8(*example.context) &&
             internal::is_utf8(example.id));
  if (example.gold_bytes) {
    FUZZ_CHECK(example.gold.has_value());
    FUZZ_CHECK(example.gold_bytes->begin <= example.gold_bytes->end);
    FUZZ_CHECK(example.gold_bytes->end <= example.context->size());
  }
  if (!example.gold) return;
  for (const std::string& answer : *example.gold) FUZZ_CHECK(internal::is_utf8(answer));
  if (!example.gold->empty() && example.gold_bytes) {
    FUZZ_CHECK(example.gold_bytes->end - example.gold_bytes->begin == example.gold->front().size());
  }
}

}  // namespace electra::fuzz
