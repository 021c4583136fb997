// electra tokenize: text to pieces or ids, and ids to text.
#include "cli/formats/tokenize.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/usable_cpus.h"
#include "cli/args/command.h"
#include "cli/args/flags.h"
#include "cli/examples/text.h"
#include "cli/io/messages.h"
#include "cli/io/overlap.h"
#include "cli/run/parallel_job.h"
#include "cli/run/rejects.h"
#include "cli/run/resume.h"
#include "cli/run/sandbox.h"
#include "cli/run/session.h"
#include "electra/tokenizer.h"

namespace electra::cli {

extern const Command tokenize_command;

namespace {

struct Flags {
  StreamFlags stream;
  std::string model;
  Sandbox sandbox = Sandbox::automatic;
  std::optional<TokenizerKind> tokenizer;
  std::string vocab;
  std::optional<bool> lower_case;  // of --vocab only
  std::optional<StripAccents> strip_accents;
  std::optional<bool> tokenize_chinese_chars;
  bool no_special_tokens = false;
  int64_t max_length = 0;  // 0: nothing is cut
  std::optional<Truncation> truncation;
  std::optional<Side> truncation_side;
  int64_t stride = -1;  // negative: not given
  bool ids = false;
  bool count = false;
  bool decode = false;
  bool skip_special_tokens = false;
  std::optional<bool> clean_up_spaces;
  TextInputFlags input;
  int64_t threads = 0;
  OffsetUnit offsets = OffsetUnit::bytes;
  std::optional<Format> output_format = Format::pieces;
};

bool writes_text(const Flags& flags) {
  return flags.output_format == Format::pieces || flags.output_format == Format::text;
}

bool cuts(const Flags& flags) {
  return flags.max_length > 0 || flags.truncation || flags.truncation_side || flags.stride >= 0;
}

bool has_settings(const Flags& flags) {
  return flags.lower_case || flags.strip_accents || flags.tokenize_chinese_chars;
}

void check_vocabulary(const Flags& flags) {
  refuse_if(!flags.model.empty() && !flags.vocab.empty(), "--model and --vocab exclude each other");
  const bool settings = has_settings(flags);
  refuse_if(settings && flags.vocab.empty(),
            "--lower-case, --strip-accents and --tokenize-chinese-chars need --vocab: a model has settings of its own");
  refuse_if(
      settings && flags.vocab.ends_with(".model"),
      "--lower-case, --strip-accents and --tokenize-chinese-chars are for WordPiece: a SentencePiece model has rules "
      "of its own");
}

void check_decoding(const Flags& flags) {
  refuse_if(!writes_text(flags) || flags.ids || flags.count, "--decode writes text, and nothing else");
  refuse_if(flags.no_special_tokens, "--no-special-tokens is for encoding; see --skip-special-tokens");
  refuse_if(cuts(flags) && flags.max_length == 0, "--truncation, --truncation-side and --stride need --max-length");
  const TextInputFlags& input = flags.input;
  const bool is_other = input.format.value_or(Format::text) != Format::text || !input.columns.empty();
  refuse_if(cuts(flags) || input.pair || input.split_words || is_other,
            "--decode takes lines of ids: no pairs, words, objects or lengths");
}

void check_encoding(const Flags& flags) {
  refuse_if(!writes_text(flags) && (flags.ids || flags.count),
            "--ids and --count are lines of text; they have no --output-format");
  refuse_if(flags.ids && flags.count, "--ids and --count exclude each other");
  refuse_if(flags.skip_special_tokens, "--skip-special-tokens needs --decode");
  refuse_if(flags.clean_up_spaces.has_value(), "--clean-up-spaces needs --decode");
  refuse_if(cuts(flags) && flags.max_length == 0, "--truncation, --truncation-side and --stride need --max-length");
  refuse_if(flags.input.pair && flags.input.format == Format::jsonl, "--pair is for text; objects have a \"pair\"");
}

EncodeOptions encode_options(const Flags& flags) {
  EncodeOptions options;
  options.special_tokens = !flags.no_special_tokens;
  if (flags.max_length == 0) return options;
  options.max_length = flags.max_length;
  options.truncation = flags.truncation.value_or(Truncation::longest_first);
  options.truncation_side = flags.truncation_side;
  options.stride = std::max<int64_t>(0, flags.stride);
  return options;
}

WriteEncoding writer_of(const Flags& flags) {
  if (flags.ids) return write_ids;
  if (flags.count) return write_count;
  if (flags.output_format == Format::tsv) return write_tokens_tsv;
  return flags.output_format == Format::jsonl ? write_tokens_json : write_pieces;
}

// Options that no record can satisfy are refused before any is read.
void check_lengths(const EncodeOptions& options, const Flags& flags, const TextParser& parser,
                   const Tokenizer& tokenizer) {
  if (options.truncation == Truncation::none) return;
  // Records may have a pair or not: the lesser demand counts, but for cutting the second, which asks for one.
  const bool may_have_pair = parser.format() != Format::text;
  const bool has_pair = flags.input.pair || (may_have_pair && options.truncation == Truncation::only_second);
  static_cast<void>(tokenizer.encode(" ", has_pair ? std::optional<std::string_view>(" ") : std::nullopt, options));
}

NamedFiles written_files(const Flags& flags) {
  return {{"--output", flags.stream.output}, {"--rejects", flags.stream.rejects}};
}

// And where it is from.
struct FoundTokenizer {
  Tokenizer tokenizer;
  std::filesystem::path directory;  // of the model; empty: --vocab
};

// Before anything is read of the vocabulary, the run enters its sandbox.
FoundTokenizer make_tokenizer(const Flags& flags) {
  const NamedFiles written = written_files(flags);
  SandboxPaths paths = {.readable = {flags.stream.files.begin(), flags.stream.files.end()},
                        .writable = {flags.stream.output, flags.stream.rejects}};
  if (flags.vocab.empty()) {
    paths.readable.push_back(model_directory(flags.model, tokenize_command, ModelNeeds::tokenizer));
    require_apart(written, paths.readable.back());
    enter_sandbox(flags.sandbox, paths);
    return {load_tokenizer(paths.readable.back(), flags.tokenizer), paths.readable.back()};
  }
  require_apart(written, std::vector{flags.vocab});
  paths.readable.emplace_back(flags.vocab);
  enter_sandbox(flags.sandbox, paths);
  std::optional<TokenizerOptions> options;
  if (has_settings(flags) || flags.tokenizer) {
    options.emplace();
    options->kind = flags.tokenizer.value_or(TokenizerKind::fast);
    options->lower_case = flags.lower_case.value_or(true);
    options->tokenize_chinese_chars = flags.tokenize_chinese_chars.value_or(true);
    options->strip_accents = flags.strip_accents.value_or(options->strip_accents);
  }
  Tokenizer tokenizer = options ? Tokenizer::from_vocab(flags.vocab, *options) : Tokenizer::from_vocab(flags.vocab);
  for (const std::string& warning : tokenizer.warnings()) print_warning(warning);
  return {std::move(tokenizer), {}};
}

void check_pair(const TextExample& example, const EncodeOptions& options) {
  if (options.truncation == Truncation::only_second && !example.pair) {
    fail("no second text, and only that may be cut");
  }
}

std::vector<Encoding> encodings(const Tokenizer& tokenizer, const TextExample& example, const EncodeOptions& options) {
  if (example.words) return tokenizer.encode_words(*example.words, example.pair_words, options);
  return tokenizer.encode(example.text, example.asked().second, options);
}

// Pieces, ids or their number, of a huge text part by part: its whole encoding would take twenty times its bytes.
void write_parts(const TextExample& example, const Tokenizer& tokenizer, const EncodeOptions& options,
                 const Flags& flags, Writer* results, std::string& out) {
  int64_t count = 0;
  tokenizer.encode_parts(example.text, options, [&](const Encoding& part) {
    if (count > 0 && !flags.count) out += ' ';
    count += std::ssize(part.ids);
    if (flags.count) return;
    writer_of(flags)({.example = example, .encoding = part, .tokenizer = tokenizer, .results = results}, out);
    out.pop_back();  // the line end
  });
  if (flags.count) out += std::to_string(count);
  out += '\n';
}

ParallelJob::Write encoder(const Flags& flags, const TextParser& parser, const Tokenizer& tokenizer, Writer& writer) {
  const EncodeOptions options = encode_options(flags);
  check_lengths(options, flags, parser, tokenizer);
  return [&, options, write = writer_of(flags)](const Item<Record>& item, std::string& out) {
    const TextExample example = parser.parse(item.example);
    const bool is_huge = item.bytes > ParallelJob::huge;
    // A SentencePiece model may yet refuse a later part.
    Writer* const results = is_huge && !tokenizer.is_sentence_piece() ? &writer : nullptr;
    const auto write_one = [&](const Encoding& encoding) {
      write({example, encoding, tokenizer, flags.offsets, &item, results}, out);
    };
    const bool is_lone_and_whole = !example.words && !example.pair && options.truncation == Truncation::none;
    if (is_lone_and_whole && writes_text(flags) && is_huge) {
      return write_parts(example, tokenizer, options, flags, results, out);
    }
    if (is_lone_and_whole) {  // the usual case
      write_one(options.special_tokens ? tokenizer.encode(example.text) : tokenizer.encode_pieces(example.text));
      return;
    }
    const bool all_windows = flags.stride >= 0;
    check_pair(example, options);
    if (!example.words && !all_windows) {
      write_one(tokenizer.encode_cut(example.text, example.asked().second, options).encoding);
      return;
    }
    for (const Encoding& encoding : encodings(tokenizer, example, options)) {
      write_one(encoding);
      if (!all_windows) break;  // what truncation leaves
    }
  };
}

ParallelJob::Write decoder(const Flags& flags, const Tokenizer& tokenizer) {
  return [&flags, &tokenizer](const Item<Record>& item, std::string& out) {
    const std::vector<int32_t> ids = parse_ids(item.example.text, tokenizer);
    out += tokenizer.decode(
        ids, {.skip_special_tokens = flags.skip_special_tokens, .clean_up_spaces = flags.clean_up_spaces});
    out += '\n';
  };
}

constexpr Format output_formats[] = {Format::pieces, Format::tsv, Format::jsonl, Format::text};

ExitCode run(const CLI::App& app, Flags flags) {
  settle_output_format(app, flags.output_format, flags.stream.output, output_formats);
  check_stream_flags(flags.stream, *flags.output_format);
  check_offsets_flag(app, *flags.output_format);
  check_vocabulary(flags);
  flags.decode ? check_decoding(flags) : check_encoding(flags);
  if ((flags.input.pair || flags.decode) && !flags.input.format) flags.input.format = Format::text;
  InputFiles files(flags.stream.files);
  files.tell(flags.input.format, text_formats);
  TextParser parser(flags.input, files.read_as);
  files.read_as = parser.read_as();
  files.check();
  RecordSource<Record> source(std::move(files), [&](const Record& record, std::string_view file) {
    return parser.take_header(record, file) ? std::nullopt : std::optional(record);
  });
  source.number_from(static_cast<uint64_t>(flags.stream.first_line));
  const NamedFiles written = written_files(flags);
  require_apart(written, flags.stream.files, "--output");
  require_distinct(written);
  Writer writer = results_writer(flags.stream);
  Rejects rejects(flags.stream.rejects);
  const auto [tokenizer, directory] = make_tokenizer(flags);
  if (flags.stream.resume) {
    const std::vector<std::filesystem::path> vocabulary = {flags.vocab};
    resume(writer, run_to_resume(tokenize_command.name, app, flags.stream,
                                 flags.vocab.empty() ? model_files(directory) : vocabulary));
  }
  ParallelJob job(flags.decode ? decoder(flags, tokenizer) : encoder(flags, parser, tokenizer, writer),
                  flags.output_format == Format::jsonl ? "null\n" : "\n",
                  internal::thread_count(static_cast<int>(flags.threads)));
  const ExitCode code = Stream<Record>(source, job, {writer, rejects}, flags.stream, *flags.output_format).run();
  rejects.finish();
  writer.finish();
  return code;
}

Run add_tokenize(CLI::App& app) {
  const auto flags = std::make_shared<Flags>();
  add_switch(app, flags->ids, {"--ids", "", "write ids instead of pieces"});
  add_switch(app, flags->count, {"--count", "", "write the number of tokens instead of pieces"});
  add_switch(app, flags->no_special_tokens, {"--no-special-tokens", "", "put no [CLS] and [SEP] around a line"});
  add_switch(app, flags->input.pair, {"--pair", "", "every line has two texts, with a TAB between them"});
  add_switch(app, flags->input.split_words,
             {"--split-words", "", "take what stands between blanks as the words of a line"});
  add_integer_flag(app, flags->max_length, {1, 1 << 24},
                   {"--max-length", "N", "cut to N tokens, special ones included; by default nothing is cut"});
  add_choice_flag(app, flags->truncation,
                  {{"longest_first", Truncation::longest_first},
                   {"only_first", Truncation::only_first},
                   {"only_second", Truncation::only_second}},
                  {"--truncation", "", "which text of a pair loses tokens; by default the longer one (longest_first)"});
  add_choice_flag(app, flags->truncation_side, {{"left", Side::left}, {"right", Side::right}},
                  {"--truncation-side", "",
                   "the side of a text that loses tokens; by default the one that the model's files name, else right"});
  add_integer_flag(
      app, flags->stride, {0, 1 << 24},
      {"--stride", "N",
       "write a line for every window of a text that is too long; each repeats N tokens of the one before"});
  add_switch(app, flags->decode, {"--decode", "", "the other way round: read lines of ids, write text"});
  add_switch(app, flags->skip_special_tokens,
             {"--skip-special-tokens", "", "with --decode, leave out [CLS], [SEP] and [PAD]"});
  add_choice_flag(app, flags->clean_up_spaces, truth_values,
                  {"--clean-up-spaces", "",
                   "with --decode, take away the spaces before punctuation: true, or false; by default as the model's "
                   "files say"});
  add_threads_flag(app, flags->threads);
  add_model_flag(app, flags->model);
  add_tokenizer_flag(app, flags->tokenizer);
  const std::string without_model = "Vocabulary without a model";
  add_text_flag(
      app, flags->vocab,
      {"--vocab", "FILE", "a vocab.txt, tokenizer.json or spiece.model to use instead of a model's", without_model});
  add_casing_flags(app, flags->lower_case, flags->strip_accents, "", without_model);
  add_choice_flag(
      app, flags->tokenize_chinese_chars, truth_values,
      {"--tokenize-chinese-chars", "", "make every CJK ideograph a word of its own: true, or false", without_model});
  add_stream_flags(app, flags->stream);
  add_sandbox_flag(app, flags->sandbox);
  add_format_flag(
      app, flags->input.format, {Format::text, Format::tsv, Format::csv, Format::jsonl},
      "text: one text a line; tsv and csv: texts in columns; jsonl: objects with a text and maybe a pair; by "
      "default told from the names of the files");
  add_columns_flags(app, flags->input, {});
  add_output_format_flag(
      app, flags->output_format, {std::begin(output_formats), std::end(output_formats)},
      "pieces (or text): separated by blanks; tsv: one row per token; jsonl: one object per line with ids, "
      "tokens, offsets, word_ids, token_type_ids and special_tokens_mask");
  add_offsets_flag(app, flags->offsets);
  return [flags, &app] { return run(app, *flags); };
}

}  // namespace

const Command tokenize_command = {
    .name = "tokenize",
    .group = "Text",
    .summary = "split text into the pieces of a vocabulary, or join them again",
    .description =
        "Writes the WordPiece pieces of every line, their ids, or both with offsets. They are those that "
        "Transformers gives for the same files. With --decode, ids become text.",
    .example = "echo 'Unbelievable weather!' | electra tokenize",
    .needs = Needs::vocabulary,
    .demo_model = "electra-mini-discriminator",
    .add = add_tokenize,
};

}  // namespace electra::cli
