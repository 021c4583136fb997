#include "tasks/whole_words.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

#include "tasks/batcher.h"
#include "tasks/finite.h"
#include "tasks/lengths.h"
#include "tasks/probabilities.h"

namespace electra::internal {
namespace {

// By number of pieces, the indices of words.
using WordsOfLength = std::map<size_t, std::vector<size_t>>;

// What a sequence is run for: words of `pieces` pieces in place of some masks of a text.
struct Filling {
  size_t text = 0;            // its index
  size_t first_mask = 0;      // the masks are [first_mask, first_mask + rows.size() / pieces)
  size_t pieces = 1;          // for each of them
  std::vector<int32_t> rows;  // of the sequence: the masks that stand for them
};

struct Work {
  std::vector<Encoding> sequences;
  std::vector<Filling> fillings;  // of the sequences
};

std::vector<int32_t> rows_of_masks(const Encoding& text, int32_t mask_id) {
  std::vector<int32_t> rows;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text.ids[i] == mask_id) rows.push_back(static_cast<int32_t>(i));
  }
  return rows;
}

// How many tokens before and behind a mask have to go.
struct Excess {
  size_t before = 0;
  size_t behind = 0;
  bool any() const { return before + behind > 0; }
};

// Text is lost on the tokenizer's side, and on the other only if the mask would be lost.
Excess excess_of(const Encoding& text, size_t mask, size_t pieces, size_t most, Side side) {
  const size_t size = text.size() + pieces - 1;
  if (size <= most) return {};
  size_t before = mask, behind = text.size() - mask - 1;
  for (size_t i = 0; text.is_frame(i); ++i) --before;
  for (size_t i = text.size(); text.is_frame(i - 1); --i) --behind;
  const size_t over = size - most;
  if (side == Side::right) return {over - std::min(over, behind), std::min(over, behind)};
  return {std::min(over, before), over - std::min(over, before)};
}

// With `pieces` masks in place of the one at `mask`; ids and types alone.
Encoding widened(const Encoding& text, size_t mask, size_t pieces, Excess excess) {
  const auto with_masks = [&](const std::vector<int32_t>& of_text) {
    size_t frame = 0;
    while (text.is_frame(frame)) ++frame;
    size_t end = text.size();
    while (text.is_frame(end - 1)) --end;
    const auto at = [&](size_t i) { return of_text.begin() + static_cast<std::ptrdiff_t>(i); };
    std::vector<int32_t> out(at(0), at(frame));
    out.insert(out.end(), at(frame + excess.before), at(mask));
    out.insert(out.end(), pieces, of_text[mask]);
    out.insert(out.end(), at(mask + 1), at(end - excess.behind));
    out.insert(out.end(), at(end), of_text.end());
    return out;
  };
  Encoding out;
  out.ids = with_masks(text.ids);
  out.token_type_ids = with_masks(text.token_type_ids);
  return out;
}

// Words of one piece need no other sequence than the text, whatever its masks.
void add_text(const Encoding& text, size_t index, const std::vector<int32_t>& masks, Work& work) {
  work.sequences.push_back(text);
  work.fillings.push_back({.text = index, .first_mask = 0, .pieces = 1, .rows = masks});
}

void add_widened(const Encoding& text, size_t mask, Filling filling, Excess excess, Work& work) {
  work.sequences.push_back(widened(text, mask, filling.pieces, excess));
  for (size_t i = 0; i < filling.pieces; ++i) filling.rows.push_back(static_cast<int32_t>(mask - excess.before + i));
  work.fillings.push_back(std::move(filling));
}

Request rows_of(const PackedBatch& batch, const std::vector<size_t>& members, const std::vector<Filling>& fillings) {
  Request request;
  request.rows.emplace();
  for (size_t i = 0; i < members.size(); ++i) {
    for (const int32_t row : fillings[members[i]].rows) request.rows->push_back(batch.sequence_starts[i] + row);
  }
  return request;
}

// Of a word, from the rows of its pieces.
float probability_of(const std::vector<int32_t>& word, std::span<const float> rows, std::span<const SoftmaxSum> sums) {
  const size_t classes = rows.size() / sums.size();
  const auto logit = [&](size_t piece) { return rows[piece * classes + static_cast<size_t>(word[piece])]; };
  if (word.size() == 1) return static_cast<float>(sums[0].probability(logit(0)));
  double total = 0.0;
  for (size_t i = 0; i < word.size(); ++i) total += sums[i].log_probability(logit(i));
  return static_cast<float>(std::exp(total / static_cast<double>(word.size())));
}

