// The front door: load a model directory with all that its task needs, then call one function per task.
//
//   auto pipeline = electra::Pipeline::load("my-model");
//   for (const auto& word : pipeline.detect_replaced("The plane landed at the soup.").words) ...
//
// The parts can be used alone too: Model and Runner (model.h), Tokenizer (tokenizer.h), the tasks as functions of these
// three (tasks.h, attention.h), metrics (metrics.h) and losses (losses.h).
#pragma once

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "electra/attention.h"
#include "electra/config.h"
#include "electra/error.h"
#include "electra/export.h"
#include "electra/head.h"
#include "electra/losses.h"
#include "electra/metrics.h"
#include "electra/model.h"
#include "electra/tasks.h"
#include "electra/tokenizer.h"
#include "electra/version.h"

namespace electra {

struct PipelineOptions {
  std::optional<Head> head = std::nullopt;            // nothing: as LoadOptions::head says
  std::optional<Precision> precision = std::nullopt;  // as in LoadOptions
  int threads = 0;  // 0: one for each CPU that affinity and control group leave to the process
  std::optional<TokenizerKind> tokenizer = std::nullopt;  // as in Tokenizer::load
  std::optional<uint64_t> random_head = std::nullopt;     // as in LoadOptions
  OpenWeights other_weights = nullptr;                    // as in LoadOptions
};

// A model with its tokenizer and a runner. The model runs on all threads, for one text as for many. The result of a
// text is the same in both cases. The tasks throw what the functions in tasks.h throw: for example Error(model) if the
// model lacks the head of the task. Not thread-safe: a Pipeline serves one caller at a time. For several callers load()
// once, and give each a Pipeline(model(), tokenizer(), threads) of its own: they share the weights.
class ELECTRA_EXPORT Pipeline {
 public:
  // Throws what Model::load and Tokenizer::load throw, and Error(usage) if threads < 0.
  static Pipeline load(const std::filesystem::path& directory, const PipelineOptions& options = {});
  // `tokenizer`: that of the model. threads: as in PipelineOptions. Throws Error(usage) if threads < 0.
  Pipeline(Model model, Tokenizer tokenizer, int threads);

  const Model& model() const { return runner_.model(); }
  const Tokenizer& tokenizer() const { return tokenizer_; }
  Runner& runner() { return runner_; }
  const Runner& runner() const { return runner_; }
  // The length of the longest input in tokens, [CLS] and [SEP] included: longest_input(model(), tokenizer()).
  int64_t max_length() const;
  // Oddities that loading found and could work with: first those of the model, then those of the tokenizer.
  std::vector<std::string> warnings() const;

  JudgedText detect_replaced(std::string_view text, const DetectReplacedOptions& options = {});
  std::vector<JudgedText> detect_replaced(std::span<const std::string_view> texts,
                                          const DetectReplacedOptions& options = {});
  std::vector<JudgedText> detect_replaced(std::span<const std::string> texts,
                                          const DetectReplacedOptions& options = {});
  // {"a", "b"} are two texts here, not the two ends of one.
  std::vector<JudgedText> detect_replaced(std::initializer_list<std::string_view> texts,
                                          const DetectReplacedOptions& options = {}) {
    return detect_replaced(std::span(texts.begin(), texts.size()), options);
  }

  FilledText fill_mask(const MaskedText& text, const FillMaskOptions& options = {});
  std::vector<FilledText> fill_mask(std::span<const MaskedText> texts, const FillMaskOptions& options = {});

  Classification classify(const Text& text, const ClassifyOptions& options = {});
  std::vector<Classification> classify(std::span<const Text> texts, const ClassifyOptions& options = {});
  // {{"a"}, {"b"}} are two texts here; {"a", "b"} is a pair.
  std::vector<Classification> classify(std::initializer_list<Text> texts, const ClassifyOptions& options = {}) {
    return classify(std::span(texts.begin(), texts.size()), options);
  }

  Choice choose(const Question& question, const ChooseOptions& options = {});
  std::vector<Choice> choose(std::span<const Question> questions, const ChooseOptions& options = {});

  Answer answer(const ContextQuestion& question, const AnswerOptions& options = {});
  std::vector<Answer> answer(std::span<const ContextQuestion> questions, const AnswerOptions& options = {});

  std::vector<WordTag> tag_words(const std::vector<std::string>& sentence, const TagOptions& options = {});
  std::vector<std::vector<WordTag>> tag_words(std::span<const std::vector<std::string>> sentences,
                                              const TagOptions& options = {});

  std::vector<FoundSpan> find_spans(std::string_view text, Aggregation aggregation, const TagOptions& options = {});
  std::vector<std::vector<FoundSpan>> find_spans(std::span<const std::string_view> texts, Aggregation aggregation,
                                                 const TagOptions& options = {});
  std::vector<std::vector<FoundSpan>> find_spans(std::span<const std::string> texts, Aggregation aggregation,
                                                 const TagOptions& options = {});
  std::vector<std::vector<FoundSpan>> find_spans(std::initializer_list<std::string_view> texts, Aggregation aggregation,
                                                 const TagOptions& options = {}) {
    return find_spans(std::span(texts.begin(), texts.size()), aggregation, options);
  }

  Embedding embed(const Text& text, const EmbedOptions& options = {});
  std::vector<Embedding> embed(std::span<const Text> texts, const EmbedOptions& options = {});
  std::vector<Embedding> embed(std::initializer_list<Text> texts, const EmbedOptions& options = {}) {
    return embed(std::span(texts.begin(), texts.size()), options);
  }

  TextAttention attend(const Text& text, const AttendOptions& options = {});
  std::vector<TextAttention> attend(std::span<const Text> texts, const AttendOptions& options = {});

 private:
  Tokenizer tokenizer_;
  Runner runner_;
};

}  // namespace electra
