// Words out of files, as electra detect-replaced writes them in jsonl, tsv and text.
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "base/quote.h"
#include "cli/evaluation/detect_replaced.h"
#include "cli/examples/record_object.h"
#include "cli/io/input_fault.h"
#include "cli/io/json_out.h"
#include "cli/io/numbers.h"
#include "cli/io/offsets.h"
#include "cli/score/marked_text.h"
#include "cli/score/pairs.h"
#include "cli/score/predicted_texts.h"
#include "electra/error.h"

namespace electra::cli {

using namespace internal;

namespace {

using nlohmann::json;

struct PredictedWord {
  JudgedWord word;  // without its tokens
  std::string text;
};

std::optional<std::vector<PredictedWord>> read_words(std::string_view line) {
  if (line == "null") return std::nullopt;
  const json object = parse_record_object(line);
  const JsonObject members = record_members(object);
  std::vector<PredictedWord> words;
  for (const json& word : members.need_list("words")) {
    const JsonObject of_word = members.nested("words", word);
    const auto offset = [&](const char* key) {
      return static_cast<uint32_t>(of_word.need_integer(key, 0, std::numeric_limits<uint32_t>::max()));
    };
    words.push_back(
        {{.bytes = {offset("start"), offset("end")}, .probability = static_cast<float>(of_word.need_number("score"))},
         of_word.need_string("text")});
  }
  return words;
}

// The words with their places in bytes. Throws Error(input) for predictions of another text.
std::vector<JudgedWord> checked_words(const std::vector<PredictedWord>& predicted, std::string_view text,
                                      OffsetUnit unit) {
  const ByteOffsets offsets(unit, text);
  std::vector<JudgedWord> words;
  for (const auto& [word, expected] : predicted) {
    const std::optional<Span> bytes = offsets.bytes_of(word.bytes);
    if (!bytes || (bytes->of(text) != expected && !is_cell_of(bytes->of(text), expected))) {
      fail(fmt::format("word {} does not stand at {} to {} of the text", quote(expected), word.bytes.begin,
                       word.bytes.end));
    }
    words.push_back({.bytes = *bytes, .probability = word.probability});
  }
  return words;
}

// A row of a word: the word and its probability, and what --suggest puts behind them.
std::optional<SpanRow> row_of(std::string_view line) {
  for (const size_t cells : {2, 5}) {
    auto row = span_row_of(line, cells);
    const auto probability = row ? parse_number<float>(row->cells[1]) : std::nullopt;
    if (probability && *probability >= 0.0F && *probability <= 1.0F) return row;
  }
  return std::nullopt;
}

SpanRow need_row(std::string_view line) {
  auto row = row_of(line);
  if (!row) fail("no word, expected its record, start, end, text and score");
  return std::move(*row);
}

std::vector<PredictedWord> words_of(const std::vector<SpanRow>& rows) {
  std::vector<PredictedWord> words;
  for (const SpanRow& row : rows) {
    words.push_back({{.bytes = row.span, .probability = *parse_number<float>(row.cells[1])}, row.cells[0]});
  }
  return words;
}

// The marked words of a text, which look replaced for sure. Marks may be escaped, and have suggestions.
std::vector<JudgedWord> marked_words(const std::string& line, std::string_view text) {
  using enum MarkLabels;
  for (const MarkSyntax syntax : {MarkSyntax{none, false}, {some, false}, {none, true}, {some, true}}) {
    const MarkedText marked = without_marks(line, syntax);
    if (marked.text != text && marked.text != on_one_line(std::string(text))) continue;
    std::vector<JudgedWord> words;
    for (const MarkedPart& part : marked.parts) words.push_back({.bytes = part.bytes, .probability = 1.0F});
    return words;
  }
  fail(fmt::format("the text {}, expected {}", quote(without_marks(line, {}).text), quote(text)));
}

// Whether the words are all that the tokenizer makes of the text: then none was left out that did not look replaced.
bool are_all(const std::vector<JudgedWord>& words, std::string_view text) {
  std::string rest(text);
  for (const JudgedWord& word : words) std::fill_n(rest.begin() + word.bytes.begin, word.bytes.of(text).size(), ' ');
  return rest.find_first_not_of(" \t\r\n") == rest.npos;
}

// Adds words of texts to an evaluation that may lack those which do not look replaced.
class FlaggedWords {
 public:
  FlaggedWords(const ScoreRequest& request, ReplacedEvaluation& evaluation)
      : request_(request), evaluation_(evaluation) {}

