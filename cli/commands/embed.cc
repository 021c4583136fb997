// electra embed: texts as vectors.
#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "cli/args/commands.h"
#include "cli/args/flags.h"
#include "cli/run/task_job.h"
#include "cli/io/json_out.h"
#include "cli/run/session.h"
#include "cli/io/npy.h"
#include "cli/examples/text.h"
#include "electra/error.h"
#include "electra/tasks.h"

namespace electra::cli {
namespace {

struct Flags {
  ModelFlags model;
  BatchFlags batch;
  StreamFlags stream;
  TextInputFlags input;
  std::string pooling = "mean";
  int64_t layer = -1;
  bool normalize = false;
  std::string output_format = "jsonl";
};

Pooling pooling_of(const std::string& name) {
  if (name == "cls") return Pooling::cls;
  if (name == "max") return Pooling::max;
  return name == "none" ? Pooling::none : Pooling::mean;
}

class EmbedJob : public ItemJob<TextItem, Embedding> {
 public:
  EmbedJob(const Flags& flags, Session& session, TextParser& parser, const Stream& stream)
      : ItemJob(stream),
        parser_(parser),
        session_(session),
        cut_(fmt::format("text longer than {} tokens cut", session.max_length(flags.batch)),
             fmt::format("texts longer than {} tokens cut", session.max_length(flags.batch))) {
    options_.pooling = pooling_of(flags.pooling);
    options_.layer = flags.layer;
    options_.normalize = flags.normalize;
    options_.max_length = session.max_length(flags.batch);
    options_.batch_tokens = flags.batch.batch_tokens;
  }

  void report() const { cut_.print(); }

 protected:
  std::optional<TextItem> parse(const Record& record) override { return parser_.parse(record, stream().file(record)); }
  std::vector<Embedding> run(std::span<const TextItem> items) override {
    return embed(session_.runner, session_.tokenizer(), texts_of(items), options_);
  }
  void format_result(const Record& record, const TextItem&, const Embedding& embedding, std::string& out) override {
    if (embedding.cut) cut_.add(1, stream().place(record));
    write(embedding, out);
  }
  virtual void write(const Embedding& embedding, std::string& out) = 0;

  const Tokenizer& tokenizer() const { return session_.tokenizer(); }
  size_t hidden_size() const { return static_cast<size_t>(session_.runner.model().config().hidden_size); }

 private:
  TextParser& parser_;
  Session& session_;
  EmbedOptions options_;
  CountedWarning cut_;
};

// The shortest digits that are read back as the same float; no_number for NaN and infinity.
void append_vector(std::string& out, std::span<const float> values, char separator, const char* no_number) {
  for (size_t i = 0; i < values.size(); ++i) {
    if (i > 0) out += separator;
    if (std::isfinite(values[i])) {
      fmt::format_to(std::back_inserter(out), "{}", values[i]);
    } else {
      out += no_number;
    }
  }
}

class JsonlJob : public EmbedJob {
 public:
  using EmbedJob::EmbedJob;
  void format_skipped(std::string& out) override { out += "null\n"; }

 protected:
  void write(const Embedding& embedding, std::string& out) override {
    if (embedding.token_ids.empty()) {
      append_row(out, R"({"embedding":)", embedding.values);
      out += "}\n";
      return;
    }
    out += R"({"tokens":[)";
    for (size_t i = 0; i < embedding.token_ids.size(); ++i) {
      if (i > 0) out += ',';
      append_json_string(out, tokenizer().token(embedding.token_ids[i]));
    }
    const std::span<const float> values(embedding.values);
    for (size_t i = 0; i < embedding.token_ids.size(); ++i) {
      append_row(out, i == 0 ? R"(],"embeddings":[)" : ",", values.subspan(i * hidden_size(), hidden_size()));
    }
    out += "]}\n";
  }

 private:
  static void append_row(std::string& out, std::string_view before, std::span<const float> values) {
    out += before;
    out += '[';
    append_vector(out, values, ',', "null");
    out += ']';
  }
};

class TsvJob : public EmbedJob {
 public:
  using EmbedJob::EmbedJob;

 protected:
  void write(const Embedding& embedding, std::string& out) override {
    append_vector(out, embedding.values, '\t', "nan");
    out += '\n';
  }
};

// A skipped record is a row of NaN: rows stay those of the input.
class NpyJob : public EmbedJob {
 public:
  using EmbedJob::EmbedJob;

  void begin(std::string& out) override { out += npy_head(0, hidden_size()); }
  void complete(Writer& writer) override { writer.rewrite_front(npy_head(rows_, hidden_size())); }
  void format_skipped(std::string& out) override {
    append(out, std::vector<float>(hidden_size(), std::numeric_limits<float>::quiet_NaN()));
  }

 protected:
  void write(const Embedding& embedding, std::string& out) override { append(out, embedding.values); }

 private:
  void append(std::string& out, const std::vector<float>& values) {
    out.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float));
    ++rows_;
  }

  uint64_t rows_ = 0;
};

std::unique_ptr<EmbedJob> make_job(const Flags& flags, Session& session, TextParser& parser, const Stream& stream) {
  if (flags.output_format == "npy") return std::make_unique<NpyJob>(flags, session, parser, stream);
  if (flags.output_format == "tsv") return std::make_unique<TsvJob>(flags, session, parser, stream);
  return std::make_unique<JsonlJob>(flags, session, parser, stream);
}

ExitCode run(const Flags& flags) {
  if (flags.pooling == "none" && flags.output_format != "jsonl") {
    throw Error(ErrorKind::usage, "--pooling none has a vector for every token, which only jsonl can hold");
  }
  TextParser parser(flags.input, flags.stream.files);
  Stream stream(flags.stream, {.record_end = parser.record_end()});
  if (flags.output_format == "npy" && !stream.writer().can_rewrite()) {
    throw Error(ErrorKind::usage,
                "npy needs --output FILE: it begins with the number of rows, which is known at the end");
  }
  Session session(flags.model, command_named("embed"));
  const std::unique_ptr<EmbedJob> job = make_job(flags, session, parser, stream);
  const ExitCode code = stream.run(*job);
  job->report();
  return code;
}

}  // namespace

Run add_embed(CLI::App& app) {
  const auto flags = std::make_shared<Flags>();
  add_choice_flag(
      app, flags->pooling, {"mean", "cls", "max", "none"},
      {"--pooling", "NAME",
       "what a text's vector is: the mean of its tokens, [CLS] and [SEP] among them; its [CLS]; the highest of "
       "each number; or none, a vector for every token"});
  add_integer_flag(app, flags->layer, {-max_hidden_layers - 1, max_hidden_layers},
                   {"--layer", "N", "the layer whose states are taken: 0 the embeddings, 1 the first, -1 the last"})
      ->default_str("-1");
  add_switch(app, flags->normalize, "--normalize", "scale every vector to length 1");
  add_model_flags(app, flags->model);
  add_tokenizer_flag(app, flags->model.tokenizer);
  add_batch_flags(app, flags->batch);
  add_stream_flags(app, flags->stream);
  add_text_input_flags(app, flags->input);
  add_output_format_flag(
      app, flags->output_format, {"jsonl", "tsv", "npy"},
      "jsonl: an object per text; tsv: a row of numbers per text; npy: a matrix of float32 for numpy, "
      "with --output");
  return [flags] { return run(*flags); };
}

}  // namespace electra::cli
