// electra tokenize: text to pieces or ids, and ids to text.
#include <fmt/format.h>

#include <charconv>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/flags.h"
#include "cli/json_text.h"
#include "cli/load.h"
#include "cli/offsets.h"
#include "cli/stream.h"
#include "electra/error.h"
#include "electra/tokenizer.h"

namespace electra::cli {
namespace {

struct Flags {
  StreamFlags stream;
  std::string model;
  std::string vocab;
  std::string lower_case;  // of --vocab only; empty: not given
  std::string strip_accents;
  std::string tokenize_chinese_chars;
  bool no_special_tokens = false;
  bool decode = false;
  bool skip_special_tokens = false;
  std::string offsets = "bytes";
  std::string output_format = "pieces";
};

class PiecesJob : public Job {
 public:
  PiecesJob(const Flags& flags, const Tokenizer& tokenizer)
      : tokenizer_(tokenizer), special_tokens_(!flags.no_special_tokens) {}

  void format(const Record& record, size_t, std::string& out) override {
    const Encoding encoding = tokenizer_.encode(record.text, special_tokens_);
    for (size_t i = 0; i < encoding.size(); ++i) {
      if (i > 0) out += ' ';
      append(out, encoding.ids[i]);
    }
    out += '\n';
  }

 protected:
  virtual void append(std::string& out, int32_t id) const { out += tokenizer_.token(id); }

 private:
  const Tokenizer& tokenizer_;
  bool special_tokens_;
};

class IdsJob : public PiecesJob {
 public:
  using PiecesJob::PiecesJob;

 protected:
  void append(std::string& out, int32_t id) const override { append_integer(out, id); }
};

// {"tokens":["[CLS]",…],"ids":[2,…],"offsets":[[0,0],…],"word_ids":[null,…]}
class JsonlJob : public Job {
 public:
  JsonlJob(const Flags& flags, const Tokenizer& tokenizer) : flags_(flags), tokenizer_(tokenizer) {}

  void format(const Record& record, size_t, std::string& out) override {
    Encoding encoding = tokenizer_.encode(record.text, !flags_.no_special_tokens);
    append_list(out, R"({"tokens":)", encoding.ids, [&](int32_t id) { append_json_string(out, tokenizer_.token(id)); });
    append_list(out, R"(,"ids":)", encoding.ids, [&](int32_t id) { append_integer(out, id); });
    const std::vector<Span> spans = offset_spans(flags_.offsets, record.text, std::move(encoding.spans));
    append_list(out, R"(,"offsets":)", spans, [&](Span span) {
      out += '[';
      append_integer(out, span.begin);
      out += ',';
      append_integer(out, span.end);
      out += ']';
    });
    append_list(out, R"(,"word_ids":)", encoding.word_ids, [&](int32_t word) {
      if (word < 0) {
        out += "null";
      } else {
        append_integer(out, word);
      }
    });
    out += "}\n";
  }

  void format_skipped(std::string& out) override { out += "null\n"; }

 private:
  template <typename Element, typename Append>
  static void append_list(std::string& out, std::string_view name, const std::vector<Element>& list, Append append) {
    out += name;
    out += '[';
    for (size_t i = 0; i < list.size(); ++i) {
      if (i > 0) out += ',';
      append(list[i]);
    }
    out += ']';
  }

  const Flags& flags_;
  const Tokenizer& tokenizer_;
};

class DecodeJob : public Job {
 public:
  DecodeJob(const Flags& flags, const Tokenizer& tokenizer)
      : tokenizer_(tokenizer), skip_special_tokens_(flags.skip_special_tokens) {}

