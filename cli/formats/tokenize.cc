#include "cli/formats/tokenize.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>
#include <vector>

#include "cli/io/input_fault.h"
#include "cli/io/json_out.h"
#include "cli/io/offsets.h"
#include "electra/error.h"

namespace electra::cli {
namespace {

class EncodeJob : public Job {
 public:
  EncodeJob(const TokenizeSettings& settings, const Tokenizer& tokenizer)
      : settings_(settings), tokenizer_(tokenizer) {}

  void format(const Record& record, size_t, std::string& out) override {
    const TextFormat& format = settings_.format;
    const bool is_plain = !format.jsonl && !format.pair && !format.split_words;
    if (is_plain && settings_.encode.truncation == Truncation::none) {
      // The usual case: nothing is copied.
      static const TextRecord none;
      write(record, none, tokenizer_.encode(record.text, settings_.encode.special_tokens), out);
      return;
    }
    const TextRecord texts = read_text_record(record.text, format);
    for (const Encoding& encoding : encode(texts)) {
      write(record, texts, encoding, out);
      if (!settings_.windows) break;
    }
  }

  void format_skipped(std::string& out) override { out += settings_.output == TokenOutput::jsonl ? "null\n" : "\n"; }

 private:
  std::vector<Encoding> encode(const TextRecord& texts) const {
    const EncodeOptions& options = settings_.encode;
    if (options.truncation == Truncation::only_second && !texts.has_pair()) {
      throw Error(ErrorKind::input, "no second text, and only that may be cut");
    }
    if (!texts.is_split) return tokenizer_.encode(texts.text, texts.pair, options);
    return tokenizer_.encode_words(texts.words, texts.pair_words, options);
  }

  void write(const Record& record, const TextRecord& texts, const Encoding& encoding, std::string& out) const {
    switch (settings_.output) {
      case TokenOutput::pieces:
        write_list(encoding, out, [&](int32_t id) { out += tokenizer_.token(id); });
        break;
      case TokenOutput::ids:
        write_list(encoding, out, [&](int32_t id) { append_integer(out, id); });
        break;
      case TokenOutput::count:
        append_integer(out, static_cast<int64_t>(encoding.size()));
        out += '\n';
        break;
      case TokenOutput::tsv:
        write_rows(record, texts, encoding, out);
        break;
      case TokenOutput::jsonl:
        write_object(record, texts, encoding, out);
        break;
    }
  }

  template <typename Append>
  static void write_list(const Encoding& encoding, std::string& out, Append append) {
    for (size_t i = 0; i < encoding.size(); ++i) {
      if (i > 0) out += ' ';
      append(encoding.ids[i]);
    }
    out += '\n';
  }

  // The text, or word, that a token's span is of.
  std::string_view source(const Record& record, const TextRecord& texts, const Encoding& encoding, size_t token) const {
    const bool second = encoding.token_type_ids[token] == 1;
    if (texts.is_split) {
      const auto word = static_cast<size_t>(encoding.word_ids[token]);
      return second ? (*texts.pair_words)[word] : texts.words[word];
    }
    if (second) return *texts.pair;
    return settings_.format.jsonl || settings_.format.pair ? std::string_view(texts.text) : record.text;
  }

  std::vector<Span> spans(const Record& record, const TextRecord& texts, const Encoding& encoding) const {
    if (settings_.offsets == "bytes") return encoding.spans;
    std::vector<Span> all;
    for (size_t begin = 0; begin < encoding.size();) {
      if (encoding.is_frame(begin)) {
        all.push_back({});
        ++begin;
        continue;
      }
      // Tokens of one source are converted together.
      const std::string_view text = source(record, texts, encoding, begin);
      size_t end = begin + 1;
      while (end < encoding.size() && !encoding.is_frame(end) &&
             source(record, texts, encoding, end).data() == text.data()) {
        ++end;
      }
      const std::vector<Span> part(encoding.spans.begin() + static_cast<std::ptrdiff_t>(begin),
                                   encoding.spans.begin() + static_cast<std::ptrdiff_t>(end));
      for (const Span span : code_point_spans(text, part)) all.push_back(span);
      begin = end;
    }
    return all;
  }

