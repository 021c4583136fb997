// electra qa: the part of a text that answers a question.
#include "cli/evaluation/qa.h"

#include <limits>

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
  int64_t doc_stride = 0;         // 0: 128, or less where windows are small
  int64_t max_query_length = 0;   // 0: 64, or less
  int64_t max_answer_length = 0;  // 0: 30, or 15 as the pipeline
  int64_t n_best = 0;             // 0: 20, or 1 as the pipeline
  int64_t beam_size = google_beam_size;
  std::optional<double> null_threshold;
  AnswerPostprocess postprocess = AnswerPostprocess::script;
  std::optional<bool> align_to_words;
  bool handle_impossible_answer = false;
  AnswerMetricFlags metric;

  bool is_pipeline() const { return postprocess == AnswerPostprocess::pipeline; }
};

// The pipeline gives no answer where that is the best one.
double null_threshold(const Flags& flags, const Pipeline& pipeline) {
  if (flags.is_pipeline()) return std::numeric_limits<double>::infinity();
  return flags.null_threshold.value_or(answer_defaults(pipeline.model().config()).null_threshold);
}

AnswerOptions answer_options(const Flags& flags) {
  return {.max_length = flags.batch.max_length,
          .doc_stride = flags.doc_stride,
          .max_query_length = flags.max_query_length,
          .max_answer_length = flags.max_answer_length,
          .n_best = flags.n_best,
          .beam_size = flags.beam_size,
          .batch_tokens = flags.batch.batch_tokens,
          .postprocess = flags.postprocess,
          .align_to_words = flags.align_to_words.value_or(true)};
}

void check_postprocess(const Flags& flags) {
  refuse_if(!flags.is_pipeline() && (flags.align_to_words || flags.handle_impossible_answer),
            "--align-to-words and --handle-impossible-answer need --postprocess pipeline");
  refuse_if(flags.is_pipeline() && flags.null_threshold,
            "--null-threshold needs --postprocess script; --handle-impossible-answer is the pipeline's way");
  refuse_if(flags.is_pipeline() && flags.max_query_length != 0,
            "--max-query-length needs --postprocess script; the pipeline does not cut questions");
}

void settle(Flags& flags, Format format) {
  check_postprocess(flags);
  static_cast<void>(flags.metric.comparison());
  refuse_if(format == Format::text && flags.question.empty(), "lines of text need a --question");
  refuse_if(format != Format::text && !flags.question.empty(),
            "--question is for lines of text; the input has questions of its own");
  refuse_if(flags.output_format == Format::squad && format != Format::squad,
            "--output-format squad needs a file of SQuAD (--format squad)");
  refuse_if(flags.metric.metric != AnswerMetric::squad && !flags.evaluation.wanted(),
            "--metric needs --evaluate, --report or --plot");
  require_gold(flags.evaluation, format != Format::text, "the right answers: a file of SQuAD, or jsonl");
  if (!flags.output_format) flags.output_format = format == Format::squad ? Format::squad : Format::tsv;
}

AnswerStyle style(const Flags& flags, const Pipeline& pipeline, Outputs& outputs) {
  return {.null_threshold = null_threshold(flags, pipeline),
          .offsets = flags.offsets,
          .nbest = {.writer = outputs.files.at("--nbest").get()},
          .null_odds = {.writer = outputs.files.at("--null-odds").get()},
          .page = QaPage(Page(page_source(flags, qa_command)))};
}

const Task<Flags, QaExample, Answer, AnswerStyle> task = {
    .command = qa_command,
    .source =
        [](const Flags& flags, InputFiles files) {
          return qa_source(
              std::move(files),
              {.question = flags.question,
               .may_have_no_answer = flags.null_threshold.has_value() || flags.handle_impossible_answer,
               .keeps_ids = !flags.nbest.empty() || !flags.null_odds.empty() || flags.evaluation.wanted()});
        },
    .outputs = {{.name = Format::squad,
                 .write = write_answer_member,
                 .skipped = "",
                 .begin = begin_answers,
                 .end = end_answers,
                 .complete = finish_answer_files},
                {.name = Format::jsonl,
                 .write = write_answer_json,
                 .skipped = "null\n",
                 .complete = finish_answer_files,
                 .keys = "id,answer,start,end,probability,null_odds"},
                {.name = Format::tsv, .write = write_answer_tsv, .complete = finish_answer_files},
                {.name = Format::html,
                 .write = add_to_qa_page,
                 .skipped = "",
                 .begin = begin_qa_page,
                 .end = end_qa_page,
                 .complete = finish_answer_files}},
    .files = [](const Flags& flags) -> NamedFiles {
      return {{"--nbest", flags.nbest}, {"--null-odds", flags.null_odds}};
    },
    .style = style,
    .run = [](Pipeline& pipeline, std::span<const Item<QaExample>> items,
              const Flags& flags) { return pipeline.answer(asked_of(items), answer_options(flags)); },
    .evaluation =
        [](const Flags& flags, const Pipeline& pipeline) {
          return std::make_unique<QaEvaluation>(null_threshold(flags, pipeline), flags.metric.comparison());
        },
};

