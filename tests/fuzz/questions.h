// What a question with its context promises.
#pragma once

#include "cli/examples/qa.h"
#include "fuzz/promises.h"

namespace electra::fuzz {

inline void check_question(const cli::QaExample& example) {
  FUZZ_CHECK(internal::is_utf8(example.question) && internal::is_utf8(*example.context) &&
             internal::is_utf8(example.id));
  if (!example.gold.value) return;
  const auto& [answers, place] = *example.gold.value;
  for (const std::string& answer : answers) FUZZ_CHECK(internal::is_utf8(answer));
  if (!place) return;
  FUZZ_CHECK(place->begin <= place->end && place->end <= example.context->size());
  FUZZ_CHECK(answers.empty() || place->end - place->begin == answers.front().size());
}

}  // namespace electra::fuzz
