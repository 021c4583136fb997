#include "cli/args/flags.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>

#include "base/quote.h"
#include "base/utf8.h"
#include "cli/args/suggest.h"
#include "cli/io/input_file.h"
#include "cli/io/messages.h"
#include "cli/io/numbers.h"
#include "cli/io/writer.h"

namespace electra::cli {

using namespace internal;

namespace {

constexpr const char* model_group = "Model";

[[noreturn]] void refuse(const FlagText& text, const std::string& given, const std::string& accepted) {
  const size_t comma = text.name.find(',');  // -m,--model
  const std::string name = comma == text.name.npos ? text.name : text.name.substr(comma + 1);
  throw CLI::ValidationError(name, fmt::format("{}, expected {}", quote(given), accepted));
}

// The index of what was given among the names.
size_t index_of(const FlagText& text, const std::string& given, const std::vector<std::string_view>& names) {
  const auto found = std::ranges::find(names, given);
  if (found != names.end()) return static_cast<size_t>(found - names.begin());
  const std::vector<std::string> known(names.begin(), names.end());
  refuse(text, given, fmt::format("one of {}{}", fmt::join(names, ", "), did_you_mean(given, known)));
}

CLI::Option* add_parsed_flag(CLI::App& app, const FlagText& text, std::function<void(const std::string&)> parse) {
  CLI::Option* option = app.add_option_function<std::string>(text.name, parse, text.help)
                            ->type_name(text.value_name)
                            ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
                            ->group(text.group);
  if (!text.default_text.empty()) option->default_str(text.default_text);
  return option;
}

FlagText with_default(FlagText text, std::string default_text) {
  if (text.default_text.empty()) text.default_text = std::move(default_text);
  return text;
}

std::string range_text(IntegerRange range) {
  if (range.most == std::numeric_limits<int64_t>::max()) return fmt::format("an integer of at least {}", range.least);
  return fmt::format("an integer from {} to {}", range.least, range.most);
}

}  // namespace

void add_text_flag(CLI::App& app, std::string& value, const FlagText& text) {
  add_parsed_flag(app, text, [&value, text](const std::string& given) {
    // Empty means "not given" to the commands: an unset variable of a script must not choose the default in silence.
    if (given.empty()) refuse(text, given, "a value");
    value = given;
  });
}

// The brackets around the name of its value tell help and parser of such a flag, and its default what it is then.
void add_optional_text_flag(CLI::App& app, std::string& value, std::string_view left_out, const FlagText& text) {
  FlagText bracketed = with_default(text, std::string(left_out));
  bracketed.value_name = fmt::format("[{}]", text.value_name);
  add_text_flag(app, value, bracketed);
}

bool may_lack_value(const CLI::Option& option) { return option.get_type_name().starts_with('['); }

std::string left_out_value(const CLI::Option& option) { return option.get_default_str(); }

void add_integer_flag(CLI::App& app, int64_t& value, IntegerRange range, const FlagText& text) {
  add_parsed_flag(app, text, [&value, range, text](const std::string& given) {
    const auto number = parse_number<int64_t>(given);
    if (!number || *number < range.least || *number > range.most) refuse(text, given, range_text(range));
    value = *number;
  });
}

void add_fraction_flag(CLI::App& app, double& value, const FlagText& text) {
  add_parsed_flag(app, with_default(text, fmt::format("{}", value)), [&value, text](const std::string& given) {
    const auto number = parse_number<double>(given);
    // Written so that NaN is refused too.
    if (!number || !(*number >= 0 && *number <= 1)) refuse(text, given, "a number from 0 to 1");
    value = *number;
  });
}

void add_number_flag(CLI::App& app, std::optional<double>& value, const FlagText& text) {
  add_parsed_flag(app, text, [&value, text](const std::string& given) {
    const auto number = parse_number<double>(given);
    if (!number || !std::isfinite(*number)) refuse(text, given, "a number");
    value = number;
  });
}

void add_name_flag(CLI::App& app, std::vector<std::string_view> names, std::string_view default_name,
                   std::function<void(size_t)> choose, const FlagText& text) {
  const auto parse = [names, choose = std::move(choose), text](const std::string& given) {
    choose(index_of(text, given, names));
  };
  add_parsed_flag(app, with_default(text, std::string(default_name)), parse)
      ->type_name(fmt::format("{}", fmt::join(names, "|")));
}

void add_format_choice(CLI::App& app, std::optional<Format>& format, std::vector<Format> formats,
                       const FlagText& text) {
  std::vector<std::string_view> names = format_names(formats);
  add_name_flag(
      app, std::move(names), format ? format_name(*format) : "",
      [&format, formats = std::move(formats)](size_t index) { format = formats[index]; }, text);
}

void add_character_flag(CLI::App& app, char& value, const FlagText& text) {
  add_parsed_flag(app, text, [&value, text](const std::string& given) {
    const bool is_tab = given == "tab" || given == "\\t";
    const std::string character = is_tab ? "\t" : given;
    const bool is_one = character.size() == 1 && static_cast<unsigned char>(character[0]) < 0x80;
    if (!is_one || std::string_view("\"\r\n").find(character[0]) != std::string_view::npos) {
      refuse(text, given, "one character of ASCII that is no quote, or tab");
    }
    value = character[0];
  });
}

void add_switch(CLI::App& app, bool& value, const FlagText& text) {
  app.add_flag(text.name, value, text.help)->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)->group(text.group);
}