  void add(const ReplacedExample& example, std::vector<JudgedWord> words, const std::string& place) {
    if (!are_all(words, example.text)) {
      if (!example.words) {
        fail(
            "flagged words alone, but the gold counts the words of the tokenizer: jsonl has all of them, and so has "
            "tsv with electra detect-replaced --all");
      }
      if (request_.is_threshold_given) {
        throw Error(ErrorKind::usage,
                    "--threshold: flagged words alone tell nothing of another threshold than that of "
                    "electra detect-replaced");
      }
      evaluation_.leave_out_ranking();
    }
    evaluation_.add(example, {.words = std::move(words), .logits = {}, .suggested = {}}, place);
  }

 private:
  const ScoreRequest& request_;
  ReplacedEvaluation& evaluation_;
};

// Where rows have all words of every text, one without any was skipped.
void add_rows(const std::vector<WithRows<ReplacedExample>>& records, const ScoreRequest& request, FlaggedWords& words) {
  CountedWarning skipped = left_out_warning();
  std::vector<std::vector<JudgedWord>> judged;
  bool has_all = false;
  for (const auto& [example, place, rows] : records) {
    judged.push_back(at_place(place, [&, &example = example, &rows = rows] {
      return checked_words(words_of(rows), example.text, request.offsets);
    }));
    has_all = has_all || (!rows.empty() && are_all(judged.back(), example.text));
  }
  for (size_t i = 0; i < records.size(); ++i) {
    const auto& [example, place, rows] = records[i];
    if (has_all && rows.empty() && !are_all({}, example.text)) {
      skipped.add(1, place);
      continue;
    }
    at_place(place, [&, &example = example, &place = place] { words.add(example, std::move(judged[i]), place); });
  }
  skipped.print();
}

}  // namespace

Scored score_detect_replaced(const ScoreRequest& request) {
  ReplacedEvaluation evaluation(request.threshold);
  FlaggedWords flagged(request, evaluation);
  const auto gold = [&] { return replaced_source(gold_texts(request), request.gold_files); };
  const auto check = [](const ReplacedExample& example) { example.replaced.check(); };
  PredictedTexts texts = predicted_texts(request, [](std::string_view line) { return row_of(line).has_value(); });
  LineFile predictions(std::move(texts.files));
  int64_t records = 0;
  if (texts.format == Format::tsv) {
    const auto rows = read_rows<ReplacedExample>(request, predictions, *gold(), check, need_row);
    add_rows(rows, request, flagged);
    records = std::ssize(rows);
  } else if (texts.format == Format::text) {
    records = visit_pairs<ReplacedExample, std::string>(
        request, predictions,
        {.gold = gold,
         .check = check,
         .prediction =
             [](std::string_view line) { return line.empty() ? std::nullopt : std::optional(std::string(line)); },
         .pair = [&](const ReplacedExample& example, const std::string& line,
                     const std::string& place) { flagged.add(example, marked_words(line, example.text), place); }});
  } else {
    records = visit_pairs<ReplacedExample, std::vector<PredictedWord>>(
        request, predictions,
        {.gold = gold,
         .check = check,
         .prediction = read_words,
         .pair = [&](const ReplacedExample& example, const auto& words, const std::string& place) {
           evaluation.add(example,
                          {.words = checked_words(words, example.text, request.offsets), .logits = {}, .suggested = {}},
                          place);
         }});
  }
  return {evaluation.report(), records, evaluation.plot()};
}

}  // namespace electra::cli
