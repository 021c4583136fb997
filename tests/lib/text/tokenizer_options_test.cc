// Recorded calls of ElectraTokenizerFast with pairs, truncation, windows and words, and its answer at every code point.
#include <doctest/doctest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/utf8.h"
#include "electra/error.h"
#include "electra/tokenizer.h"
#include "support/gzip.h"

namespace electra {

using namespace internal;

namespace {

using nlohmann::json;
using Ids = std::vector<int32_t>;

const std::filesystem::path golden = ELECTRA_GOLDEN "/tokenizer";

EncodeOptions options_of(const json& given) {
  EncodeOptions options;
  options.special_tokens = given.value("add_special_tokens", true);
  options.max_length = given.value("max_length", int64_t{512});
  options.stride = given.value("stride", int64_t{0});
  if (given.value("truncation_side", "right") == "left") options.truncation_side = Side::left;
  const json truncation = given.value("truncation", json(false));
  if (truncation == true || truncation == "longest_first") options.truncation = Truncation::longest_first;
  if (truncation == "only_first") options.truncation = Truncation::only_first;
  if (truncation == "only_second") options.truncation = Truncation::only_second;
  return options;
}

// The texts of one sample: a string, or words.
std::vector<Encoding> encode(const Tokenizer& tokenizer, const json& text, const json& pair,
                             const EncodeOptions& options) {
  if (text.is_array()) {
    const auto words = text.get<std::vector<std::string>>();
    if (pair.is_null()) return tokenizer.encode_words(words, std::nullopt, options);
    const auto others = pair.get<std::vector<std::string>>();
    return tokenizer.encode_words(words, others, options);
  }
  const auto first = text.get<std::string>();
  if (pair.is_null()) return tokenizer.encode(first, std::nullopt, options);
  const auto second = pair.get<std::string>();
  return tokenizer.encode(first, second, options);
}

// The original that a token's span is of.
std::string source_of(const json& text, const json& pair, const Encoding& encoding, size_t token) {
  const json& original = encoding.token_type_ids[token] == 1 ? pair : text;
  return original.is_array() ? original[static_cast<size_t>(encoding.word_ids[token])] : original;
}

void check_row(const json& row, const json& text, const json& pair, const Encoding& encoding) {
  Ids ids;
  Ids types;
  size_t token = 0;
  for (size_t i = 0; i < row["input_ids"].size(); ++i) {
    if (row["attention_mask"][i] == 0) continue;  // padding
    ids.push_back(row["input_ids"][i]);
    types.push_back(row["token_type_ids"][i]);
    REQUIRE(token < encoding.size());
    CHECK(encoding.is_frame(token) == (row["special_tokens_mask"][i] == 1));
    const json word = encoding.is_frame(token) ? json() : json(encoding.word_ids[token]);
    CHECK(word == row["word_ids"][i]);
    std::vector<Span> span = {encoding.spans[token]};
    if (!encoding.is_frame(token)) span = code_point_spans(source_of(text, pair, encoding, token), span);
    CHECK(json{span[0].begin, span[0].end} == row["offsets"][i]);
    ++token;
  }
  CHECK(encoding.ids == ids);
  CHECK(encoding.token_type_ids == types);
}

TEST_CASE("pairs, truncation, windows and split words, as recorded") {
  const Tokenizer tokenizer = Tokenizer::from_vocab(golden / "vocab.txt", {});
  int errors = 0;
  int rows = 0;
  for (const json& call : json::parse(read_gzip(golden / "options.json.gz"))) {
    const json& given = call["options"];
    const std::string shown = given.dump();
    CAPTURE(shown);
    const bool of_words = given.value("is_split_into_words", false);
    const bool is_batch = call["text"].is_array() && (!of_words || call["text"][0].is_array());
    const json texts = is_batch ? call["text"] : json::array({call["text"]});
    const json pairs = is_batch || call["pair"].is_null() ? call["pair"] : json::array({call["pair"]});
    std::vector<std::tuple<json, json, Encoding>> made;
    std::string fault;
    try {
      for (size_t i = 0; i < texts.size(); ++i) {
        const json pair = pairs.is_null() ? json() : pairs[i];
        std::vector<Encoding> windows = encode(tokenizer, texts[i], pair, options_of(given));
        if (!given.value("return_overflowing_tokens", false)) windows.resize(1);
        for (Encoding& window : windows) made.emplace_back(texts[i], pair, std::move(window));
      }
    } catch (const Error& error) {
      fault = error.what();
    }
    CAPTURE(fault);
    if (call.contains("error")) {
      CHECK(fault != "");
      ++errors;
      continue;
    }
    REQUIRE(fault == "");
    REQUIRE(made.size() == call["rows"].size());
    for (size_t i = 0; i < made.size(); ++i) {
      CAPTURE(i);
      check_row(call["rows"][i], std::get<0>(made[i]), std::get<1>(made[i]), std::get<2>(made[i]));
      ++rows;
    }
  }
  CHECK(errors == 37);
  CHECK(rows > 200);
}

TEST_CASE("every code point, between two letters") {
  for (const char* name : {"sweep_uncased", "sweep_cased", "sweep_uncased_keep_accents", "sweep_uncased_no_cjk"}) {
    CAPTURE(name);
    const json sweep = json::parse(read_gzip(golden / (name + std::string(".json.gz"))));
    const json& config = sweep["config"];
    TokenizerOptions options;
    options.lower_case = config["do_lower_case"];
    options.tokenize_chinese_chars = config["tokenize_chinese_chars"];
    if (config["strip_accents"].is_boolean()) {
      options.strip_accents = config["strip_accents"] ? StripAccents::yes : StripAccents::no;
    }
    const Tokenizer tokenizer = Tokenizer::from_vocab(golden / "vocab.txt", options);
    int64_t wrong = 0;
    int64_t checked = 0;
    for (const json& run : sweep["runs"]) {
      const json& outcome = sweep["outcomes"][run[2].get<size_t>()];
      const auto ids = outcome[0].get<Ids>();
      const auto flat = outcome[1].get<std::vector<uint32_t>>();
      for (char32_t c = run[0].get<uint32_t>(); c <= run[1].get<uint32_t>(); ++c) {
        if (c >= 0xD800 && c <= 0xDFFF) continue;
        std::string text = "a";
        append_utf8(text, c);
        text += 'b';
        const Encoding encoding = tokenizer.encode_pieces(text);
        std::vector<uint32_t> offsets;
        for (const Span span : code_point_spans(text, encoding.spans)) {
          offsets.push_back(span.begin);
          offsets.push_back(span.end);
        }
        if (encoding.ids != ids || offsets != flat) ++wrong;
        ++checked;
      }
    }
    CHECK(wrong == 0);
    CHECK(checked == 260'096);
  }
}

}  // namespace
}  // namespace electra