  void write_rows(const Record& record, const TextRecord& texts, const Encoding& encoding, std::string& out) const {
    const std::vector<Span> places = spans(record, texts, encoding);
    for (size_t i = 0; i < encoding.size(); ++i) {
      append_tsv_place(out, record, places[i]);
      append_integer(out, encoding.ids[i]);
      out += '\t';
      out += tokenizer_.token(encoding.ids[i]);
      out += '\t';
      append_integer(out, encoding.token_type_ids[i]);
      out += '\n';
    }
  }

  template <typename Append>
  static void append_list(std::string& out, std::string_view name, size_t size, Append append) {
    out += name;
    out += '[';
    for (size_t i = 0; i < size; ++i) {
      if (i > 0) out += ',';
      append(i);
    }
    out += ']';
  }

  void write_object(const Record& record, const TextRecord& texts, const Encoding& encoding, std::string& out) const {
    const size_t size = encoding.size();
    append_list(out, R"({"ids":)", size, [&](size_t i) { append_integer(out, encoding.ids[i]); });
    append_list(out, R"(,"tokens":)", size,
                [&](size_t i) { append_json_string(out, tokenizer_.token(encoding.ids[i])); });
    const std::vector<Span> places = spans(record, texts, encoding);
    append_list(out, R"(,"offsets":)", size, [&](size_t i) {
      out += '[';
      append_integer(out, places[i].begin);
      out += ',';
      append_integer(out, places[i].end);
      out += ']';
    });
    append_list(out, R"(,"word_ids":)", size, [&](size_t i) {
      if (encoding.is_frame(i)) {
        out += "null";
      } else {
        append_integer(out, encoding.word_ids[i]);
      }
    });
    append_list(out, R"(,"token_type_ids":)", size, [&](size_t i) { append_integer(out, encoding.token_type_ids[i]); });
    append_list(out, R"(,"special_tokens_mask":)", size, [&](size_t i) { out += encoding.is_frame(i) ? '1' : '0'; });
    out += "}\n";
  }

  const TokenizeSettings settings_;
  const Tokenizer& tokenizer_;
};

class DecodeJob : public Job {
 public:
  DecodeJob(const Tokenizer& tokenizer, bool skip_special_tokens, bool clean_up_spaces)
      : tokenizer_(tokenizer), skip_special_tokens_(skip_special_tokens), clean_up_spaces_(clean_up_spaces) {}

  void format(const Record& record, size_t, std::string& out) override {
    out += tokenizer_.decode(parse_ids(record.text), skip_special_tokens_, clean_up_spaces_);
    out += '\n';
  }

 private:
  std::vector<int32_t> parse_ids(std::string_view text) const {
    constexpr std::string_view blanks = " \t";
    std::vector<int32_t> ids;
    for (size_t begin = text.find_first_not_of(blanks); begin != text.npos;) {
      const size_t end = std::min(text.find_first_of(blanks, begin), text.size());
      ids.push_back(parse_id(text.substr(begin, end - begin)));
      begin = text.find_first_not_of(blanks, end);
    }
    return ids;
  }

  int32_t parse_id(std::string_view word) const {
    int64_t id = 0;
    const auto [stop, error] = std::from_chars(word.data(), word.data() + word.size(), id);
    const bool is_number = stop == word.data() + word.size() && error != std::errc::invalid_argument;
    if (!is_number) throw Error(ErrorKind::input, fmt::format("'{}' is not a token id", shortened(word)));
    if (error != std::errc() || id < 0 || id >= tokenizer_.size()) {
      throw Error(ErrorKind::input,
                  fmt::format("token id {}: the vocabulary has ids 0 to {}", shortened(word), tokenizer_.size() - 1));
    }
    return static_cast<int32_t>(id);
  }

  const Tokenizer& tokenizer_;
  bool skip_special_tokens_;
  bool clean_up_spaces_;
};

}  // namespace

std::unique_ptr<Job> make_encode_job(const TokenizeSettings& settings, const Tokenizer& tokenizer) {
  return std::make_unique<EncodeJob>(settings, tokenizer);
}

std::unique_ptr<Job> make_decode_job(const Tokenizer& tokenizer, bool skip_special_tokens, bool clean_up_spaces) {
  return std::make_unique<DecodeJob>(tokenizer, skip_special_tokens, clean_up_spaces);
}

}  // namespace electra::cli
