// electra tag: named entities and other spans of words.
#include "cli/evaluation/tag.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "cli/formats/tag.h"
#include "cli/formats/tag_words.h"
#include "cli/run/task_command.h"
#include "electra/error.h"
#include "electra/tasks.h"

namespace electra::cli {

extern const Command tag_command;

namespace {

struct Flags : TaskFlags {
  TagNotation notation = TagNotation::bio;
  Aggregation aggregation = Aggregation::scheme;
  WordsInput words;
  std::optional<TagScheme> score_scheme;
  OffsetUnit offsets = OffsetUnit::bytes;
  MarkFlags marks;
};

constexpr TextInputKind input_kind = {.pairs = false};
constexpr Format input_formats[] = {Format::text,  Format::tsv,    Format::csv,   Format::jsonl,
                                    Format::conll, Format::conllu, Format::tagged};

TagOptions tag_options(const Flags& flags) {
  return {.max_length = flags.batch.max_length, .batch_tokens = flags.batch.batch_tokens};
}

// Every piece has a logit for each label, and a text or a word at least one piece.
template <class Example>
size_t logit_bytes(const Item<Example>& item, const Flags&, const Pipeline& pipeline) {
  return (item.bytes + 1) * static_cast<size_t>(pipeline.model().config().num_labels) * sizeof(float);
}

const Task<Flags, TextExample, FoundSpans, SpanStyle> texts_task = {
    .command = tag_command,
    .source =
        [](const Flags& flags, InputFiles files) {
          TextParser parser(flags.input, files.read_as, input_kind);
          return text_source(std::move(parser), std::move(files));
        },
    .outputs = {{.name = Format::text, .write = write_spans_text},
                {.name = Format::jsonl, .write = write_spans_json, .skipped = "null\n", .keys = "spans"},
                {.name = Format::tsv, .write = write_spans_tsv, .skipped = ""},
                {.name = Format::html,
                 .write = write_spans_row,
                 .skipped = "",
                 .begin = begin_spans_page,
                 .end = end_spans_page}},
    .style =
        [](const Flags& flags, const Pipeline& pipeline, Outputs& outputs) {
          const SpanTypes types(pipeline.model().config(), flags.aggregation);
          return SpanStyle{.offsets = flags.offsets,
                           .marks = {outputs.results.use_colours(flags.marks.colour), flags.marks.escapes},
                           .types = types,
                           .page = SpanPage(Page(page_source(flags, tag_command)), types)};
        },
    .run =
        [](Pipeline& pipeline, std::span<const Item<TextExample>> items, const Flags& flags) {
          std::vector<std::string_view> texts;
          for (const auto& item : items) texts.push_back(item.example.text);
          return pipeline.find_spans(texts, flags.aggregation, tag_options(flags));
        },
    .result_bytes = logit_bytes<TextExample>,
};

// --columns, too, names the words of objects.
WordsInput words_input(const Flags& flags) {
  WordsInput input = flags.words;
  if (input.words.empty()) input.words = flags.input.columns;
  return input;
}

const Task<Flags, WordsExample, std::vector<WordTag>, WordsStyle> words_task = {
    .command = tag_command,
    .source =
        [](const Flags& flags, InputFiles files) {
          WordsInput input = words_input(flags);
          if (!flags.evaluation.wanted()) input.conll_tags = ConllChoice::Tags::none;
          return words_source(std::move(files), input);
        },
    .outputs = {{.name = Format::conll, .write = write_words_conll},
                {.name = Format::jsonl, .write = write_words_json, .skipped = "null\n", .keys = "id,tokens,tags"},
                {.name = Format::tsv, .write = write_words_tsv, .skipped = ""},
                {.name = Format::html,
                 .write = write_words_row,
                 .skipped = "",
                 .begin = begin_words_page,
                 .end = end_words_page}},
    .style =
        [](const Flags& flags, const Pipeline& pipeline, Outputs&) {
          const Config& config = pipeline.model().config();
          const SpanTypes types(config, Aggregation::scheme);
          return WordsStyle{.config = &config,
                            .reading = read_labels(config.id2label),
                            .notation = flags.notation,
                            .offsets = flags.offsets,
                            .types = types,
                            .page = SpanPage(Page(page_source(flags, tag_command)), types)};
        },
    .run =
        [](Pipeline& pipeline, std::span<const Item<WordsExample>> items, const Flags& flags) {
          std::vector<std::vector<std::string>> sentences;
          for (const auto& item : items) sentences.push_back(item.example.words);
          return pipeline.tag_words(sentences, tag_options(flags));
        },
    .result_bytes = logit_bytes<WordsExample>,
    .evaluation =
        [](const Flags& flags, const Pipeline& pipeline) {
          return std::make_unique<TagEvaluation>(pipeline.model().config(), flags.score_scheme);
        },
};

// Words and texts have outputs of their own. `hint` ends the message.
void refuse_other_output(std::optional<Format> output, const std::vector<Format>& formats, const std::string& hint) {
  if (!output || std::ranges::find(formats, *output) != formats.end()) return;
  throw Error(ErrorKind::usage, fmt::format("--output-format {} is not for {} {}", format_name(*output), hint,
                                            fmt::join(format_names(formats), ", ")));
}

// What stands for words is named, or told.
bool reads_words(const Flags& flags, InputFiles& files) {
  const WordsInput& given = flags.words;
  const bool is_named = !given.words.empty() || !given.tags.empty() || !given.sentences.empty();
  refuse_if(is_named && files.read_as.format == Format::text,
            "--word-column, --tag-column and --sentence-column are for words: name their --format");
  if (is_named) return true;
  return !(files.read_as.has_cells() && !flags.input.columns.empty()) && has_words(files, words_input(flags));
}

ExitCode run(const CLI::App& app, Flags flags) {
  refuse_if(flags.score_scheme && !flags.evaluation.wanted(), "--score-scheme needs --evaluate, --report or --plot");
  InputFiles files = input_files(flags, input_formats);
  settle_table(flags.input.table, !flags.input.columns.empty(), files.read_as);
  const bool is_words = reads_words(flags, files);
  const std::vector<Format> outputs = is_words ? formats_of(words_task) : formats_of(texts_task);
  settle_output_format(app, flags.output_format, flags.stream.output, outputs);
  refuse_other_output(
      flags.output_format, outputs,
      is_words ? "words, which go out as" : "texts, but with words, as conll has them: texts go out as");
  check_mark_flags(app, flags.output_format.value_or(outputs.front()));
  check_offsets_flag(app, flags.output_format.value_or(outputs.front()));
  const auto refuse_flag = [&](const char* flag, const char* why) {
    if (was_given(app, flag)) throw Error(ErrorKind::usage, fmt::format("{} {}", flag, why));
  };
  if (!is_words) {
    refuse_flag("--scheme", "is for words: texts go out with their spans");
    require_gold(flags.evaluation, false, "words with their tags: --format conll, tagged, jsonl or csv");
    return run_task(texts_task, flags, std::move(files));
  }
  refuse_flag("--aggregate", "is for texts: words have a tag each, that of their first piece");
  const bool is_object = files.read_as.format == Format::jsonl;
  refuse_if(!flags.input.columns.empty() && !is_object, "--columns is for tsv, csv and jsonl");
  flags.output_format = flags.output_format.value_or(is_object ? Format::jsonl : Format::conll);
  return run_task(words_task, flags, std::move(files));
}

void add_flags(CLI::App& app, Flags& flags) {
  add_choice_flag(
      app, flags.notation, {{"bio", TagNotation::bio}, {"bioes", TagNotation::bioes}, {"raw", TagNotation::raw}},
      {"--scheme", "",
       "notation of the tags of words, in conll and jsonl: the spans as bio or bioes, or the model's own tags (raw)"});
  add_choice_flag(app, flags.aggregation,
                  {{"scheme", Aggregation::scheme},
                   {"none", Aggregation::none},
                   {"simple", Aggregation::simple},
                   {"first", Aggregation::first},
                   {"average", Aggregation::average},
                   {"max", Aggregation::max}},
                  {"--aggregate", "",
                   "how pieces become spans: scheme, words are spans as the scheme of the model's labels says; the "
                   "others as in Transformers' pipeline, which knows only B- and I-: none, every piece is a span; "
                   "simple, neighbouring pieces of one type are a span; first, average, max: neighbouring words of one "
                   "type are a span, and a word has the label of its first piece, of the mean of its pieces, or of the "
                   "piece with the highest probability"});
}

void add_input_flags(CLI::App& app, Flags& flags) {
  add_format_flag(
      app, flags.input.format, {std::begin(input_formats), std::end(input_formats)},
      "text: one text a line; tsv and csv: a text in a column, or a word a row with a header; jsonl: objects with a "
      "text, or with lists of words and tags; conll: one word a line with columns behind it; conllu: CoNLL-U or "
      "CoNLL-X, with the word in the second of ten columns; tagged: a sentence a line, a TAB, and as many tags; by "
      "default told from the beginning of the files, or their names");
  add_columns_flags(app, flags.input, input_kind);
  add_text_flag(app, flags.words.words,
                {"--word-column", "COLUMN",
                 "the column with the word, a name or a number from 1; of jsonl the list of words; by default the "
                 "first, the second behind numbers of words, or the one with a usual name (tokens, words)",
                 io_group});
  add_text_flag(app, flags.words.sentences,
                {"--sentence-column", "COLUMN",
                 "of tsv and csv the column that says where a sentence begins, by default one with a usual name "
                 "(sentence_id, Sentence #)",
                 io_group});
}

void add_output_flags(CLI::App& app, Flags& flags) {
  add_offsets_flag(app, flags.offsets);
  add_mark_flags(app, flags.marks);
  add_text_flag(app, flags.words.tags,
                {"--tag-column", "COLUMN",
                 "the column with the gold tags, a name or a number from 1; of jsonl the list of tags; by default the "
                 "last, of conllu the fourth, or the one with a usual name (ner_tags, tags, labels, ner)",
                 evaluation_group});
  add_choice_flag(
      app, flags.score_scheme, tag_schemes,
      {"--score-scheme", "", "the rule that makes spans from tags, as --scheme of electra score", evaluation_group});
}

const TaskFlagSet<Flags> flag_set = {
    .own = add_flags,
    .input = add_input_flags,
    .output_formats =
        "text: the line with its spans marked; jsonl: one object per line with its spans, of words with their tags; "
        "tsv: "
        "one row per span; html: a page with coloured spans; conll, only for words: a word and its tag a line, the "
        "columns of conll kept",
    .output = add_output_flags,
};

}  // namespace

const Command tag_command = {
    .name = "tag",
    .group = "Text",
    .summary = "mark names and other spans of words",
    .description =
        "Marks the spans that a tagger finds in every line, such as the names of people and places, in colour on a "
        "terminal. In a CoNLL file every word gets a tag in a new last column; with --evaluate, --report or --plot the "
        "tags are compared with the gold of the file. A long sentence goes through the model in overlapping windows, "
        "so "
        "that none of it is cut off.",
    .example = "echo 'Angela Merkel was born in Hamburg.' | electra tag",
    .needs = Needs::weights_and_vocabulary,
    .head = Head::tag,
    .demo_model = "electra-mini-ner",
    .add = [](CLI::App& app) -> Run {
      const auto flags = std::make_shared<Flags>();
      std::vector<Format> formats = formats_of(texts_task);
      formats.push_back(Format::conll);
      add_task_flags(app, *flags, flag_set, std::move(formats));
      return [flags, &app] { return run(app, *flags); };
    },
};

}  // namespace electra::cli
