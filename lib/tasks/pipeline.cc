#include <algorithm>
#include <future>
#include <utility>

#include "base/usable_cpus.h"
#include "electra/electra.h"
#include "tasks/lengths.h"

namespace electra {

using namespace internal;

namespace {

template <class Result>
Result only(std::vector<Result> results) {
  return std::move(results.front());
}

int checked_thread_count(int threads) {
  check_least("threads", threads, 0);
  return thread_count(threads);
}

}  // namespace

Pipeline::Pipeline(Model model, Tokenizer tokenizer, int threads)
    : tokenizer_(std::move(tokenizer)), runner_(std::move(model), checked_thread_count(threads)) {}

// The tokenizer is read while the weights are packed; where there is no thread for it, afterwards.
Pipeline Pipeline::load(const std::filesystem::path& directory, const PipelineOptions& options) {
  Config config = read_config(directory / "config.json");
  const int64_t vocab_size = config.vocab_size;
  std::future<Tokenizer> tokenizer = std::async(std::launch::async | std::launch::deferred, [&] {
    return Tokenizer::load(directory, vocab_size, options.tokenizer);
  });
  const LoadOptions load_options = {.head = options.head,
                                    .random_head = options.random_head,
                                    .precision = options.precision,
                                    .threads = checked_thread_count(options.threads),
                                    .other_weights = options.other_weights};
  Model model = Model::load(directory, std::move(config), load_options);
  return {std::move(model), tokenizer.get(), options.threads};
}

int64_t longest_input(const Model& model, const Tokenizer& tokenizer) {
  const int64_t positions = model.config().max_position_embeddings;
  return std::max<int64_t>(3, std::min(positions, tokenizer.model_max_length().value_or(positions)));
}

int64_t Pipeline::max_length() const { return longest_input(model(), tokenizer_); }

std::vector<std::string> Pipeline::warnings() const {
  std::vector<std::string> warnings = model().warnings();
  warnings.insert(warnings.end(), tokenizer_.warnings().begin(), tokenizer_.warnings().end());
  return warnings;
}

JudgedText Pipeline::detect_replaced(std::string_view text, const DetectReplacedOptions& options) {
  return only(detect_replaced(std::span(&text, 1), options));
}
std::vector<JudgedText> Pipeline::detect_replaced(std::span<const std::string_view> texts,
                                                  const DetectReplacedOptions& options) {
  return electra::detect_replaced(runner_, tokenizer_, texts, options);
}

std::vector<JudgedText> Pipeline::detect_replaced(std::span<const std::string> texts,
                                                  const DetectReplacedOptions& options) {
  return detect_replaced(std::vector<std::string_view>(texts.begin(), texts.end()), options);
}

FilledText Pipeline::fill_mask(const MaskedText& text, const FillMaskOptions& options) {
  return only(fill_mask(std::span(&text, 1), options));
}
std::vector<FilledText> Pipeline::fill_mask(std::span<const MaskedText> texts, const FillMaskOptions& options) {
  return electra::fill_mask(runner_, tokenizer_, texts, options);
}

Classification Pipeline::classify(const Text& text, const ClassifyOptions& options) {
  return only(classify(std::span(&text, 1), options));
}
std::vector<Classification> Pipeline::classify(std::span<const Text> texts, const ClassifyOptions& options) {
  return electra::classify(runner_, tokenizer_, texts, options);
}

Choice Pipeline::choose(const Question& question, const ChooseOptions& options) {
  return only(choose(std::span(&question, 1), options));
}
std::vector<Choice> Pipeline::choose(std::span<const Question> questions, const ChooseOptions& options) {
  return electra::choose(runner_, tokenizer_, questions, options);
}

Answer Pipeline::answer(const ContextQuestion& question, const AnswerOptions& options) {
  return only(answer(std::span(&question, 1), options));
}
std::vector<Answer> Pipeline::answer(std::span<const ContextQuestion> questions, const AnswerOptions& options) {
  return electra::answer(runner_, tokenizer_, questions, options);
}

std::vector<WordTag> Pipeline::tag_words(const std::vector<std::string>& sentence, const TagOptions& options) {
  return only(tag_words(std::span(&sentence, 1), options));
}
std::vector<std::vector<WordTag>> Pipeline::tag_words(std::span<const std::vector<std::string>> sentences,
                                                      const TagOptions& options) {
  return electra::tag_words(runner_, tokenizer_, sentences, options);
}

std::vector<FoundSpan> Pipeline::find_spans(std::string_view text, Aggregation aggregation, const TagOptions& options) {
  return only(find_spans(std::span(&text, 1), aggregation, options));
}
std::vector<std::vector<FoundSpan>> Pipeline::find_spans(std::span<const std::string_view> texts,
                                                         Aggregation aggregation, const TagOptions& options) {
  return electra::find_spans(runner_, tokenizer_, texts, aggregation, options);
}

std::vector<std::vector<FoundSpan>> Pipeline::find_spans(std::span<const std::string> texts, Aggregation aggregation,
                                                         const TagOptions& options) {
  return find_spans(std::vector<std::string_view>(texts.begin(), texts.end()), aggregation, options);
}

Embedding Pipeline::embed(const Text& text, const EmbedOptions& options) {
  return only(embed(std::span(&text, 1), options));
}
std::vector<Embedding> Pipeline::embed(std::span<const Text> texts, const EmbedOptions& options) {
  return electra::embed(runner_, tokenizer_, texts, options);
}

TextAttention Pipeline::attend(const Text& text, const AttendOptions& options) {
  return only(attend(std::span(&text, 1), options));
}
std::vector<TextAttention> Pipeline::attend(std::span<const Text> texts, const AttendOptions& options) {
  return electra::attend(runner_, tokenizer_, texts, options);
}

}  // namespace electra
