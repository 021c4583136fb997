// electra qa: the part of a text that answers a question.
#include "cli/evaluation/qa.h"

#include "cli/examples/qa.h"
#include "cli/formats/qa.h"
#include "cli/run/task_command.h"
#include "electra/tasks.h"

namespace electra::cli {

extern const Command qa_command;

namespace {

struct Flags : TaskFlags {
  std::string nbest;  // files; empty: none
  std::string null_odds;
  std::string question;
  OffsetUnit offsets = OffsetUnit::bytes;
  int64_t doc_stride = 0;        // 0: 128, or less where windows are small
  int64_t max_query_length = 0;  // 0: 64, or less
  int64_t max_answer_length = 30;
  int64_t n_best = 20;
  int64_t beam_size = google_beam_size;
  std::optional<double> null_threshold;
};

double null_threshold(const Flags& flags, const Pipeline& pipeline) {
  return flags.null_threshold.value_or(answer_defaults(pipeline.model().config()).null_threshold);
}

AnswerOptions answer_options(const Flags& flags) {
  return {.max_length = flags.batch.max_length,
          .doc_stride = flags.doc_stride,
          .max_query_length = flags.max_query_length,
          .max_answer_length = flags.max_answer_length,
          .n_best = flags.n_best,
          .beam_size = flags.beam_size,
          .batch_tokens = flags.batch.batch_tokens};
}

void settle(Flags& flags, Format format) {
  refuse_if(format == Format::text && flags.question.empty(), "lines of text need a --question");
  refuse_if(format != Format::text && !flags.question.empty(),
            "--question is for lines of text; the input has questions of its own");
  refuse_if(flags.output_format == Format::squad && format != Format::squad,
            "--output-format squad needs a file of SQuAD (--format squad)");
  require_gold(flags.evaluation, format != Format::text, "the right answers: a file of SQuAD, or jsonl");
  if (!flags.output_format) flags.output_format = format == Format::squad ? Format::squad : Format::tsv;
}

AnswerStyle style(const Flags& flags, const Pipeline& pipeline, Outputs& outputs) {
  return {.null_threshold = null_threshold(flags, pipeline),
          .offsets = flags.offsets,
          .nbest = {.writer = outputs.files.at("--nbest").get()},
          .null_odds = {.writer = outputs.files.at("--null-odds").get()}};
}

const Task<Flags, QaExample, Answer, AnswerStyle> task = {
    .command = qa_command,
    .source =
        [](const Flags& flags, InputFiles files) {
          return qa_source(std::move(files), {.question = flags.question,
                                              .may_have_no_answer = flags.null_threshold.has_value(),
                                              .has_files_of_ids = !flags.nbest.empty() || !flags.null_odds.empty()});
        },
    .outputs =
        {{.name = Format::squad,
          .write = write_answer_member,
          .skipped = "",
          .begin = begin_answers,
          .end = end_answers,
          .complete = finish_answer_files},
         {.name = Format::jsonl, .write = write_answer_json, .skipped = "null\n", .complete = finish_answer_files},
         {.name = Format::tsv, .write = write_answer_tsv, .complete = finish_answer_files}},
    .files = [](const Flags& flags) -> NamedFiles {
      return {{"--nbest", flags.nbest}, {"--null-odds", flags.null_odds}};
    },
    .style = style,
    .run = [](Pipeline& pipeline, std::span<const Item<QaExample>> items,
              const Flags& flags) { return pipeline.answer(asked_of(items), answer_options(flags)); },
    .evaluation =
        [](const Flags& flags, const Pipeline& pipeline) {
          return std::make_unique<QaEvaluation>(null_threshold(flags, pipeline));
        },
};

ExitCode run(Flags flags) {
  constexpr Format with_questions[] = {Format::jsonl, Format::squad};
  constexpr Format with_contexts[] = {Format::text, Format::jsonl, Format::squad};
  InputFiles files = flags.question.empty() ? input_files(flags, with_questions) : input_files(flags, with_contexts);
  if (files.read_as.format == Format::text) files.read_as.columns = Columns::none;
  settle(flags, files.read_as.format);
  return run_task(task, flags, std::move(files));
}

void add_flags(CLI::App& app, Flags& flags) {
  add_text_flag(app, flags.question, {"--question", "TEXT", "answer this question from every line of the input"});
  add_number_flag(app, flags.null_threshold,
                  {"--null-threshold", "ODDS",
                   "give no answer if the null odds are higher; by default 0, with Google's heads -2.75"});
  add_integer_flag(
      app, flags.doc_stride, {1, 100000},
      {"--doc-stride", "N",
       "number of tokens that neighbouring windows of a long text share; with Google's heads, number of tokens "
       "from the start of a window to the start of the next; by default 128, or half of what a short "
       "--max-length leaves"});
  add_integer_flag(
      app, flags.max_query_length, {1, 100000},
      {"--max-query-length", "N", "cut questions to N pieces; by default 64, or a third of a short --max-length"});
  add_integer_flag(app, flags.max_answer_length, {1, 100000},
                   {"--max-answer-length", "N", "most pieces of an answer, by default 30"});
  add_integer_flag(app, flags.n_best, {1, 1000},
                   {"--n-best", "N", "number of answers to compare for a question, by default 20"});
  add_integer_flag(
      app, flags.beam_size, {1, google_beam_size},
      {"--beam-size", "N",
       "number of starts that Google's joint head tries, and of ends for each start; by default 20, the maximum"});
}

void add_output_flags(CLI::App& app, Flags& flags) {
  add_text_flag(app, flags.nbest,
                {"--nbest", "FILE", "write the best answers to every question to FILE, as JSON", io_group});
  add_text_flag(app, flags.null_odds,
                {"--null-odds", "FILE",
                 "write the null odds of every question that may have no answer to FILE, as JSON", io_group});
  add_offsets_flag(app, flags.offsets);
}

const TaskFlagSet<Flags> flag_set = {
    .own = add_flags,
    .input =
        [](CLI::App& app, Flags& flags) {
          add_format_flag(app, flags.input.format, {Format::squad, Format::jsonl, Format::text},
                          "squad: files of SQuAD 1.1 or 2.0; jsonl: objects with a question and a context; text: "
                          "contexts for --question; by default text with --question, squad for files called .json, "
                          "else jsonl");
        },
    .output_formats =
        "squad: one object of ids and answers; jsonl: one object per question; tsv: id, answer, start, "
        "end, probability",
    .output = add_output_flags,
};

}  // namespace

const Command qa_command = {
    .name = "qa",
    .group = "Text",
    .summary = "answer questions from a text",
    .description =
        "Finds the part of a text that answers a question. Reads files of SQuAD 1.1 and 2.0, objects with questions, "
        "or lines of text and one question for all of them. A long text goes through the model in overlapping windows, "
        "so that none of it is cut off. With --evaluate or --report the answers are compared with the gold of the "
        "input.",
    .example = "echo 'The town was founded in 1642.' | electra qa --question 'When was the town founded?'",
    .needs = Needs::weights_and_vocabulary,
    .head = Head::qa,
    .demo_model = "electra-mini-qa",
    .add = [](CLI::App& app) -> Run {
      const auto flags = std::make_shared<Flags>();
      add_task_flags(app, *flags, flag_set, formats_of(task));
      return [flags] { return run(*flags); };
    },
};

}  // namespace electra::cli
