#include "cli/score/predicted_texts.h"

#include <optional>
#include <string>
#include <vector>

namespace electra::cli {

PredictedTexts predicted_texts(const ScoreRequest& request, const std::function<bool(std::string_view line)>& is_row) {
  PredictedTexts texts = {InputFiles(std::vector{request.predictions}), request.predictions_as.format};
  texts.files.read_as = request.predictions_as;
  if (request.predictions_as.is_given) return texts;
  std::string first;  // with a text
  texts.files.look([&](Beginning beginning) {
    while (const auto line = take_first_line(beginning)) {
      first = *line;
      if (!first.empty() || beginning.bytes.empty()) break;
    }
    return first.empty() && !beginning.is_whole ? Verdict::open : Verdict::yes;
  });
  if (first.empty()) return texts;
  const bool is_json = first == "null" || first.front() == '{';
  texts.format = is_json ? Format::jsonl : is_row(first) ? Format::tsv : Format::text;
  texts.files.read_as = {.format = texts.format, .flag = request.predictions_as.flag};
  return texts;
}

TextParser gold_texts(const ScoreRequest& request) {
  TextInputFlags flags;
  flags.columns = "text";  // which --columns of score cannot name otherwise
  return {flags, request.gold_files.read_as, {.pairs = false}};
}

}  // namespace electra::cli
