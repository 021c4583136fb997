// The forms of answers in the evaluation scripts of SQuAD (by Rajpurkar et al.), KorQuAD 1.0, CMRC 2018 and MLQA.
// Thread-safe.
#pragma once

#include <string_view>

#include "metrics/answers.h"

namespace electra::internal {

ComparedAnswer squad_form(std::string_view text);
ComparedAnswer korquad_form(std::string_view text);
// What stands between ideographs is split as one sentence: the script's NLTK would first look for sentences in it.
ComparedAnswer cmrc_form(std::string_view text);
ComparedAnswer mlqa_form(std::string_view text, AnswerLanguage language);

}  // namespace electra::internal
