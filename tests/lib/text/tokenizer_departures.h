// Where loading a recorded tokenizer directory ends otherwise than in Transformers, and why.
#pragma once

#include <span>
#include <string_view>

#include "electra/tokenizer.h"

namespace electra {

struct Departure {
  const char* directory;
  TokenizerKind kind;
  bool loads;  // here
  const char* why;
};

inline std::span<const Departure> departures() {
  constexpr TokenizerKind fast = TokenizerKind::fast, slow = TokenizerKind::slow;
  static constexpr const char* needless = "Transformers fails over a key that has no bearing on the result";
  static constexpr const char* unknown_word = "Transformers fails at the first word that is not in the vocabulary";
  static constexpr Departure table[] = {
      // What Transformers refuses and we load.
      {"vocab-alone", fast, true, "that the model is an ELECTRA is known"},
      {"vocab-alone", slow, true, "that the model is an ELECTRA is known"},
      {"model-type-unknown", fast, true, "what the model is stands in its own config, which is read elsewhere"},
      {"model-type-unknown", slow, true, "what the model is stands in its own config, which is read elsewhere"},
      {"class-v5-json", fast, true, "the class that Transformers 5 writes: tokenizer.json as it is"},
      {"key-padding-bad", fast, true, needless},
      {"key-padding-bad", slow, true, needless},
      {"key-file-stale-json", fast, true, "the file in the directory is meant"},
      {"key-vocab-file-stale", fast, true, "the file in the directory is meant"},
      {"key-vocab-file-stale", slow, true, "the file in the directory is meant"},
      {"key-vocab-file-stale-json", slow, true, "the file in the directory is meant"},
      {"key-names-objects", fast, true, "what is meant is plain without __type"},
      {"key-names-objects", slow, true, "what is meant is plain without __type"},
      {"key-extra-list", fast, true, "the form that Transformers 5 writes"},
      {"key-extra-list", slow, true, "the form that Transformers 5 writes"},
      {"class-any-fast", slow, true, "the slow tokenizer was asked for, and vocab.txt has its pieces"},
      // What Transformers loads and we refuse.
      {"class-japanese", slow, false, "it needs MeCab"},
      {"frame-swapped", fast, false, "the tasks put the first text first"},
      {"key-lower-null", slow, false, "the kinds do not agree on what null means"},
      {"class-roberta-fast-json", fast, false, "another family's class, which adds names of its own"},
      {"normalizer-replace-regex", fast, false, "an expression: there is no engine for it"},
      {"model-max-chars-300", fast, false, "words are of up to 200 characters"},
      {"key-unk-new", fast, false, unknown_word},
      {"key-unk-new", slow, false, "no [UNK] among the pieces is a fault for every kind"},
      {"names-unsaid", fast, false, unknown_word},
      {"names-unsaid", slow, false, "no [UNK] among the pieces is a fault for every kind"},
      {"model-no-unk", fast, false, unknown_word},
      {"lines-no-unk", fast, false, unknown_word},
      {"lines-no-unk", slow, false, "no [UNK] among the pieces is a fault for every kind"},
  };
  return table;
}

// Directories that both load, but not alike.
inline bool reads_otherwise(std::string_view directory) {
  return directory == "lines-bom";  // a byte-order mark is skipped with a warning, there it is a part of [PAD]
}

// Nothing where it ends as in Transformers.
inline const Departure* find_departure(std::string_view directory, TokenizerKind kind) {
  for (const Departure& departure : departures()) {
    if (departure.directory == directory && departure.kind == kind) return &departure;
  }
  return nullptr;
}

}  // namespace electra