std::vector<Prediction> best_of(std::span<const float> probabilities, int64_t top_k) {
  std::vector<Prediction> all;
  for (const float probability : probabilities) all.push_back({static_cast<int32_t>(all.size()), probability});
  const size_t count = std::min(static_cast<size_t>(top_k), all.size());
  std::ranges::partial_sort(all, all.begin() + static_cast<std::ptrdiff_t>(count),
                            [](const Prediction& a, const Prediction& b) {
                              return a.probability != b.probability ? a.probability > b.probability : a.id < b.id;
                            });
  all.resize(count);
  return all;
}

// A sequence for each mask and each number of pieces above one.
void add_text_with(const WordsOfLength& words, const Encoding& text, size_t index, size_t most,
                   const Tokenizer& tokenizer, FilledText& result, Work& work) {
  const std::vector<int32_t> masks = rows_of_masks(text, tokenizer.mask_id());
  for (const auto& [pieces, unused] : words) {
    if (pieces == 1) add_text(text, index, masks, work);
    for (size_t i = 0; pieces > 1 && i < masks.size(); ++i) {
      const auto mask = static_cast<size_t>(masks[i]);
      const Excess excess = excess_of(text, mask, pieces, most, tokenizer.truncation_side());
      result.cut = result.cut || excess.any();
      add_widened(text, mask, {.text = index, .first_mask = i, .pieces = pieces, .rows = {}}, excess, work);
    }
  }
}

// Takes the rows of a filling off the logits of its batch. Fillings of one text are of different masks or words, so
// their probabilities may be written by several threads.
void take_probabilities(const Filling& filling, const std::vector<size_t>& words, const FillMaskOptions& options,
                        size_t classes, std::span<const float>& logits,
                        std::vector<std::vector<float>>& probabilities) {
  for (size_t mask = 0; mask < filling.rows.size() / filling.pieces; ++mask) {
    const auto rows = logits.first(filling.pieces * classes);
    logits = logits.subspan(rows.size());
    std::vector<SoftmaxSum> sums;
    for (size_t i = 0; i < filling.pieces; ++i) sums.emplace_back(rows.subspan(i * classes, classes));
    std::vector<float>& of_mask = probabilities[filling.first_mask + mask];
    for (const size_t word : words) of_mask[word] = probability_of(options.words[word], rows, sums);
  }
}

}  // namespace

void rank_words(Runner& runner, const Tokenizer& tokenizer, std::span<const Encoding> sequences,
                std::span<FilledText* const> results, const FillMaskOptions& options) {
  const auto most = static_cast<size_t>(checked_max_length(options.max_length, runner.model(), tokenizer));
  WordsOfLength words;
  for (size_t i = 0; i < options.words.size(); ++i) words[options.words[i].size()].push_back(i);

  Work work;
  std::vector<std::vector<std::vector<float>>> probabilities;  // by text, mask and word
  for (size_t text = 0; text < sequences.size(); ++text) {
    probabilities.emplace_back(results[text]->masks.size(), std::vector<float>(options.words.size()));
    add_text_with(words, sequences[text], text, most, tokenizer, *results[text], work);
  }
  const Batches batches = make_batches(work.sequences, options.batch_tokens);
  std::vector<Request> requests;
  for (size_t i = 0; i < batches.batches.size(); ++i) {
    requests.push_back(rows_of(batches.batches[i], batches.members[i], work.fillings));
  }
  const auto classes = static_cast<size_t>(runner.model().config().vocab_size);
  run_finite(runner, batches.batches, requests, [&](size_t batch, const Output& output) {
    std::span<const float> logits = output.logits;
    for (const size_t sequence : batches.members[batch]) {
      const Filling& filling = work.fillings[sequence];
      take_probabilities(filling, words.at(filling.pieces), options, classes, logits, probabilities[filling.text]);
    }
  });
  for (size_t text = 0; text < sequences.size(); ++text) {
    for (size_t mask = 0; mask < probabilities[text].size(); ++mask) {
      results[text]->masks[mask].predictions = best_of(probabilities[text][mask], options.top_k);
    }
  }
}

}  // namespace electra::internal