void add_pairs_flag(CLI::App& app, std::vector<std::pair<std::string, std::string>>& pairs, const FlagText& text) {
  const auto parse = [&pairs, text](const std::string& given) {
    const size_t equals = given.find('=');
    if (equals == given.npos || equals == 0 || equals + 1 == given.size()) refuse(text, given, text.value_name);
    pairs.emplace_back(given.substr(0, equals), given.substr(equals + 1));
  };
  add_parsed_flag(app, text, parse)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)->trigger_on_parse();
}

void add_operand(CLI::App& app, std::string& value, const std::string& name, const std::string& help) {
  app.add_option(name, value, help)->required();
}

void add_optional_operand(CLI::App& app, std::string& value, const std::string& name, const std::string& help) {
  app.add_option(name, value, help);
}

void add_name_operand(CLI::App& app, std::string& value, std::vector<std::string_view> names, const std::string& name,
                      const std::string& help) {
  const auto parse = [&value, names, name](const std::string& given) {
    value = names[index_of({name, "", ""}, given, names)];
  };
  app.add_option_function<std::string>(name, parse, help)
      ->required()
      ->type_name(fmt::format("{}", fmt::join(names, "|")));
}

void require_flag(CLI::App& app, const std::string& name) { app.get_option(name)->required(); }

std::vector<GivenFlag> given_flags(const CLI::App& app) {
  std::vector<GivenFlag> given;
  for (const CLI::Option* option : app.get_options()) {
    const bool names_path = option->get_type_name() == "FILE" || option->get_type_name() == "MODEL";
    if (option->count() == 0 || option->get_lnames().empty() || names_path) continue;
    const std::vector<std::string>& values = option->results();
    GivenFlag& flag = given.emplace_back(GivenFlag{"--" + option->get_lnames().front(), {}, true});
    if (option->get_items_expected_max() == 0) {
      flag.is_on = CLI::detail::to_flag_value(values.back()) > 0;
    } else if (option->get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll) {
      flag.values = values;
    } else {
      flag.values = {values.back()};
    }
  }
  return given;
}

bool was_given(const CLI::App& app, const std::string& name) { return app.get_option(name)->count() > 0; }

void add_model_flag(CLI::App& app, std::string& model, DemoModel demo) {
  std::string help =
      "a model directory, or the name of a model in $ELECTRA_MODEL_PATH, in the user's models, in the installed ones "
      "or in the local Hub cache (OWNER/NAME or OWNER/NAME@REVISION)";
  if (demo == DemoModel::by_default) help += "; by default a small demo model";
  add_text_flag(app, model, {"-m,--model", "MODEL", std::move(help), model_group});
}

void add_threads_flag(CLI::App& app, int64_t& threads, const std::string& group) {
  add_integer_flag(app, threads, {1, 4096}, {"--threads", "N", "number of threads; by default all usable CPUs", group});
}

void add_tokenizer_flag(CLI::App& app, std::optional<TokenizerKind>& tokenizer) {
  add_choice_flag(
      app, tokenizer, {{"fast", TokenizerKind::fast}, {"slow", TokenizerKind::slow}, {"google", TokenizerKind::google}},
      {"--tokenizer", "",
       "split text as Transformers' fast tokenizer does (fast), as its slow one (slow), or as Google's code (google); "
       "they differ on rare characters; by default as the model's files say: google where convert found that Google's "
       "code made the model, else fast",
       model_group});
}

