// electra fill-mask: the words that fit best in place of every [MASK].
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/flags.h"
#include "cli/json_text.h"
#include "cli/load.h"
#include "cli/offsets.h"
#include "cli/stream.h"
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
  std::string offsets = "bytes";
  std::string output_format;  // empty: not given
};

constexpr int64_t default_top_k = 5;

// The one id of a target word. Throws Error(usage) for a word that is not one piece: its probability is not defined.
int32_t target_id(const Tokenizer& tokenizer, const std::string& word) {
  const std::vector<int32_t> ids = tokenizer.encode(word, false).ids;
  if (ids.size() == 1 && ids.front() != tokenizer.unk_id()) return ids.front();
  // A piece itself, such as ##ing.
  if (const int32_t id = tokenizer.id(word); id >= 0) return id;
  std::vector<std::string_view> pieces;
  for (const int32_t id : ids) pieces.push_back(tokenizer.token(id));
  throw Error(ErrorKind::usage, fmt::format("--targets: '{}' is not one piece of the vocabulary, but {}: {}", word,
                                            pieces.size(), fmt::join(pieces, " ")));
}

std::vector<int32_t> target_ids(const Tokenizer& tokenizer, const std::string& targets) {
  std::vector<int32_t> ids;
  for (size_t begin = 0; begin < targets.size();) {
    const size_t end = std::min(targets.find(',', begin), targets.size());
    const int32_t id = target_id(tokenizer, targets.substr(begin, end - begin));
    if (std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
    begin = end + 1;
  }
  return ids;
}

void check_targets(const std::string& targets) {
  if (targets.empty()) return;
  if (("," + targets + ",").find(",,") == std::string::npos) return;
  throw Error(ErrorKind::usage, "--targets: an empty word between commas");
}

class FillJob : public Job {
 public:
  FillJob(const Flags& flags, Session& session, const Stream& stream)
      : flags_(flags),
        session_(session),
        stream_(stream),
        cut_(fmt::format("line longer than {} tokens cut", session.max_length(flags.batch)),
             fmt::format("lines longer than {} tokens cut", session.max_length(flags.batch))) {
    options_.targets = target_ids(session.tokenizer(), flags.targets);
    options_.max_length = session.max_length(flags.batch);
    options_.batch_tokens = flags.batch.batch_tokens;
    options_.top_k = flags.top_k;
    // Who names the words wants to see them all.
    if (flags.top_k == 0) options_.top_k = std::max(default_top_k, static_cast<int64_t>(options_.targets.size()));
  }

  void compute(std::span<const Record> records) override {
    texts_.clear();
    for (const Record& record : records) texts_.push_back(record.text);
    filled_ = fill_mask(session_.runner, session_.tokenizer(), texts_, options_);
    for (size_t i = 0; i < filled_.size(); ++i) {
      if (filled_[i].cut && has_mask(records[i].text)) cut_.add(1, stream_.place(records[i]));
    }
  }

  void report() const { cut_.print(); }

 protected:
  // A line without a mask loses nothing by being cut.
  bool has_mask(std::string_view text) const { return text.find(token(session_.tokenizer().mask_id())) != text.npos; }
  const FilledText& filled(size_t index) const { return filled_[index]; }
  std::string_view token(int32_t id) const { return session_.tokenizer().token(id); }
  std::vector<Span> spans(const Record& record, size_t index) const {
    return offsets_of(filled(index).masks, flags_.offsets, record.text);
  }
  void predict_only_best() { options_.top_k = 1; }

 private:
  const Flags& flags_;
  Session& session_;
  const Stream& stream_;
  CountedWarning cut_;
  FillMaskOptions options_;
  std::vector<std::string_view> texts_;
  std::vector<FilledText> filled_;
};

class TextJob : public FillJob {
 public:
  TextJob(const Flags& flags, Session& session, const Stream& stream) : FillJob(flags, session, stream) {
    predict_only_best();
  }

  void format(const Record& record, size_t index, std::string& out) override {
    size_t copied = 0;
    const size_t line_begin = out.size();
    for (const FilledMask& mask : filled(index).masks) {
      out += record.text.substr(copied, mask.bytes.begin - copied);
      append_piece(out, line_begin, token(mask.predictions.front().id));
      copied = mask.bytes.end;
    }
    out += record.text.substr(copied);
    out += '\n';
  }

 private:
  // A ##piece continues the word before it, and so does a SentencePiece without the sign of a blank.
  static void append_piece(std::string& out, size_t line_begin, std::string_view piece) {
    if (piece.starts_with("##") && piece.size() > 2) {
      while (out.size() > line_begin && (out.back() == ' ' || out.back() == '\t')) out.pop_back();
      piece.remove_prefix(2);
    }
    constexpr std::string_view blank = "\u2581";
    if (piece.starts_with(blank)) {
      piece.remove_prefix(blank.size());
      if (out.size() > line_begin && out.back() != ' ' && out.back() != '\t') out += ' ';
    }
    out += piece;
  }
};

class JsonlJob : public FillJob {
 public:
  using FillJob::FillJob;

  void format(const Record& record, size_t index, std::string& out) override {
    const std::vector<Span> offsets = spans(record, index);
    out += R"({"masks":[)";
    for (size_t i = 0; i < offsets.size(); ++i) {
      if (i > 0) out += ',';
      append_mask(out, offsets[i], filled(index).masks[i].predictions);
    }
    out += "]}\n";
  }

  void format_skipped(std::string& out) override { out += "null\n"; }

 private:
  void append_mask(std::string& out, Span span, const std::vector<Prediction>& predictions) const {
    fmt::format_to(std::back_inserter(out), R"({{"start":{},"end":{},"predictions":[)", span.begin, span.end);
    for (size_t i = 0; i < predictions.size(); ++i) {
      out += i == 0 ? R"({"token":)" : R"(,{"token":)";
      append_json_string(out, token(predictions[i].id));
      fmt::format_to(std::back_inserter(out), R"(,"id":{},"score":)", predictions[i].id);
      append_json_score(out, predictions[i].probability);
      out += '}';
    }
    out += "]}";
  }
};

class TsvJob : public FillJob {
 public:
  using FillJob::FillJob;

  void format(const Record& record, size_t index, std::string& out) override {
    const std::vector<Span> offsets = spans(record, index);
    for (size_t i = 0; i < offsets.size(); ++i) {
      const std::vector<Prediction>& predictions = filled(index).masks[i].predictions;
      for (size_t rank = 0; rank < predictions.size(); ++rank) {
        append_tsv_place(out, record, offsets[i]);
        fmt::format_to(std::back_inserter(out), "{}\t{}\t", rank + 1, token(predictions[rank].id));
        append_score(out, predictions[rank].probability);
        out += '\n';
      }
    }
  }

  void format_skipped(std::string&) override {}
};

// Several predictions do not fit into one filled line: asking for them asks for rows.
std::string chosen_format(const Flags& flags) {
  if (flags.output_format.empty()) return flags.top_k > 1 ? "tsv" : "text";
  if (flags.output_format == "text" && flags.top_k > 1) {
    throw Error(ErrorKind::usage, "--output-format text has room for one prediction, --top-k asks for more");
  }
  return flags.output_format;
}

ExitCode run(const Flags& flags) {
  const std::string format = chosen_format(flags);
  check_targets(flags.targets);
  Stream stream(flags.stream);
  Session session(flags.model, command_named("fill-mask"));
  std::unique_ptr<FillJob> job;
  if (format == "jsonl") {
    job = std::make_unique<JsonlJob>(flags, session, stream);
  } else if (format == "tsv") {
    job = std::make_unique<TsvJob>(flags, session, stream);
  } else {
    job = std::make_unique<TextJob>(flags, session, stream);
  }
  const ExitCode code = stream.run(*job);
  job->report();
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
  add_output_format_flag(app, flags->output_format, {"text", "jsonl", "tsv"},
                         "text: the filled line; jsonl: an object per line with all predictions; tsv: a row per "
                         "prediction (default: text, or tsv with --top-k)");
  add_offsets_flag(app, flags->offsets);
  return [flags] { return run(*flags); };
}

}  // namespace electra::cli
