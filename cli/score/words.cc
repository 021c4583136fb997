// Scored words and filled masks out of files, as electra detect-replaced and fill-mask write them in jsonl.
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/json.h"
#include "base/utf8.h"
#include "cli/io/input_fault.h"
#include "cli/evaluation/pairs.h"
#include "cli/run/session.h"
#include "cli/examples/masked.h"
#include "cli/run/model_location.h"
#include "cli/io/offsets.h"
#include "cli/examples/replaced.h"
#include "cli/score/score.h"
#include "cli/examples/text_record.h"

namespace electra::cli {
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
  const auto value = offset.is_number_integer() ? offset.get<int64_t>() : -1;
  if (value >= 0 && value <= std::numeric_limits<uint32_t>::max()) return static_cast<uint32_t>(value);
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
std::vector<ScoredWord> checked_words(const std::vector<PredictedWord>& predicted, const std::string& text,
                                      const std::string& unit) {
  std::vector<uint32_t> bytes;  // by offset
  for (uint32_t i = 0; i <= text.size(); ++i) {
    const bool continues = i < text.size() && continues_code_point(text[i]);
    if (unit == "bytes" || !continues) bytes.push_back(i);
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

constexpr TextInputKind input_kind = {.pairs = false};

TextParser gold_parser(const ScoreFlags& flags) {
  TextInputFlags input;
  input.format = flags.format;
  return {input, {flags.gold}, input_kind};
}

}  // namespace

Report score_detect_replaced(const ScoreFlags& flags) {
  TextParser parser = gold_parser(flags);
  LineFile predictions(flags.predictions);
  LineFile gold(flags.gold);
  ReplacedEvaluation evaluation(flags.threshold);
  const auto read_gold = [&](const Record& record) { return read_replaced_item(parser, record, gold.name()); };
  const auto add = [&](const ReplacedItem& item, const std::vector<PredictedWord>& words, const std::string&) {
    evaluation.add(item, checked_words(words, item.text, flags.offsets));
  };
  visit_pairs<ReplacedItem, std::vector<PredictedWord>>(predictions, gold,
                                                        {.gold = read_gold, .prediction = read_words, .pair = add});
  return evaluation.report();
}

Report score_fill_mask(const ScoreFlags& flags) {
  std::optional<Tokenizer> tokenizer;
  if (!flags.model.empty()) tokenizer = load_tokenizer(find_model(flags.model));
  // A right word as the predictions write it.
  const auto piece = [&](const std::string& word) {
    const int32_t id = tokenizer ? piece_id(*tokenizer, word) : -1;
    return id < 0 ? word : std::string(tokenizer->token(id));
  };
  TextParser parser = gold_parser(flags);
  LineFile predictions(flags.predictions);
  LineFile gold(flags.gold);
  MaskEvaluation evaluation;
  CountedWarning few("mask with fewer than 5 predictions", "masks with fewer than 5 predictions");
  const auto read_gold = [&](const Record& record) { return read_masked_item(parser, record, gold.name()); };
  const auto add = [&](const MaskedItem& item, const MaskTokens& masks, const std::string& place) {
    const std::vector<std::string>& originals = checked_originals(item, masks.size(), true);
    for (size_t i = 0; i < originals.size(); ++i) {
      std::optional<size_t> rank;
      if (i < masks.size()) {
        const auto found = std::ranges::find(masks[i], piece(originals[i]));
        if (found != masks[i].end()) rank = static_cast<size_t>(found - masks[i].begin());
        if (std::ssize(masks[i]) < MaskEvaluation::predictions_needed) few.add(1, place);
      }
      evaluation.add(rank);
    }
  };
  visit_pairs<MaskedItem, MaskTokens>(predictions, gold, {.gold = read_gold, .prediction = read_masks, .pair = add});
  few.print();
  return evaluation.report();
}

}  // namespace electra::cli