void add_casing_flags(CLI::App& app, std::optional<bool>& lower_case, std::optional<StripAccents>& strip_accents,
                      const std::string& by_default, const std::string& group) {
  add_choice_flag(app, lower_case, truth_values,
                  {"--lower-case", "", "lower-case the text: true, or false" + by_default, group});
  add_choice_flag(
      app, strip_accents, strip_accents_values,
      {"--strip-accents", "", "remove accents: true, false, or auto, which follows --lower-case" + by_default, group});
}

void add_model_flags(CLI::App& app, ModelFlags& flags, DemoModel demo) {
  add_model_flag(app, flags.model, demo);
  add_threads_flag(app, flags.threads, model_group);
  add_choice_flag(
      app, flags.precision,
      {{"f32", PrecisionChoice::f32},
       {"bf16", PrecisionChoice::bf16},
       {"int8", PrecisionChoice::int8},
       {"auto", PrecisionChoice::automatic}},
      {"--precision", "",
       "number format of the encoder's matrix products: f32, bf16, int8, or auto, which is the fastest on this CPU "
       "that costs a metric at most half a point; by default f32, or int8 of weights that are stored in it",
       model_group});
  const FlagText seed = {"--random-head", "SEED",
                         "if the model lacks the head, give it random weights instead of failing", model_group};
  add_parsed_flag(app, seed, [&flags, seed](const std::string& given) {
    flags.random_head = parse_number<uint64_t>(given);
    if (!flags.random_head) refuse(seed, given, "an integer of at least 0");
  });
}

void add_batch_flags(CLI::App& app, BatchFlags& flags) {
  add_integer_flag(app, flags.batch_tokens, {1, 1 << 24},
                   {"--batch-tokens", "N", "number of tokens that one thread runs at once; no result depends on it",
                    model_group, std::to_string(flags.batch_tokens)});
  add_integer_flag(
      app, flags.max_length, {3, 1 << 24},
      {"--max-length", "N",
       "number of tokens that the model sees at once, including [CLS] and [SEP]; by default the number of its "
       "positions",
       model_group});
}

void add_stream_flags(CLI::App& app, StreamFlags& flags) {
  app.add_option("FILE", flags.files, "files to read; standard input if there is none, or for -")->expected(0, -1);
  add_choice_flag(app, flags.on_error, {{"stop", OnError::stop}, {"skip", OnError::skip}},
                  {"--on-error", "",
                   "what to do with a bad record: stop the run, or skip the record; then its result is empty (null in "
                   "jsonl), and the run exits with 3",
                   io_group});
  add_text_flag(app, flags.rejects,
                {"--rejects", "FILE",
                 "with --on-error skip, list the bad records in FILE, as tsv: record, place, reason; FILE appears only "
                 "when it is complete",
                 io_group});
  add_output_flag(app, flags.output);
  add_switch(app, flags.resume,
             {"--resume", "",
              "keep what is written of --output if the run is interrupted, in FILE.part beside FILE.resume, and go on "
              "with it if it is there: the same command makes the same bytes as a run that was not interrupted",
              io_group});
  const auto add_names_flag = [&](const char* name, bool wanted, const char* help) {
    app.add_flag_callback(
           name, [&flags, wanted] { flags.with_filename = wanted; }, help)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
        ->group(io_group);
  };
  add_names_flag("--with-filename", true,
                 "begin every row of tsv with the name of its file and its line there, every object of jsonl with the "
                 "keys file and line, and the lines of every file in html with a heading; done without it where "
                 "several files are named");
  add_names_flag("--no-filename", false, "name no files in the results, even if there are several");
  add_integer_flag(app, flags.first_line, {1, int64_t{1} << 62},
                   {"--first-line", "N",
                    "the number of the input's first line, for a part of a file that was split: lines, records and "
                    "messages are numbered on from N",
                    io_group, "1"});
  add_quiet_flag(app);
}

namespace {

bool has_room_for_names(Format format) {
  return format == Format::tsv || format == Format::jsonl || format == Format::html;
}

// Whether names of files are wanted in the results.
bool names_files(const StreamFlags& flags, Format output_format) {
  if (output_format == Format::editor) return true;  // they are what it is for
  return has_room_for_names(output_format) && flags.with_filename.value_or(flags.files.size() > 1);
}

void check_resume_flags(const StreamFlags& flags, Format output_format) {
  std::error_code ignored;
  if (std::filesystem::is_directory(flags.output, ignored)) {
    throw Error(ErrorKind::usage, fmt::format("--output: {} is a directory", internal::quote(flags.output)));
  }
  refuse_if(!is_regular_output(flags.output), "--resume needs --output FILE: what is written as it comes is not kept");
  refuse_if(flags.files.empty() || std::ranges::find(flags.files, "-") != flags.files.end(),
            "--resume needs files to read: standard input cannot be read again");
  refuse_if(!flags.rejects.empty(), "--resume excludes --rejects, which would lack the records of the run before");
  const bool is_one_whole =
      output_format == Format::html || output_format == Format::npy || output_format == Format::squad;
  refuse_if(is_one_whole, "--resume is for outputs of one record behind the other: not for html, npy and squad");
}

}  // namespace

