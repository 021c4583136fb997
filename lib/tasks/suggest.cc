#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

#include "electra/tasks.h"
#include "tasks/batcher.h"
#include "tasks/finite.h"
#include "tasks/lengths.h"
#include "tasks/probabilities.h"
#include "tasks/suggested_words.h"
#include "tasks/windows.h"

namespace electra {

using namespace internal;

namespace {

// A sequence of which a few rows alone are wanted.
struct Probe {
  Encoding sequence;
  int32_t first_row = 0;
  int32_t rows = 0;
};

// Runs them all; `consume` gets the index of each with the logits of its rows, on the thread that computed them.
template <class Consume>
void run_probes(Runner& runner, std::vector<Probe> probes, int64_t batch_tokens, size_t width, const Consume& consume) {
  std::vector<Encoding> sequences;
  for (Probe& probe : probes) sequences.push_back(std::move(probe.sequence));
  const Batches work = make_batches(sequences, batch_tokens);
  std::vector<Request> requests;
  for (size_t batch = 0; batch < work.batches.size(); ++batch) {
    std::vector<int32_t>& rows = requests.emplace_back().rows.emplace();
    for (size_t i = 0; i < work.members[batch].size(); ++i) {
      const Probe& probe = probes[work.members[batch][i]];
      const int32_t first = work.batches[batch].sequence_starts[i] + probe.first_row;
      for (int32_t row = 0; row < probe.rows; ++row) rows.push_back(first + row);
    }
  }
  run_finite(runner, work.batches, requests, [&](size_t batch, const Output& output) {
    std::span<const float> logits = output.logits;
    for (const size_t index : work.members[batch]) {
      const size_t size = static_cast<size_t>(probes[index].rows) * width;
      consume(index, logits.first(size));
      logits = logits.subspan(size);
    }
  });
}

// A model, and how it sees a word: in a window as long as it takes, with as much text on both sides as there is.
class Judge {
 public:
  Judge(RunnerOf model, Head head, const SuggestOptions& options)
      : runner(model.runner), tokenizer(model.tokenizer), frame_(frame_size(model.tokenizer, false)) {
    runner.model().require(head);
    // Every candidate runs a window: a longer one costs much, and says little more of the word.
    constexpr int64_t default_window = 128;
    const int64_t most = std::min(options.max_length == 0 ? default_window : options.max_length,
                                  longest_input(runner.model(), tokenizer));
    capacity_ = checked_max_length(most, runner.model(), tokenizer) - frame_.total;
    check_least("max length", capacity_, 1);
  }

  // `text`, without special tokens, with these ids in place of some of its pieces.
  Probe probe(const Encoding& text, PieceRange place, std::vector<int32_t> ids) const {
    const auto size = static_cast<int64_t>(text.size());
    ids.resize(std::min(ids.size(), static_cast<size_t>(capacity_)));
    const int64_t room = capacity_ - std::ssize(ids);
    const int64_t behind = size - place.end;
    int64_t begin = place.begin - std::min(place.begin, std::max(room / 2, room - behind));
    int64_t end = place.end + std::min(behind, room - (place.begin - begin));
    while (begin < place.begin && begin > 0 && is_inside_word(text, begin)) ++begin;
    while (end > place.end && end < size && is_inside_word(text, end)) --end;

    Encoding sequence = slice(text, {begin, place.begin});
    const Encoding after = slice(text, {place.end, end});
    const auto count = ids.size();
    sequence.ids.insert(sequence.ids.end(), ids.begin(), ids.end());
    sequence.token_type_ids.resize(sequence.ids.size());
    sequence.spans.resize(sequence.ids.size());
    sequence.word_ids.resize(sequence.ids.size());
    const auto append = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
    append(sequence.ids, after.ids);
    append(sequence.token_type_ids, after.token_type_ids);
    append(sequence.spans, after.spans);
    append(sequence.word_ids, after.word_ids);
    return {tokenizer.frame(sequence), static_cast<int32_t>(frame_.before + place.begin - begin),
            static_cast<int32_t>(count)};
  }
  int64_t most_tokens(const Encoding& text) const {
    return std::min(static_cast<int64_t>(text.size()), capacity_) + frame_.total;
  }

  Runner& runner;
  const Tokenizer& tokenizer;

 private:
  static bool is_inside_word(const Encoding& text, int64_t piece) {
    const auto at = static_cast<size_t>(piece);
    return text.word_ids[at] == text.word_ids[at - 1];
  }

  FrameSize frame_;
  int64_t capacity_;  // of a window, in pieces
};

// The pieces that a word has a part of; none if the tokenizer leaves nothing of it.
PieceRange pieces_of(const Encoding& text, Span word) {
  const auto begin = std::ranges::partition_point(text.spans, [&](const Span& span) { return span.end <= word.begin; });
  const auto end =
      std::partition_point(begin, text.spans.end(), [&](const Span& span) { return span.begin < word.end; });
  return {begin - text.spans.begin(), end - text.spans.begin()};
}

// A text as both models split it.
struct SplitText {
  Encoding discriminator;
  Encoding generator;
};

// A word to be suggested for.
struct Job {
  std::shared_ptr<const SplitText> text;
  PieceRange discriminator;  // its pieces
  PieceRange generator;
  std::string_view word;
  float replaced_probability;
  SuggestedWord* result = nullptr;
};

class Suggester {
 public:
  Suggester(const Judge& discriminator, const Judge& generator, const SuggestOptions& options)
      : discriminator_(discriminator), generator_(generator), options_(options), words_(generator.tokenizer) {}

