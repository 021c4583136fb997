// What the predictions of detect-replaced and fill-mask are, and their gold: objects with texts.
#pragma once

#include <functional>
#include <string_view>

#include "cli/examples/text.h"
#include "cli/io/format.h"
#include "cli/io/input_file.h"
#include "cli/score/score.h"

namespace electra::cli {

struct PredictedTexts {
  InputFiles files;  // of which the beginning may have been taken
  Format format;  // as it is said, or told by the first line, or by the name where there is none: jsonl, tsv where it
                  // is a row, or text
};
PredictedTexts predicted_texts(const ScoreRequest& request, const std::function<bool(std::string_view line)>& is_row);

TextParser gold_texts(const ScoreRequest& request);

}  // namespace electra::cli
