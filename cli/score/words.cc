// Scored words and filled masks out of files, as electra detect-replaced and fill-mask write them in jsonl.
#include <fmt/format.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/quote.h"
#include "base/utf8.h"
#include "cli/evaluation/detect_replaced.h"
#include "cli/evaluation/fill_mask.h"
#include "cli/examples/record_object.h"
#include "cli/io/input_fault.h"
#include "cli/io/offsets.h"
#include "cli/score/pairs.h"

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
    if (!is_inside || span.of(text) != expected) {
      fail(fmt::format("word {} does not stand at {} to {} of the text", quote(expected), word.bytes.begin,
                       word.bytes.end));
    }
    words.push_back({.bytes = span, .probability = word.probability});
  }
  return words;
}

// The tokens predicted for every mask of a text, best first.
using MaskTokens = std::vector<std::vector<std::string>>;

std::optional<MaskTokens> read_masks(std::string_view line) {
  if (line == "null") return std::nullopt;
  const json object = parse_record_object(line);
  const JsonObject members = record_members(object);
  MaskTokens masks;
  for (const json& mask : members.need_list("masks")) {
    const JsonObject of_mask = members.nested("masks", mask);
    std::vector<std::string>& tokens = masks.emplace_back();
    for (const json& prediction : of_mask.need_list("predictions")) {
      tokens.push_back(of_mask.nested("predictions", prediction).need_string("token"));
    }
  }
  return masks;
}

TextParser gold_parser(const ScoreRequest& request) {
  TextInputFlags flags;
  flags.columns = "text";  // which --columns of score cannot name otherwise
  return {flags, request.gold_files.read_as, {.pairs = false}};
}

}  // namespace

Scored score_detect_replaced(const ScoreRequest& request) {
  ReplacedEvaluation evaluation(request.threshold);
  const int64_t records = visit_pairs<ReplacedExample, std::vector<PredictedWord>>(
      request, {.gold = [&] { return replaced_source(gold_parser(request), request.gold_files); },
                .check = [](const ReplacedExample& example) { example.replaced.check(); },
                .prediction = read_words,
                .pair =
                    [&](const ReplacedExample& example, const auto& words, const std::string& place) {
                      evaluation.add(
                          example,
                          {.words = checked_words(words, example.text, request.offsets), .logits = {}, .suggested = {}},
                          place);
                    }});
  return {evaluation.report(), records, evaluation.plot()};
}

Scored score_fill_mask(const ScoreRequest& request) {
  // A right word as the predictions write it.
  const auto piece = [&](const std::string& word) {
    const int32_t id = request.tokenizer == nullptr ? -1 : piece_id(*request.tokenizer, word);
    return id < 0 ? word : std::string(request.tokenizer->token(id));
  };
  MaskAccumulator accumulator;
  CountedWarning few("mask with fewer than 5 predictions", "masks with fewer than 5 predictions");
  const auto add = [&](const MaskedExample& example, const MaskTokens& masks, const std::string& place) {
    const std::vector<std::string>& originals = checked_originals(example, masks.size(), true);
    for (size_t i = 0; i < originals.size(); ++i) {
      const bool is_cut_off = i >= masks.size();
      accumulator.add(is_cut_off ? std::nullopt : rank_of(masks[i], piece(originals[i])));
      if (!is_cut_off && std::ssize(masks[i]) < MaskAccumulator::ranks_needed) few.add(1, place);
    }
  };
  const int64_t records = visit_pairs<MaskedExample, MaskTokens>(
      request, {.gold = [&] { return masked_source(gold_parser(request), request.gold_files); },
                .check = [](const MaskedExample& example) { example.originals.check(); },
                .prediction = read_masks,
                .pair = add});
  few.print();
  return {report_of(accumulator.metrics()), records, plot_of(accumulator.metrics())};
}

}  // namespace electra::cli