void check_stream_flags(const StreamFlags& flags, Format output_format) {
  refuse_if(flags.first_line > 1 && flags.files.size() > 1, "--first-line is for one file, a part of a larger one");
  refuse_if(
      flags.with_filename.value_or(false) && !has_room_for_names(output_format) && output_format != Format::editor,
      "--with-filename is for --output-format tsv, jsonl, html and editor");
  refuse_if(output_format == Format::editor && !flags.with_filename.value_or(true),
            "--no-filename excludes --output-format editor, which names the file of every word");
  refuse_if(!flags.rejects.empty() && flags.on_error != OnError::skip,
            "--rejects needs --on-error skip: without it the first bad record stops the run");
  if (flags.resume) check_resume_flags(flags, output_format);
}

std::vector<std::string> shown_names(const StreamFlags& flags, Format output_format) {
  std::vector<std::string> names;
  if (!names_files(flags, output_format)) return names;
  for (const std::string& file : flags.files) {
    uint64_t replaced = 0;
    names.push_back(replace_malformed_utf8(input_name(file), replaced));
  }
  if (names.empty()) names.push_back(input_name("-"));
  return names;
}

void add_output_flag(CLI::App& app, std::string& output) {
  add_text_flag(app, output,
                {"-o,--output", "FILE",
                 "write to FILE, which appears only when it is complete, in the format that its name ends in unless "
                 "--output-format is given; by default standard output",
                 io_group});
}

void add_output_format_flag(CLI::App& app, std::optional<Format>& format, std::vector<Format> formats,
                            const std::string& help) {
  add_format_choice(app, format, std::move(formats),
                    {"--output-format", "", "format of the results; " + help, io_group});
}

void settle_output_format(const CLI::App& app, std::optional<Format>& format, const std::string& output,
                          std::span<const Format> formats) {
  if (was_given(app, "--output-format")) return;
  if (const std::optional<Format> named = format_of_output(output, formats)) format = named;
}

void add_quiet_flag(CLI::App& app) {
  app.add_flag_callback(
         "-q,--quiet", [] { set_quiet(true); }, "write no notes, warnings or progress to standard error")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
      ->group(io_group);
}

void add_offsets_flag(CLI::App& app, OffsetUnit& offsets) {
  add_choice_flag(app, offsets, {{"bytes", OffsetUnit::bytes}, {"chars", OffsetUnit::chars}},
                  {"--offsets", "", "unit of starts and ends: bytes of UTF-8, or chars (code points)", io_group});
}

void check_offsets_flag(const CLI::App& app, Format output_format) {
  constexpr Format without[] = {Format::text, Format::html, Format::conll, Format::squad, Format::pieces};
  if (!was_given(app, "--offsets") || std::ranges::find(without, output_format) == std::end(without)) return;
  throw Error(ErrorKind::usage,
              fmt::format("--offsets: --output-format {} has no starts and ends", format_name(output_format)));
}

void add_mark_flags(CLI::App& app, MarkFlags& flags) {
  add_choice_flag(app, flags.colour,
                  {{"auto", Colour::automatic}, {"always", Colour::always}, {"never", Colour::never}},
                  {"--color", "", "use colour in text output; auto: on a terminal, unless $NO_COLOR is set", io_group});
  add_choice_flag(app, flags.escapes, {{"plain", false}, {"escaped", true}},
                  {"--text-marks", "",
                   "brackets of the text beside the marks [[ and ]] of text output: plain, as they are; escaped, with "
                   "a backslash before every [, ], | and backslash, so that all that stands bare is of a mark",
                   io_group});
}

void check_mark_flags(const CLI::App& app, Format output_format) {
  if (output_format == Format::text) return;
  for (const char* flag : {"--text-marks", "--color"}) {
    if (was_given(app, flag)) throw Error(ErrorKind::usage, fmt::format("{} is for --output-format text", flag));
  }
}

}  // namespace electra::cli