  void add(std::string_view text, JudgedText& judged) {
    judged.suggested.clear();
    for (size_t i = 0; i < judged.words.size(); ++i) {
      if (judged.words[i].probability >= options_.threshold) judged.suggested.push_back({i, {}});
    }
    if (judged.suggested.empty()) return;
    const auto split = std::make_shared<const SplitText>(
        SplitText{discriminator_.tokenizer.encode_pieces(text), generator_.tokenizer.encode_pieces(text)});
    const int64_t tokens = options_.candidates * discriminator_.most_tokens(split->discriminator);
    for (SuggestedWord& suggested : judged.suggested) {
      const JudgedWord& word = judged.words[suggested.word];
      const PieceRange seen = pieces_of(split->generator, word.bytes);
      if (seen.size() == 0) continue;
      jobs_.push_back({split, pieces_of(split->discriminator, word.bytes), seen, word.bytes.of(text), word.probability,
                       &suggested});
      tokens_ += tokens;
      if (tokens_ >= most_tokens) run();
    }
  }

  void run() {
    propose();
    judge();
    jobs_.clear();
    tokens_ = 0;
  }

 private:
  static constexpr int64_t most_tokens = int64_t{1} << 19;  // that wait: enough for full batches on many threads

  // What the generator gives at a mask in place of each word, best first.
  void propose() {
    std::vector<Probe> probes;
    for (const Job& job : jobs_) {
      probes.push_back(generator_.probe(job.text->generator, job.generator, {generator_.tokenizer.mask_id()}));
    }
    const auto width = static_cast<size_t>(generator_.runner.model().config().vocab_size);
    run_probes(generator_.runner, std::move(probes), options_.batch_tokens, width,
               [&](size_t index, std::span<const float> logits) { take_best(jobs_[index], logits); });
  }

  void take_best(const Job& job, std::span<const float> logits) const {
    std::vector<int32_t> best(static_cast<size_t>(options_.candidates) + 1);
    const auto end = std::ranges::partial_sort_copy(words_.fit_for(job.word), best, [&](int32_t a, int32_t b) {
                       const float left = logits[static_cast<size_t>(a)];
                       const float right = logits[static_cast<size_t>(b)];
                       return left != right ? left > right : a < b;
                     }).out;
    best.erase(end, best.end());
    const int32_t own =
        job.generator.size() == 1 ? job.text->generator.ids[static_cast<size_t>(job.generator.begin)] : -1;
    std::erase(best, own);
    best.resize(std::min(best.size(), static_cast<size_t>(options_.candidates)));
    const SoftmaxSum sum(logits);
    for (const int32_t id : best) {
      const auto probability = static_cast<float>(sum.probability(logits[static_cast<size_t>(id)]));
      job.result->suggestions.push_back({words_.text(id, job.word), probability, 0.0F, 0.0F});
    }
  }

  // The discriminator's view of each, in place of the word.
  void judge() {
    std::vector<Probe> probes;
    std::vector<std::pair<const Job*, Suggestion*>> judged;
    for (const Job& job : jobs_) {
      for (Suggestion& suggestion : job.result->suggestions) {
        std::vector<int32_t> pieces = discriminator_.tokenizer.encode_pieces(suggestion.text).ids;
        if (pieces.empty()) pieces.push_back(discriminator_.tokenizer.unk_id());
        probes.push_back(discriminator_.probe(job.text->discriminator, job.discriminator, std::move(pieces)));
        judged.emplace_back(&job, &suggestion);
      }
    }
    run_probes(discriminator_.runner, std::move(probes), options_.batch_tokens, 1,
               [&](size_t i, std::span<const float> logits) {
                 Suggestion& suggestion = *judged[i].second;
                 suggestion.replaced_probability = sigmoid(*std::ranges::max_element(logits));
                 suggestion.gain = judged[i].first->replaced_probability - suggestion.replaced_probability;
               });
    for (const Job& job : jobs_) keep_best(job.result->suggestions);
  }

  void keep_best(std::vector<Suggestion>& suggestions) const {
    std::erase_if(suggestions, [&](const Suggestion& suggestion) { return !(suggestion.gain > options_.min_gain); });
    const auto rank = [](const Suggestion& suggestion) {
      return suggestion.probability * (1.0F - suggestion.replaced_probability);
    };
    std::ranges::stable_sort(suggestions, std::ranges::greater(), rank);
    suggestions.resize(std::min(suggestions.size(), static_cast<size_t>(options_.top_k)));
  }

  const Judge& discriminator_;
  const Judge& generator_;
  const SuggestOptions& options_;
  SuggestedWords words_;
  std::vector<Job> jobs_;
  int64_t tokens_ = 0;  // that the discriminator gets for them, at most
};

}  // namespace

void suggest(RunnerOf discriminator, RunnerOf generator, std::span<const std::string_view> texts,
             std::span<JudgedText> judged, const SuggestOptions& options) {
  check_least("top_k", options.top_k, 1);
  check_least("candidates", options.candidates, options.top_k);
  const Judge discriminating(discriminator, Head::pretraining, options);
  const Judge generating(generator, Head::masked_lm, options);
  if (generator.tokenizer.mask_id() < 0) {
    throw Error(ErrorKind::model, "the generator's vocabulary has no [MASK], which suggestions need");
  }
  Suggester suggester(discriminating, generating, options);
  for (size_t i = 0; i < texts.size(); ++i) suggester.add(texts[i], judged[i]);
  suggester.run();
}

}  // namespace electra
