// Words of several pieces in place of a mask.
#pragma once

#include <cstdint>
#include <span>

#include "electra/tasks.h"

namespace electra::internal {

// Ranks options.words for every mask of every sequence, into the masks of its result; marks those that were cut to make
// room for more masks. A word of n pieces is judged where n masks stand in place of the one: its probability is
// exp(mean over its pieces of log p(piece | text with n masks)). All masks are filled at once, one pass for each mask
// and each number of pieces, as in the independent decoding of Jiang et al. 2020 (X-FACTR); the mean lets words of
// different numbers of pieces be compared, and is the softmax itself for one piece.
// REQUIRES: every sequence has the masks of its result, in order; each word has room beside the frame.
void rank_words(Runner& runner, const Tokenizer& tokenizer, std::span<const Encoding> sequences,
                std::span<FilledText* const> results, const FillMaskOptions& options);

}  // namespace electra::internal
