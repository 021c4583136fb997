#include <algorithm>
#include <numeric>

#include "electra/tasks.h"
#include "tasks/batcher.h"
#include "tasks/encode_texts.h"
#include "tasks/finite.h"
#include "tasks/lengths.h"
#include "tasks/probabilities.h"
#include "tasks/whole_words.h"
#include "tasks/windows.h"

namespace electra {

using namespace internal;

namespace {

// Best first of `candidates`; equal ones by id. The log-probability of the mask's original too, if it has one.
void rank(std::span<const float> logits, std::span<const int32_t> candidates, int64_t top_k, int32_t original,
          FilledMask& mask) {
  std::vector<int32_t> best(std::min(static_cast<size_t>(top_k), candidates.size()));
  std::ranges::partial_sort_copy(candidates, best, [&](int32_t a, int32_t b) {
    const float left = logits[static_cast<size_t>(a)];
    const float right = logits[static_cast<size_t>(b)];
    return left != right ? left > right : a < b;
  });
  const SoftmaxSum sum(logits);
  mask.predictions.reserve(best.size());
  for (const int32_t id : best) {
    mask.predictions.push_back({id, static_cast<float>(sum.probability(logits[static_cast<size_t>(id)]))});
  }
  if (original >= 0) mask.original_log_probability = sum.log_probability(logits[static_cast<size_t>(original)]);
}

// How a text is cut. `room`: for its pieces.
struct Cut {
  size_t room;
  Side truncation_side;
};

// Appends the pieces of text[begin, end), a part that has words of its own; not many more of them than there is room.
void append_part(const Tokenizer& tokenizer, std::string_view text, Span place, const Cut& cut, Encoding& out) {
  const EncodeOptions options = {
      .special_tokens = false,
      .truncation = cut.truncation_side == Side::right ? Truncation::longest_first : Truncation::none,
      .max_length = static_cast<int64_t>(cut.room) + 1,
      .truncation_side = cut.truncation_side};
  const Encoding part = tokenizer.encode_cut(place.of(text), std::nullopt, options).encoding;
  const int32_t words = out.word_ids.empty() ? 0 : out.word_ids.back() + 1;
  for (size_t i = 0; i < part.size(); ++i) {
    out.ids.push_back(part.ids[i]);
    out.token_type_ids.push_back(0);
    out.spans.push_back({part.spans[i].begin + place.begin, part.spans[i].end + place.begin});
    out.word_ids.push_back(part.word_ids[i] + words);
  }
}

// Google's tokenizer takes [MASK] in a text for three words, as its code puts masks in where the pieces are there.
CutEncoding encode_around_masks(const Tokenizer& tokenizer, std::string_view text, const Cut& cut) {
  const std::string_view mask = tokenizer.token(tokenizer.mask_id());
  Encoding pieces;
  const auto is_full = [&] { return cut.truncation_side == Side::right && pieces.size() > cut.room; };
  for (size_t begin = 0; begin < text.size() && !is_full();) {
    const size_t end = std::min(text.find(mask, begin), text.size());
    append_part(tokenizer, text, {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)}, cut, pieces);
    begin = end + mask.size();
    if (end == text.size()) break;
    pieces.ids.push_back(tokenizer.mask_id());
    pieces.token_type_ids.push_back(0);
    pieces.spans.push_back({static_cast<uint32_t>(end), static_cast<uint32_t>(begin)});
    pieces.word_ids.push_back(pieces.word_ids.empty() ? 0 : pieces.word_ids.back() + 1);
  }
  const auto size = static_cast<int64_t>(pieces.size());
  const int64_t kept = std::min(size, static_cast<int64_t>(cut.room));
  const int64_t begin = cut.truncation_side == Side::left ? size - kept : 0;
  return {window_encoding(pieces, {begin, begin + kept}, tokenizer), kept < size};
}

// The encoding to run, or an empty one for a text without [MASK].
Encoding encode_masked(const Tokenizer& tokenizer, std::string_view text, int64_t max_length, FilledText& result) {
  CutEncoding encoded;
  if (tokenizer.options().kind == TokenizerKind::google && !tokenizer.is_sentence_piece()) {
    const int64_t room = std::max<int64_t>(0, max_length - tokenizer.num_special_tokens(false));
    encoded = encode_around_masks(tokenizer, text, {static_cast<size_t>(room), tokenizer.truncation_side()});
  } else {
    encoded = encode_text(tokenizer, {.first = text}, {.max_length = max_length});
  }
  result.cut = encoded.cut;
  const Encoding& encoding = encoded.encoding;
  for (size_t i = 0; i < encoding.size(); ++i) {
    if (encoding.ids[i] == tokenizer.mask_id()) result.masks.push_back({encoding.spans[i], {}, {}});
  }
  return result.masks.empty() ? Encoding() : std::move(encoded.encoding);
}

void check_ids(const char* name, std::span<const int32_t> ids, int32_t least, int64_t vocab_size) {
  for (const int32_t id : ids) {
    if (id >= least && id < vocab_size) continue;
    throw Error(ErrorKind::usage, std::string(name) + ": " + std::to_string(id) + ", expected ids from " +
                                      std::to_string(least) + " to " + std::to_string(vocab_size - 1));
  }
}

void check_words(const FillMaskOptions& options, std::span<const MaskedText> texts, int64_t vocab_size, int64_t room) {
  if (options.words.empty()) return;
  const bool has_originals = std::ranges::any_of(texts, [](const MaskedText& text) { return !text.originals.empty(); });
  if (has_originals || !options.targets.empty()) {
    throw Error(ErrorKind::usage, "words: stand beside targets or originals, expected words alone");
  }
  for (const std::vector<int32_t>& word : options.words) {
    check_ids("words", word, 0, vocab_size);
    if (!word.empty() && std::ssize(word) <= room) continue;
    throw Error(ErrorKind::usage, "words: a word of " + std::to_string(word.size()) + " pieces, expected 1 to " +
                                      std::to_string(room) + " (max_length)");
  }
}

// The rows of [MASK] in a batch.
Request masked_rows(const PackedBatch& batch, int32_t mask_id) {
  Request request;
  request.rows.emplace();
  for (int32_t token = 0; token < batch.tokens(); ++token) {
    if (batch.token_ids[static_cast<size_t>(token)] == mask_id) request.rows->push_back(token);
  }
  return request;
}

}  // namespace

