// Scored words and filled masks out of files, as electra detect-replaced and fill-mask write them in jsonl.
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/json.h"
#include "base/utf8.h"
#include "cli/evaluation/detect_replaced.h"
#include "cli/evaluation/fill_mask.h"
#include "cli/evaluation/pairs.h"
#include "cli/examples/record_object.h"
#include "cli/io/input_fault.h"
#include "cli/io/offsets.h"
#include "cli/score/score.h"

namespace electra::cli {

using namespace internal;

namespace {

using nlohmann::json;

// Null if there is none. REQUIRES: the object outlives it.
const json& member(const json& object, const char* key) {
  static const json absent;
  if (!object.is_object()) return absent;
  const auto found = object.find(key);
  return found == object.end() ? absent : *found;
}

const json& list_of(const json& object, const char* key) {
  const json& list = member(object, key);
  if (!list.is_array()) fail(fmt::format("no list \"{}\" in the object", key));
  return list;
}

uint32_t offset_of(const json& word, const char* key) {
  const json& offset = member(word, key);
  const auto value = integer_of(offset, 0, std::numeric_limits<uint32_t>::max());
  if (value) return static_cast<uint32_t>(*value);
  fail(fmt::format("{} has no offset \"{}\"", quote_json(word), key));
}

struct PredictedWord {
  ScoredWord word;  // without its tokens
  std::string text;
};

std::optional<std::vector<PredictedWord>> read_words(std::string_view line) {
  if (line == "null") return std::nullopt;
  const json object = parse_record_object(line);
  std::vector<PredictedWord> words;
  for (const json& word : list_of(object, "words")) {
    if (!member(word, "score").is_number()) fail(fmt::format("{} has no number \"score\"", quote_json(word)));
    if (!member(word, "text").is_string()) fail(fmt::format("{} has no string \"text\"", quote_json(word)));
    words.push_back(
        {{.bytes = {offset_of(word, "start"), offset_of(word, "end")}, .score = member(word, "score").get<float>()},
         member(word, "text").get<std::string>()});
  }
  return words;
}

// The words with their places in bytes. Throws Error(input) for predictions of another text.
std::vector<ScoredWord> checked_words(const std::vector<PredictedWord>& predicted, std::string_view text,
                                      OffsetUnit unit) {
  std::vector<uint32_t> bytes;  // by offset
  for (uint32_t i = 0; i <= text.size(); ++i) {
    const bool continues = i < text.size() && continues_code_point(text[i]);
    if (unit == OffsetUnit::bytes || !continues) bytes.push_back(i);
  }
  std::vector<ScoredWord> words;
  for (const auto& [word, expected] : predicted) {
    const bool is_inside = word.bytes.begin <= word.bytes.end && word.bytes.end < bytes.size();
    const Span span = is_inside ? Span{bytes[word.bytes.begin], bytes[word.bytes.end]} : Span{};
    if (!is_inside || span_text(text, span) != expected) {
      fail(fmt::format("word '{}' does not stand at {} to {} of the text", expected, word.bytes.begin, word.bytes.end));
    }
    words.push_back({.bytes = span, .score = word.score});
  }
  return words;
}

// The tokens predicted for every mask of a text, best first.
using MaskTokens = std::vector<std::vector<std::string>>;

std::optional<MaskTokens> read_masks(std::string_view line) {
  if (line == "null") return std::nullopt;
  const json object = parse_record_object(line);
  MaskTokens masks;
  for (const json& mask : list_of(object, "masks")) {
    std::vector<std::string>& tokens = masks.emplace_back();
    for (const json& prediction : list_of(mask, "predictions")) {
      const json& token = member(prediction, "token");
      if (!token.is_string()) fail(fmt::format("{} has no \"token\"", quote_json(prediction)));
      tokens.push_back(token.get<std::string>());
    }
  }
  return masks;
}

TextParser gold_parser(const ScoreRequest& request) {
  TextInputFlags flags;
  flags.format = request.format;
  return {flags, {request.gold}, {.pairs = false}};
}

}  // namespace

Report score_detect_replaced(const ScoreRequest& request) {
  LineFile predictions(request.predictions);
  const auto gold = replaced_source(gold_parser(request), {request.gold});
  ReplacedEvaluation evaluation(request.threshold);
  const PairVisitor<ReplacedExample, std::vector<PredictedWord>> visitor = {
      .prediction = read_words,
      .pair = [&](const ReplacedExample& example, const std::vector<PredictedWord>& words,
                  const std::string&) { evaluation.add(example, checked_words(words, example.text, request.offsets)); },
  };
  Pairs(predictions, *gold, request.gold, visitor).visit();
  return evaluation.report();
}

Report score_fill_mask(const ScoreRequest& request) {
  // A right word as the predictions write it.
  const auto piece = [&](const std::string& word) {
    const int32_t id = request.tokenizer == nullptr ? -1 : piece_id(*request.tokenizer, word);
    return id < 0 ? word : std::string(request.tokenizer->token(id));
  };
  LineFile predictions(request.predictions);
  const auto gold = masked_source(gold_parser(request), {request.gold});
  MaskScores scores;
  CountedWarning few("mask with fewer than 5 predictions", "masks with fewer than 5 predictions");
  const auto add = [&](const MaskedExample& example, const MaskTokens& masks, const std::string& place) {
    const std::vector<std::string>& originals = checked_originals(example, masks.size(), true);
    for (size_t i = 0; i < originals.size(); ++i) {
      std::optional<size_t> rank;
      if (i < masks.size()) {
        const auto found = std::ranges::find(masks[i], piece(originals[i]));
        if (found != masks[i].end()) rank = static_cast<size_t>(found - masks[i].begin());
        if (std::ssize(masks[i]) < MaskScores::predictions_needed) few.add(1, place);
      }
      scores.add(rank);
    }
  };
  const PairVisitor<MaskedExample, MaskTokens> visitor = {.prediction = read_masks, .pair = add};
  Pairs(predictions, *gold, request.gold, visitor).visit();
  few.print();
  return scores.report();
}

}  // namespace electra::cli
