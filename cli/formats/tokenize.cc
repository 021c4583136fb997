#include "cli/formats/tokenize.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <vector>

#include "base/quote.h"
#include "cli/io/input_fault.h"
#include "cli/io/json_out.h"
#include "cli/io/rows.h"

namespace electra::cli {

using namespace internal;

namespace {

// In a huge text this goes out by pieces.
void hand_over(const EncodedText& encoded, std::string& out) {
  if (encoded.results != nullptr) encoded.results->write_much(out);
}

// What `append` makes of each token.
template <typename Append>
void append_list(const EncodedText& encoded, char separator, std::string& out, Append append) {
  for (size_t i = 0; i < encoded.encoding.size(); ++i) {
    if (i > 0) out += separator;
    append(i);
    constexpr size_t many = 4096;  // tokens, between looks at how much there is
    if (i % many == many - 1) hand_over(encoded, out);
  }
}

// The text, or word, that a token's span is of.
std::string_view source_of(const EncodedText& encoded, size_t token) {
  const TextExample& example = encoded.example;
  const bool second = token >= encoded.encoding.second_begin;
  if (example.words) {
    const auto word = static_cast<size_t>(encoded.encoding.word_ids[token]);
    return second ? (*example.pair_words)[word] : (*example.words)[word];
  }
  return second ? std::string_view(*example.pair) : std::string_view(example.text);
}

// The spans in code points.
std::vector<Span> code_point_spans_of(const EncodedText& encoded) {
  const Encoding& encoding = encoded.encoding;
  std::vector<Span> all;
  all.reserve(encoding.size());
  for (size_t begin = 0; begin < encoding.size();) {
    if (encoding.is_frame(begin)) {
      all.push_back({});
      ++begin;
      continue;
    }
    // Tokens of one source are converted together.
    const std::string_view text = source_of(encoded, begin);
    size_t end = begin + 1;
    while (end < encoding.size() && !encoding.is_frame(end) && source_of(encoded, end).data() == text.data()) ++end;
    const std::vector<Span> part = code_point_spans(text, std::span(encoding.spans).subspan(begin, end - begin));
    all.insert(all.end(), part.begin(), part.end());
    begin = end;
  }
  return all;
}

// The spans in the unit that is asked for; `converted` has room for them.
const std::vector<Span>& spans_of(const EncodedText& encoded, std::vector<Span>& converted) {
  if (encoded.offsets == OffsetUnit::bytes) return encoded.encoding.spans;
  return converted = code_point_spans_of(encoded);
}

int32_t parse_id(std::string_view word, const Tokenizer& tokenizer) {
  int64_t id = 0;
  const auto [stop, error] = std::from_chars(word.data(), word.data() + word.size(), id);
  const bool is_number = stop == word.data() + word.size() && error != std::errc::invalid_argument;
  if (!is_number) fail(fmt::format("{} is not a token id", quote(word)));
  if (error != std::errc() || id < 0 || id >= tokenizer.size()) {
    fail(fmt::format("token id {}: the vocabulary has ids 0 to {}", quote(word), tokenizer.size() - 1));
  }
  return static_cast<int32_t>(id);
}

}  // namespace

void write_pieces(const EncodedText& encoded, std::string& out) {
  append_list(encoded, ' ', out, [&](size_t i) { out += encoded.tokenizer.token(encoded.encoding.ids[i]); });
  out += '\n';
}

void write_ids(const EncodedText& encoded, std::string& out) {
  append_list(encoded, ' ', out, [&](size_t i) { append_integer(out, encoded.encoding.ids[i]); });
  out += '\n';
}

void write_count(const EncodedText& encoded, std::string& out) {
  append_integer(out, static_cast<int64_t>(encoded.encoding.size()));
  out += '\n';
}

void write_tokens_tsv(const EncodedText& encoded, std::string& out) {
  const Encoding& encoding = encoded.encoding;
  std::vector<Span> converted;
  const std::vector<Span>& places = spans_of(encoded, converted);
  for (size_t i = 0; i < encoding.size(); ++i) {
    begin_row(out, *encoded.item, places[i]);
    append_integer(out, encoding.ids[i]);
    out += '\t';
    out += encoded.tokenizer.token(encoding.ids[i]);
    out += '\t';
    append_integer(out, encoding.token_type_ids[i]);
    out += '\n';
    hand_over(encoded, out);
  }
}

void write_tokens_json(const EncodedText& encoded, std::string& out) {
  const Encoding& encoding = encoded.encoding;
  begin_object(out, *encoded.item);
  out += R"("ids":[)";
  append_list(encoded, ',', out, [&](size_t i) { append_integer(out, encoding.ids[i]); });
  out += R"(],"tokens":[)";
  append_list(encoded, ',', out, [&](size_t i) { append_json_string(out, encoded.tokenizer.token(encoding.ids[i])); });
  std::vector<Span> converted;
  const std::vector<Span>& places = spans_of(encoded, converted);
  out += R"(],"offsets":[)";
  append_list(encoded, ',', out, [&](size_t i) {
    out += '[';
    append_integer(out, places[i].begin);
    out += ',';
    append_integer(out, places[i].end);
    out += ']';
  });
  out += R"(],"word_ids":[)";
  append_list(encoded, ',', out, [&](size_t i) {
    if (encoding.is_frame(i)) {
      out += "null";
    } else {
      append_integer(out, encoding.word_ids[i]);
    }
  });
  out += R"(],"token_type_ids":[)";
  append_list(encoded, ',', out, [&](size_t i) { append_integer(out, encoding.token_type_ids[i]); });
  out += R"(],"special_tokens_mask":[)";
  append_list(encoded, ',', out, [&](size_t i) { out += encoding.is_frame(i) ? '1' : '0'; });
  out += "]}\n";
}

std::vector<int32_t> parse_ids(std::string_view line, const Tokenizer& tokenizer) {
  constexpr std::string_view blanks = " \t";
  std::vector<int32_t> ids;
  for (size_t begin = line.find_first_not_of(blanks); begin != line.npos;) {
    const size_t end = std::min(line.find_first_of(blanks, begin), line.size());
    ids.push_back(parse_id(line.substr(begin, end - begin), tokenizer));
    begin = line.find_first_not_of(blanks, end);
  }
  return ids;
}

}  // namespace electra::cli
