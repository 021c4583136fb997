// Words out of files, as electra detect-replaced writes them in jsonl, tsv and text.
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "base/quote.h"
#include "base/utf8.h"
#include "cli/evaluation/detect_replaced.h"
#include "cli/examples/record_object.h"
#include "cli/io/input_fault.h"
#include "cli/io/json_out.h"
#include "cli/io/numbers.h"
#include "cli/io/offsets.h"
#include "cli/score/marked_text.h"
#include "cli/score/pairs.h"
#include "cli/score/predicted_texts.h"

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
  std::vector<uint32_t> bytes;  // by offset
  for (uint32_t i = 0; i <= text.size(); ++i) {
    const bool continues = i < text.size() && continues_code_point(text[i]);
    if (unit == OffsetUnit::bytes || !continues) bytes.push_back(i);
  }
  std::vector<JudgedWord> words;
  for (const auto& [word, expected] : predicted) {
    const bool is_inside = word.bytes.begin <= word.bytes.end && word.bytes.end < bytes.size();
    const Span span = is_inside ? Span{bytes[word.bytes.begin], bytes[word.bytes.end]} : Span{};
    const std::string_view found = span.of(text);
    if (!is_inside || (found != expected && on_one_line(std::string(found)) != expected)) {
      fail(fmt::format("word {} does not stand at {} to {} of the text", quote(expected), word.bytes.begin,
                       word.bytes.end));
    }
    words.push_back({.bytes = span, .probability = word.probability});
  }
  return words;
}

// A row of a word: the word and its probability, and what --suggest puts behind them.
std::optional<SpanRow> row_of(std::string_view line) {
  for (const size_t cells : {2, 5}) {
    auto row = span_row_of(line, cells);
    if (row && parse_number<float>(row->cells[1])) return row;
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
  for (const MarkSyntax syntax : {MarkSyntax{false, false}, {true, false}, {false, true}, {true, true}}) {
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

}  // namespace

Scored score_detect_replaced(const ScoreRequest& request) {
  ReplacedEvaluation evaluation(request.threshold);
  const auto add = [&](const ReplacedExample& example, std::vector<JudgedWord> words, const std::string& place) {
    evaluation.add(example, {.words = std::move(words), .logits = {}, .suggested = {}}, place);
  };
  const auto add_some = [&](const ReplacedExample& example, std::vector<JudgedWord> words, const std::string& place) {
    const bool has_all = are_all(words, example.text);
    if (!has_all && !example.words) {
      fail(
          "flagged words alone, but the gold counts the words of the tokenizer: jsonl has all of them, and so has tsv "
          "with electra detect-replaced --all");
    }
    if (!has_all) evaluation.leave_out_ranking();
    add(example, std::move(words), place);
  };
  const auto gold = [&] { return replaced_source(gold_texts(request), request.gold_files); };
  const auto check = [](const ReplacedExample& example) { example.replaced.check(); };
  PredictedTexts texts = predicted_texts(request, [](std::string_view line) { return row_of(line).has_value(); });
  LineFile predictions(std::move(texts.files));
  int64_t records = 0;
  if (texts.format == Format::tsv) {
    records = visit_rows<ReplacedExample>(
        request, predictions,
        {.gold = gold,
         .check = check,
         .row = need_row,
         .pair = [&](const ReplacedExample& example, const std::vector<SpanRow>& rows, const std::string& place) {
           add_some(example, checked_words(words_of(rows), example.text, request.offsets), place);
         }});
  } else if (texts.format == Format::text) {
    records = visit_pairs<ReplacedExample, std::string>(
        request, predictions,
        {.gold = gold,
         .check = check,
         .prediction = [](std::string_view line) { return std::string(line); },
         .pair = [&](const ReplacedExample& example, const std::string& line,
                     const std::string& place) { add_some(example, marked_words(line, example.text), place); }});
  } else {
    records = visit_pairs<ReplacedExample, std::vector<PredictedWord>>(
        request, predictions,
        {.gold = gold,
         .check = check,
         .prediction = read_words,
         .pair = [&](const ReplacedExample& example, const auto& words, const std::string& place) {
           add(example, checked_words(words, example.text, request.offsets), place);
         }});
  }
  return {evaluation.report(), records, evaluation.plot()};
}

}  // namespace electra::cli