  void format(const Record& record, size_t, std::string& out) override {
    out += tokenizer_.decode(parse_ids(record.text), skip_special_tokens_);
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

  // A line of something else altogether shall not flood the terminal.
  static std::string shortened(std::string_view word) {
    constexpr size_t longest = 40;
    if (word.size() <= longest) return std::string(word);
    return fmt::format("{}...", word.substr(0, longest));
  }

  const Tokenizer& tokenizer_;
  bool skip_special_tokens_;
};

void check_combination(const Flags& flags) {
  const auto refuse_if = [](bool wrong, const char* fault) {
    if (wrong) throw Error(ErrorKind::usage, fault);
  };
  refuse_if(!flags.model.empty() && !flags.vocab.empty(), "--model and --vocab exclude each other");
  const bool settings =
      !flags.lower_case.empty() || !flags.strip_accents.empty() || !flags.tokenize_chinese_chars.empty();
  refuse_if(settings && flags.vocab.empty(),
            "--lower-case, --strip-accents and --tokenize-chinese-chars need --vocab: a model has settings of its own");
  refuse_if(flags.decode && flags.output_format != "pieces" && flags.output_format != "text",
            "--decode writes text; it has no other --output-format");
  refuse_if(flags.decode && flags.no_special_tokens, "--no-special-tokens is for encoding; see --skip-special-tokens");
  refuse_if(!flags.decode && flags.skip_special_tokens, "--skip-special-tokens needs --decode");
}

TokenizerOptions tokenizer_options(const Flags& flags) {
  TokenizerOptions options;
  options.lower_case = flags.lower_case != "false";
  options.tokenize_chinese_chars = flags.tokenize_chinese_chars != "false";
  if (flags.strip_accents == "true") options.strip_accents = StripAccents::yes;
  if (flags.strip_accents == "false") options.strip_accents = StripAccents::no;
  return options;
}

Tokenizer make_tokenizer(const Flags& flags) {
  if (flags.vocab.empty()) return load_tokenizer(model_directory(flags.model, command_named("tokenize")));
  Tokenizer tokenizer = Tokenizer::from_vocab(flags.vocab, tokenizer_options(flags));
  for (const std::string& warning : tokenizer.warnings()) print_warning(warning);
  return tokenizer;
}

std::unique_ptr<Job> make_job(const Flags& flags, const Tokenizer& tokenizer) {
  if (flags.decode) return std::make_unique<DecodeJob>(flags, tokenizer);
  if (flags.output_format == "jsonl") return std::make_unique<JsonlJob>(flags, tokenizer);
  if (flags.output_format == "ids") return std::make_unique<IdsJob>(flags, tokenizer);
  return std::make_unique<PiecesJob>(flags, tokenizer);
}

ExitCode run(const Flags& flags) {
  check_combination(flags);
  Stream stream(flags.stream);
  const Tokenizer tokenizer = make_tokenizer(flags);
  return stream.run(*make_job(flags, tokenizer));
}

}  // namespace

Run add_tokenize(CLI::App& app) {
  const auto flags = std::make_shared<Flags>();
  add_switch(app, flags->decode, "--decode", "the other way: lines of ids in, text out");
  add_switch(app, flags->skip_special_tokens, "--skip-special-tokens",
             "with --decode, leave out [CLS], [SEP] and [PAD]");
  add_switch(app, flags->no_special_tokens, "--no-special-tokens", "no [CLS] and [SEP] around a line");
  add_model_flag(app, flags->model);
  const auto add_setting = [&](std::string& value, const std::vector<std::string>& choices, const FlagText& text) {
    add_choice_flag(app, value, choices, text)->group("Vocabulary without a model");
  };
  add_text_flag(app, flags->vocab, {"--vocab", "FILE", "a vocab.txt to use instead of a model's"})
      ->group("Vocabulary without a model");
  add_setting(flags->lower_case, {"true", "false"}, {"--lower-case", "BOOL", "lower-case the text: true, or false"});
  add_setting(flags->strip_accents, {"auto", "true", "false"},
              {"--strip-accents", "BOOL", "remove accents: true, false, or auto, which does as --lower-case"});
  add_setting(flags->tokenize_chinese_chars, {"true", "false"},
              {"--tokenize-chinese-chars", "BOOL", "make every CJK ideograph a word of its own: true, or false"});
  add_stream_flags(app, flags->stream);
  add_output_format_flag(app, flags->output_format, {"pieces", "ids", "jsonl", "text"},
                         "pieces (or text): separated by blanks; ids: the same as numbers; jsonl: an object per line "
                         "with tokens, ids, offsets and word_ids");
  add_offsets_flag(app, flags->offsets);
  return [flags] { return run(*flags); };
}

}  // namespace electra::cli
