// A golden model with its tokenizer and a runner.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "electra/model.h"
#include "electra/tokenizer.h"

namespace electra {

struct GoldenModel {
  // `directory` is one of golden/hf, or an absolute path.
  explicit GoldenModel(const std::filesystem::path& directory, int threads = 1)
      : model(Model::load(path_of(directory))),
        tokenizer(Tokenizer::load(path_of(directory), model.config().vocab_size)),
        runner(model, threads) {}

  // The logits of every token of one sequence.
  std::vector<float> logits(const Encoding& encoding) {
    PackedBatch batch;
    batch.add(encoding);
    return runner.run(batch).logits;
  }

  Model model;
  Tokenizer tokenizer;
  Runner runner;

 private:
  static std::filesystem::path path_of(const std::filesystem::path& directory) {
    return std::filesystem::path(ELECTRA_GOLDEN) / "hf" / directory;
  }
};

// `count` words of the golden vocabulary, one piece each, with blanks between them.
inline std::string plain_text(int count) {
  constexpr std::string_view words[] = {"my",  "school", "is", "down", "the", "long",
                                        "way", "back",   "to", "city", "and"};
  std::string text;
  for (int i = 0; i < count; ++i) text.append(i == 0 ? "" : " ").append(words[i * i % 11]);
  return text;
}

}  // namespace electra
