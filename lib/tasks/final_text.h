// Google's final-text step: which part of some words of a context an answer's pieces stand for.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "electra/tokenizer.h"

namespace electra {

// Words of a text as Google's SQuAD reader splits it: at blanks, TABs, line ends and U+202F.
std::vector<Span> white_space_words(std::string_view text);

struct FinalText {
  std::string text;
  Span bytes;  // of the context, from its first to its last character
};

// `pieces`: the answer as joined pieces. words: those of the context that they stand in, at least one. All of the words
// where the pieces cannot be told apart in them. Source: get_final_text of finetune/qa/qa_metrics.py, google-research
// ELECTRA.
FinalText final_text(std::string_view pieces, std::string_view context, std::span<const Span> words, bool lower_case);

// Pieces as get_final_text wants them: without "##", words separated by one blank.
std::string joined_pieces(std::span<const std::string_view> pieces);

}  // namespace electra
