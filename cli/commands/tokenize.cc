// electra tokenize: text to pieces or ids, and ids to text.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/args/commands.h"
#include "cli/args/flags.h"
#include "cli/io/input_file.h"
#include "cli/run/session.h"
#include "cli/run/parallel_job.h"
#include "cli/run/stream.h"
#include "cli/formats/tokenize.h"
#include "electra/error.h"
#include "electra/tokenizer.h"

namespace electra::cli {
namespace {

struct Flags {
  StreamFlags stream;
  std::string model;
  std::string tokenizer = "fast";
  std::string vocab;
  std::string lower_case;  // of --vocab only; empty: not given
  std::string strip_accents;
  std::string tokenize_chinese_chars;
  bool no_special_tokens = false;
  bool pair = false;
  bool split_words = false;
  int64_t max_length = 0;  // 0: nothing is cut
  std::string truncation;  // empty: not given
  std::string truncation_side;
  int64_t stride = -1;  // negative: not given
  bool ids = false;
  bool count = false;
  bool decode = false;
  bool skip_special_tokens = false;
  bool keep_spaces = false;
  std::string format;
  int64_t threads = 0;
  std::string offsets = "bytes";
  std::string output_format = "pieces";
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
  refuse_if(
      settings && flags.vocab.ends_with(".model"),
      "--lower-case, --strip-accents and --tokenize-chinese-chars are for WordPiece: a SentencePiece model has rules "
      "of its own");
  const bool is_text = flags.output_format == "pieces" || flags.output_format == "text";
  refuse_if(flags.decode && (!is_text || flags.ids || flags.count), "--decode writes text, and nothing else");
  refuse_if(!is_text && (flags.ids || flags.count),
            "--ids and --count are lines of text; they have no --output-format");
  refuse_if(flags.ids && flags.count, "--ids and --count exclude each other");
  refuse_if(flags.decode && flags.no_special_tokens, "--no-special-tokens is for encoding; see --skip-special-tokens");
  refuse_if(!flags.decode && flags.skip_special_tokens, "--skip-special-tokens needs --decode");
  refuse_if(!flags.decode && flags.keep_spaces, "--keep-spaces needs --decode");
  const bool cuts =
      flags.max_length > 0 || !flags.truncation.empty() || !flags.truncation_side.empty() || flags.stride >= 0;
  refuse_if(cuts && flags.max_length == 0, "--truncation, --truncation-side and --stride need --max-length");
  refuse_if(flags.decode && (cuts || flags.pair || flags.split_words || flags.format == "jsonl"),
            "--decode takes lines of ids: no pairs, words, objects or lengths");
  refuse_if(flags.pair && flags.format == "jsonl", "--pair is for text; objects have a \"pair\"");
}

bool reads_objects(const Flags& flags) {
  if (!flags.format.empty()) return flags.format == "jsonl";
  return !flags.pair && !flags.decode && all_end_in(flags.stream.files, {".jsonl"});
}

EncodeOptions encode_options(const Flags& flags) {
  EncodeOptions options;
  options.special_tokens = !flags.no_special_tokens;
  if (flags.max_length == 0) return options;
  options.max_length = flags.max_length;
  options.truncation = Truncation::longest_first;
  if (flags.truncation == "only_first") options.truncation = Truncation::only_first;
  if (flags.truncation == "only_second") options.truncation = Truncation::only_second;
  if (flags.truncation_side == "left") options.truncation_side = Side::left;
  options.stride = std::max<int64_t>(0, flags.stride);
  return options;
}

TokenizeSettings settings_of(const Flags& flags) {
  TokenizeSettings settings;
  if (flags.ids) settings.output = TokenOutput::ids;
  if (flags.count) settings.output = TokenOutput::count;
  if (flags.output_format == "tsv") settings.output = TokenOutput::tsv;
  if (flags.output_format == "jsonl") settings.output = TokenOutput::jsonl;
  settings.format = {.jsonl = reads_objects(flags), .pair = flags.pair, .split_words = flags.split_words};
  settings.encode = encode_options(flags);
  settings.windows = flags.stride >= 0;
  settings.offsets = flags.offsets;
  return settings;
}

// Options that no record can satisfy are refused before any is read.
void check_lengths(const TokenizeSettings& settings, const Tokenizer& tokenizer) {
  if (settings.encode.truncation == Truncation::none) return;
  std::optional<std::string_view> pair;
  // Objects may have a pair or not: the lesser demand counts, but for cutting the second, which asks for one.
  if (settings.format.pair || (settings.format.jsonl && settings.encode.truncation == Truncation::only_second)) {
    pair = " ";
  }
  static_cast<void>(tokenizer.encode(" ", pair, settings.encode));
}

TokenizerOptions tokenizer_options(const Flags& flags) {
  TokenizerOptions options;
  options.kind = tokenizer_kind(flags.tokenizer);
  options.lower_case = flags.lower_case != "false";
  options.tokenize_chinese_chars = flags.tokenize_chinese_chars != "false";
  if (flags.strip_accents == "true") options.strip_accents = StripAccents::yes;
  if (flags.strip_accents == "false") options.strip_accents = StripAccents::no;
  return options;
}

Tokenizer make_tokenizer(const Flags& flags) {
  if (flags.vocab.empty()) {
    return load_tokenizer(model_directory(flags.model, command_named("tokenize")), tokenizer_kind(flags.tokenizer));
  }
  Tokenizer tokenizer = Tokenizer::from_vocab(flags.vocab, tokenizer_options(flags));
  for (const std::string& warning : tokenizer.warnings()) print_warning(warning);
  return tokenizer;
}

std::unique_ptr<Job> make_job(const Flags& flags, const Tokenizer& tokenizer) {
  if (flags.decode) return make_decode_job(tokenizer, flags.skip_special_tokens, !flags.keep_spaces);
  const TokenizeSettings settings = settings_of(flags);
  check_lengths(settings, tokenizer);
  return make_encode_job(settings, tokenizer);
}

ExitCode run(const Flags& flags) {
  check_combination(flags);
  Stream stream(flags.stream);
  const Tokenizer tokenizer = make_tokenizer(flags);
  ParallelJob job(make_job(flags, tokenizer), thread_count(flags.threads));
  return stream.run(job);
}

}  // namespace

Run add_tokenize(CLI::App& app) {
  const auto flags = std::make_shared<Flags>();
  add_switch(app, flags->ids, "--ids", "write numbers instead of pieces");
  add_switch(app, flags->count, "--count", "write how many tokens there are");
  add_switch(app, flags->no_special_tokens, "--no-special-tokens", "no [CLS] and [SEP] around a line");
  add_switch(app, flags->pair, "--pair", "lines have two texts, with a TAB between them");
  add_switch(app, flags->split_words, "--split-words", "the words of a line are split already, at blanks");
  add_integer_flag(app, flags->max_length, {1, 1 << 24},
                   {"--max-length", "N", "cut to N tokens, special ones included; by default nothing is cut"});
  add_choice_flag(app, flags->truncation, {"longest_first", "only_first", "only_second"},
                  {"--truncation", "WHICH", "which text of a pair gives way; by default longest_first"});
  add_choice_flag(app, flags->truncation_side, {"left", "right"},
                  {"--truncation-side", "SIDE", "where tokens are taken away; by default right"});
  add_integer_flag(app, flags->stride, {0, 1 << 24},
                   {"--stride", "N",
                    "a line for every window of a text that is too long, each with N tokens of the "
                    "one before"});
  add_switch(app, flags->decode, "--decode", "the other way: lines of ids in, text out");
  add_switch(app, flags->skip_special_tokens, "--skip-special-tokens",
             "with --decode, leave out [CLS], [SEP] and [PAD]");
  add_switch(app, flags->keep_spaces, "--keep-spaces", "with --decode, keep the spaces before punctuation");
  add_threads_flag(app, flags->threads);
  add_model_flag(app, flags->model);
  add_tokenizer_flag(app, flags->tokenizer);
  const auto add_setting = [&](std::string& value, const std::vector<std::string>& choices, const FlagText& text) {
    add_choice_flag(app, value, choices, text)->group("Vocabulary without a model");
  };
  add_text_flag(app, flags->vocab,
                {"--vocab", "FILE", "a vocab.txt, tokenizer.json or spiece.model to use instead of a model's"})
      ->group("Vocabulary without a model");
  add_setting(flags->lower_case, {"true", "false"}, {"--lower-case", "BOOL", "lower-case the text: true, or false"});
  add_setting(flags->strip_accents, {"auto", "true", "false"},
              {"--strip-accents", "BOOL", "remove accents: true, false, or auto, which does as --lower-case"});
  add_setting(flags->tokenize_chinese_chars, {"true", "false"},
              {"--tokenize-chinese-chars", "BOOL", "make every CJK ideograph a word of its own: true, or false"});
  add_stream_flags(app, flags->stream);
  add_choice_flag(app, flags->format, {"text", "jsonl"},
                  {"--format", "FORMAT",
                   "of the input: text, or jsonl, an object with a text and maybe a pair; by "
                   "default jsonl for files called so"})
      ->group("Input and output");
  add_output_format_flag(app, flags->output_format, {"pieces", "tsv", "jsonl", "text"},
                         "pieces (or text): separated by blanks; tsv: a row per token; jsonl: an object per line with "
                         "ids, tokens, offsets, word_ids, token_type_ids and special_tokens_mask");
  add_offsets_flag(app, flags->offsets);
  return [flags] { return run(*flags); };
}

}  // namespace electra::cli
