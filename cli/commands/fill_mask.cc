// electra fill-mask: the words that fit best in place of every [MASK].
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "cli/io/csv.h"
#include "cli/args/commands.h"
#include "cli/formats/fill_mask.h"
#include "cli/args/flags.h"
#include "cli/run/task_job.h"
#include "cli/run/session.h"
#include "cli/examples/masked.h"
#include "cli/examples/text.h"
#include "electra/error.h"
#include "electra/tasks.h"

namespace electra::cli {
namespace {

struct Flags {
  ModelFlags model;
  BatchFlags batch;
  StreamFlags stream;
  int64_t top_k = 0;  // 0: not given
  std::string targets;
  TextInputFlags input;
  EvaluationFlags evaluation;
  std::string offsets = "bytes";
  std::string output_format;  // empty: not given
};

constexpr int64_t default_top_k = 5;
constexpr TextInputKind input_kind = {.pairs = false};

// The id of a target word. Throws Error(usage) for a word that is not one piece: its probability is not defined.
int32_t target_id(const Tokenizer& tokenizer, const std::string& word) {
  if (const int32_t id = piece_id(tokenizer, word); id >= 0) return id;
  const std::vector<int32_t> ids = tokenizer.encode(word, false).ids;
  std::vector<std::string_view> pieces;
  for (const int32_t id : ids) pieces.push_back(tokenizer.token(id));
  throw Error(ErrorKind::usage, fmt::format("--targets: '{}' is not one piece of the vocabulary, but {}: {}", word,
                                            pieces.size(), fmt::join(pieces, " ")));
}

std::vector<std::string> split_targets(const std::string& targets) {
  if (targets.empty()) return {};
  std::vector<std::string> words = split_at_commas(targets);
  if (std::ranges::find(words, "") == words.end()) return words;
  throw Error(ErrorKind::usage, "--targets: an empty word between commas");
}

std::vector<int32_t> target_ids(const Tokenizer& tokenizer, const std::string& targets) {
  std::vector<int32_t> ids;
  for (const std::string& word : split_targets(targets)) {
    const int32_t id = target_id(tokenizer, word);
    if (std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
  }
  return ids;
}

class FillJob : public ItemJob<MaskedItem, FilledText> {
 public:
  // REQUIRES: --output-format and --top-k are chosen.
  FillJob(const Flags& flags, Session& session, TextParser& parser, const Stream& stream, MaskEvaluation* evaluation)
      : ItemJob(stream),
        session_(session),
        parser_(parser),
        evaluation_(evaluation),
        output_({flags.output_format, flags.offsets, static_cast<size_t>(flags.top_k)}, session.tokenizer()),
        cut_(fmt::format("line longer than {} tokens cut", session.max_length(flags.batch)),
             fmt::format("lines longer than {} tokens cut", session.max_length(flags.batch))),
        unknown_("original word that is not one piece of the vocabulary; the loss leaves it out",
                 "original words that are not one piece of the vocabulary; the loss leaves them out") {
    options_.targets = target_ids(session.tokenizer(), flags.targets);
    options_.max_length = session.max_length(flags.batch);
    options_.batch_tokens = flags.batch.batch_tokens;
    options_.top_k = flags.top_k;
    if (evaluation != nullptr) options_.top_k = std::max(flags.top_k, MaskEvaluation::predictions_needed);
  }

  void format_skipped(std::string& out) override { output_.write_skipped(out); }
  void report() const {
    cut_.print();
    unknown_.print();
  }

 protected:
  std::optional<MaskedItem> parse(const Record& record) override {
    std::optional<MaskedItem> item = read_masked_item(parser_, record, stream().file(record));
    if (evaluation_ == nullptr || !item || !item->originals) return item;
    for (const std::string& word : *item->originals) item->ids.push_back(piece_id(session_.tokenizer(), word));
    return item;
  }
  std::vector<FilledText> run(std::span<const MaskedItem> items) override {
    std::vector<MaskedText> texts;
    for (const MaskedItem& item : items) texts.push_back({item.text, item.ids});
    return fill_mask(session_.runner, session_.tokenizer(), texts, options_);
  }
  void format_result(const Record& record, const MaskedItem& item, const FilledText& result,
                     std::string& out) override {
    if (evaluation_ != nullptr) evaluate(item, result, stream().place(record));
    // A line without a mask loses nothing by being cut.
    const Tokenizer& tokenizer = session_.tokenizer();
    if (result.cut && item.text.find(tokenizer.token(tokenizer.mask_id())) != item.text.npos) {
      cut_.add(1, stream().place(record));
    }
    output_.write(record, item.text, result.masks, out);
  }

 private:
  void evaluate(const MaskedItem& item, const FilledText& result, const std::string& place) {
    const std::vector<std::string>& originals = checked_originals(item, result.masks.size(), result.cut);
    for (size_t i = 0; i < originals.size(); ++i) {
      if (item.ids[i] < 0) unknown_.add(1, place);
      if (i >= result.masks.size()) {  // cut off
        evaluation_->add(std::nullopt);
        continue;
      }
      const FilledMask& mask = result.masks[i];
      const auto found = std::ranges::find(mask.predictions, item.ids[i], &Prediction::id);
      const bool is_there = found != mask.predictions.end();
      evaluation_->add(is_there ? std::optional<size_t>(found - mask.predictions.begin()) : std::nullopt);
      if (mask.original_log_probability) evaluation_->add_loss(*mask.original_log_probability);
    }
  }

  Session& session_;
  TextParser& parser_;
  MaskEvaluation* evaluation_;  // null: none is wanted
  MaskOutput output_;
  CountedWarning cut_, unknown_;
  FillMaskOptions options_;
};

// Several predictions do not fit into one filled line: asking for them asks for rows.
std::string chosen_format(const Flags& flags) {
  if (flags.output_format.empty()) return flags.top_k > 1 ? "tsv" : "text";
  if (flags.output_format == "text" && flags.top_k > 1) {
    throw Error(ErrorKind::usage, "--output-format text has room for one prediction, --top-k asks for more");
  }
  return flags.output_format;
}

// In text there is room for one. Who names the words wants to see them all.
int64_t chosen_top_k(const Flags& flags) {
  if (flags.output_format == "text") return 1;
  if (flags.top_k > 0) return flags.top_k;
  return std::max(default_top_k, std::ssize(split_targets(flags.targets)));
}

ExitCode run(const Flags& given) {
  Flags flags = given;
  flags.output_format = chosen_format(given);
  flags.top_k = chosen_top_k(flags);
  split_targets(flags.targets);  // a fault in them shows before a model is loaded
  TextParser parser(flags.input, flags.stream.files, input_kind);
  if (flags.evaluation.wanted() && !parser.reads_json()) {
    throw Error(ErrorKind::usage, "--evaluate and --report need jsonl with \"original\", the words behind the masks");
  }
  Stream stream(flags.stream, {.record_end = parser.record_end()});
  Evaluation output(flags.evaluation, {{"--output", flags.stream.output}});
  Session session(flags.model, command_named("fill-mask"));
  MaskEvaluation evaluation;
  FillJob job(flags, session, parser, stream, output.wanted() ? &evaluation : nullptr);
  const ExitCode code = stream.run(job);
  job.report();
  if (output.wanted()) output.publish(evaluation.report());
  return code;
}

}  // namespace

Run add_fill_mask(CLI::App& app) {
  const auto flags = std::make_shared<Flags>();
  add_integer_flag(
      app, flags->top_k, {1, 1 << 20},
      {"--top-k", "K",
       "predictions for every [MASK], as rows of tsv unless --output-format says otherwise; by default 1 in "
       "text, 5 in tsv and jsonl"});
  add_text_flag(app, flags->targets,
                {"--targets", "WORDS",
                 "choose among these words only, separated by commas; each must be one piece of the vocabulary"});
  add_model_flags(app, flags->model);
  add_tokenizer_flag(app, flags->model.tokenizer);
  add_batch_flags(app, flags->batch);
  add_stream_flags(app, flags->stream);
  add_text_input_flags(app, flags->input, input_kind);
  add_output_format_flag(app, flags->output_format, {"text", "jsonl", "tsv"},
                         "text: the filled line; jsonl: an object per line with all predictions; tsv: a row per "
                         "prediction (default: text, or tsv with --top-k)");
  add_offsets_flag(app, flags->offsets);
  add_evaluation_flags(app, flags->evaluation);
  return [flags] { return run(*flags); };
}

}  // namespace electra::cli
