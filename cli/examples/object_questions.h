// Questions with choices out of one object, as their publishers and the datasets library write them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json_object.h"
#include "cli/examples/question.h"

namespace electra::cli {

// What the object is is told by its keys:
//   sent1, sent2, ending0, …                     SWAG: a choice is sent2 with an ending behind it
//   ctx_a, ctx_b, endings                        HellaSwag, in the same way
//   article, questions, options, answers         RACE: a text with several questions, of which each is an example
//   article or context, question, and options or choices: one of these: a choice is the question with an option in
//                                                place of its "_", or behind it
//   question {stem, choices}                     CommonsenseQA and ARC
//   prompt, context, question or question_stem, choices    all else; choices are a list of texts, or
//                                                {"label": [], "text": []}
// Gold is "label", "answerKey", "answer", or an element of "answers": the label of a choice if these have labels, else
// an index from 0 or a letter from A. Throws Error(input).
std::vector<ChoiceExample> read_questions(const internal::JsonObject& members);

// The index of the right choice that `text` stands for. `labels` are those of the choices; empty: they have none.
// Throws Error(input).
int64_t choice_of(const std::string& text, const std::vector<std::string>& labels, std::string_view key);

}  // namespace electra::cli