std::vector<FilledText> fill_mask(Runner& runner, const Tokenizer& tokenizer, std::span<const MaskedText> texts,
                                  const FillMaskOptions& options) {
  runner.model().require(Head::masked_lm);
  if (tokenizer.mask_id() < 0) throw Error(ErrorKind::model, "the vocabulary has no [MASK], which fill-mask needs");
  const Config& config = runner.model().config();
  const int64_t max_length = checked_max_length(options.max_length, runner.model(), tokenizer);
  check_least("top_k", options.top_k, 1);
  check_ids("targets", options.targets, 0, config.vocab_size);
  for (const MaskedText& text : texts) check_ids("originals", text.originals, -1, config.vocab_size);
  check_words(options, texts, config.vocab_size, max_length - tokenizer.num_special_tokens(false));

  std::vector<FilledText> results(texts.size());
  std::vector<Encoding> sequences;
  std::vector<size_t> text_of_sequence;
  for (size_t i = 0; i < texts.size(); ++i) {
    Encoding encoding = encode_masked(tokenizer, texts[i].text, max_length, results[i]);
    if (encoding.ids.empty()) continue;
    sequences.push_back(std::move(encoding));
    text_of_sequence.push_back(i);
  }

  if (!options.words.empty()) {
    std::vector<FilledText*> owners;
    for (const size_t text : text_of_sequence) owners.push_back(&results[text]);
    rank_words(runner, tokenizer, sequences, owners, options);
    return results;
  }

  std::vector<int32_t> candidates = options.targets;
  if (candidates.empty()) {  // rows behind the vocabulary's last line have no name
    candidates.resize(static_cast<size_t>(std::min<int64_t>(config.vocab_size, tokenizer.size())));
    std::iota(candidates.begin(), candidates.end(), 0);
  }

  const Batches work = make_batches(sequences, options.batch_tokens);
  std::vector<Request> requests;
  for (const PackedBatch& batch : work.batches) requests.push_back(masked_rows(batch, tokenizer.mask_id()));
  const auto classes = static_cast<size_t>(config.vocab_size);
  // Ranking here, on the thread of the batch, keeps no more than one batch's vocabulary rows per thread in memory.
  run_finite(runner, work.batches, requests, [&](size_t batch, const Output& output) {
    size_t row = 0;
    for (const size_t sequence : work.members[batch]) {
      const size_t text = text_of_sequence[sequence];
      for (size_t i = 0; i < results[text].masks.size(); ++i) {
        const auto logits = std::span(output.logits).subspan(row++ * classes, classes);
        const int32_t original = i < texts[text].originals.size() ? texts[text].originals[i] : -1;
        rank(logits, candidates, options.top_k, original, results[text].masks[i]);
      }
    }
  });
  return results;
}

}  // namespace electra
