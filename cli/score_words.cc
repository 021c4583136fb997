// Scored words and filled masks out of files, as electra detect-replaced and fill-mask write them in jsonl.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/json.h"
#include "cli/input_fault.h"
#include "cli/line_pairs.h"
#include "cli/load.h"
#include "cli/masked_items.h"
#include "cli/model_location.h"
#include "cli/offsets.h"
#include "cli/replaced_items.h"
#include "cli/score_flags.h"
#include "cli/text_record.h"

namespace electra::cli {
namespace {

using nlohmann::json;

// REQUIRES: the object outlives the list.
const json& list_of(const json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  if (found == object.end() || !found->is_array()) fail(fmt::format("no list \"{}\" in the object", key));
  return *found;
}

template <class Number>
Number number_of(const json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  if (found == object.end() || !found->is_number())
    fail(fmt::format("{} has no number \"{}\"", quote_json(object), key));
  return found->get<Number>();
}

std::optional<std::vector<ScoredWord>> read_words(std::string_view line) {
  if (line == "null") return std::nullopt;
  const json object = parse_record_object(line);
  std::vector<ScoredWord> words;
  for (const json& word : list_of(object, "words")) {
    words.push_back({.bytes = {number_of<uint32_t>(word, "start"), number_of<uint32_t>(word, "end")},
                     .score = number_of<float>(word, "score")});
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
      const auto token = prediction.is_object() ? prediction.find("token") : prediction.end();
      if (token == prediction.end() || !token->is_string()) {
        fail(fmt::format("{} has no \"token\"", quote_json(prediction)));
      }
      tokens.push_back(token->get<std::string>());
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
  visit_pairs<ReplacedItem, std::vector<ScoredWord>>(
      predictions, gold,
      {.gold =
           [&](const Record& record) {
             std::optional<ReplacedItem> item = read_replaced_item(parser, record, gold.name());
             if (item->words) item->words = offset_spans(flags.offsets, item->text, *item->words);
             return item;
           },
       .prediction = read_words,
       .pair = [&](const ReplacedItem& item, const std::vector<ScoredWord>& words) { evaluation.add(item, words); }});
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
  visit_pairs<MaskedItem, MaskTokens>(
      predictions, gold,
      {.gold = [&](const Record& record) { return read_masked_item(parser, record, gold.name()); },
       .prediction = read_masks,
       .pair =
           [&](const MaskedItem& item, const MaskTokens& masks) {
             const std::vector<std::string>& originals = checked_originals(item, masks.size(), true);
             for (size_t i = 0; i < originals.size(); ++i) {
               std::optional<size_t> rank;
               if (i < masks.size()) {
                 const auto found = std::ranges::find(masks[i], piece(originals[i]));
                 if (found != masks[i].end()) rank = static_cast<size_t>(found - masks[i].begin());
                 if (masks[i].size() < static_cast<size_t>(MaskEvaluation::predictions_needed)) few.add(1, gold.name());
               }
               evaluation.add(rank);
             }
           }});
  few.print();
  return evaluation.report();
}

}  // namespace electra::cli