// Answers go by their ids in a file of SQuAD's, which other inputs may not have.
std::vector<Format> output_formats(Format input) {
  std::vector<Format> formats = formats_of(task);
  if (input != Format::squad) std::erase(formats, Format::squad);
  return formats;
}

ExitCode run(const CLI::App& app, Flags flags) {
  constexpr Format with_questions[] = {Format::jsonl, Format::squad};
  constexpr Format with_contexts[] = {Format::text, Format::jsonl, Format::squad};
  InputFiles files = flags.question.empty() ? input_files(flags, with_questions) : input_files(flags, with_contexts);
  if (files.read_as.format == Format::text) files.read_as.columns = Columns::none;
  settle_output_format(app, flags.output_format, flags.stream.output, output_formats(files.read_as.format));
  settle(flags, files.read_as.format);
  check_offsets_flag(app, *flags.output_format);
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
  add_integer_flag(
      app, flags.max_answer_length, {1, 100000},
      {"--max-answer-length", "N", "most pieces of an answer, by default 30, with --postprocess pipeline 15"});
  add_integer_flag(
      app, flags.n_best, {1, 1000},
      {"--n-best", "N", "number of answers to compare for a question, by default 20, with --postprocess pipeline 1"});
  add_integer_flag(
      app, flags.beam_size, {1, google_beam_size},
      {"--beam-size", "N",
       "number of starts that Google's joint head tries, and of ends for each start; by default 20, the maximum"});
}

void add_pipeline_flags(CLI::App& app, Flags& flags) {
  add_choice_flag(app, flags.postprocess,
                  {{"script", AnswerPostprocess::script}, {"pipeline", AnswerPostprocess::pipeline}},
                  {"--postprocess", "",
                   "script: answer as the script that the head comes from, run_qa.py or Google's; pipeline: as the "
                   "question-answering pipeline of Transformers"});
  add_choice_flag(app, flags.align_to_words, truth_values,
                  {"--align-to-words", "",
                   "with --postprocess pipeline: whether answers are made of whole words; by default true"});
  add_switch(
      app, flags.handle_impossible_answer,
      {"--handle-impossible-answer", "",
       "with --postprocess pipeline: give no answer to any question where that has the highest score; by default "
       "only to those that say is_impossible"});
}

void add_output_flags(CLI::App& app, Flags& flags) {
  add_text_flag(app, flags.nbest,
                {"--nbest", "FILE", "write the best answers to every question to FILE, as JSON", io_group});
  add_text_flag(app, flags.null_odds,
                {"--null-odds", "FILE",
                 "write the null odds of every question that may have no answer to FILE, as JSON", io_group});
  add_offsets_flag(app, flags.offsets);
  add_answer_metric_flags(app, flags.metric);
}

const TaskFlagSet<Flags> flag_set = {
    .own =
        [](CLI::App& app, Flags& flags) {
          add_flags(app, flags);
          add_pipeline_flags(app, flags);
        },
    .input =
        [](CLI::App& app, Flags& flags) {
          add_format_flag(app, flags.input.format, {Format::squad, Format::jsonl, Format::text},
                          "squad: files of SQuAD 1.1 or 2.0, or a list of questions with their contexts; jsonl: "
                          "objects with a question and a context; text: "
                          "contexts for --question; by default text with --question, squad for files called .json, "
                          "else jsonl");
        },
    .tables = "",
    .output_formats =
        "squad: one object of ids and answers; jsonl: one object per question; tsv: id, answer, start, "
        "end, probability; html: a page with the answers marked in their contexts",
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
        "so that none of it is cut off. With --evaluate, --report or --plot the answers are compared with the gold of "
        "the input.",
    .example = "echo 'The town was founded in 1642.' | electra qa --question 'When was the town founded?'",
    .needs = Needs::weights_and_vocabulary,
    .head = Head::qa,
    .demo_model = "electra-mini-qa",
    .add = [](CLI::App& app) -> Run {
      const auto flags = std::make_shared<Flags>();
      add_task_flags(app, *flags, flag_set, formats_of(task));
      return [flags, &app] { return run(app, *flags); };
    },
};

}  // namespace electra::cli
