#include "cli/formats/tag.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/io/html.h"
#include "cli/io/json_out.h"
#include "cli/io/offsets.h"
#include "cli/io/terminal.h"

namespace electra::cli {
namespace {

// One hue for each kind of span; more kinds begin again.
constexpr std::array<int, 6> terminal_hues = {117, 156, 222, 218, 183, 151};
constexpr std::string_view html_style = R"css(b i{font:.65em/1 system-ui,sans-serif;color:var(--dim);padding-left:.3em}
.h0{background:rgba(56,152,236,.28)}.h1{background:rgba(88,180,60,.28)}.h2{background:rgba(232,160,20,.30)}
.h3{background:rgba(226,84,150,.26)}.h4{background:rgba(140,96,220,.26)}.h5{background:rgba(20,160,150,.26)}
)css";

class TagTextJob : public Job {
 public:
  TagTextJob(Session& session, Aggregation aggregation, const TagOptions& options, const TagTextStyle& style)
      : session_(session), aggregation_(aggregation), options_(options), style_(style) {
    for (const std::string& label : session.runner.model().config().id2label) {
      const std::string kind = kind_of(label);
      if (kind != "O" && std::ranges::find(kinds_, kind) == kinds_.end()) kinds_.push_back(kind);
    }
  }

  void compute(std::span<const Record> records) override {
    texts_.clear();
    for (const Record& record : records) texts_.push_back(record.text);
    spans_ = tag_texts(session_.runner, session_.tokenizer(), texts_, aggregation_, options_);
  }

 protected:
  const std::vector<FoundSpan>& spans(size_t index) const { return spans_[index]; }
  const TagTextStyle& style() const { return style_; }
  const std::vector<std::string>& kinds() const { return kinds_; }
  size_t hue(const std::string& label) const {
    const auto place = std::ranges::find(kinds_, kind_of(label)) - kinds_.begin();
    return static_cast<size_t>(place) % terminal_hues.size();
  }
  std::vector<Span> offsets(const Record& record, size_t index) const {
    return offsets_of(spans(index), style_.offsets, record.text);
  }

 private:
  static std::string kind_of(const std::string& label) {
    return label.size() > 2 && label[1] == '-' ? label.substr(2) : label;
  }

  Session& session_;
  Aggregation aggregation_;
  TagOptions options_;
  TagTextStyle style_;
  std::vector<std::string> kinds_;  // of spans, in the order of the model's labels
  std::vector<std::string_view> texts_;
  std::vector<std::vector<FoundSpan>> spans_;
};

class TextJob : public TagTextJob {
 public:
  using TagTextJob::TagTextJob;

  void format(const Record& record, size_t index, std::string& out) override {
    size_t copied = 0;
    for (const FoundSpan& span : spans(index)) {
      out += record.text.substr(copied, span.bytes.begin - copied);
      append_marked(out, span_text(record.text, span.bytes), on_one_line(span.label));
      copied = span.bytes.end;
    }
    out += record.text.substr(copied);
    out += '\n';
  }

 private:
  void append_marked(std::string& out, std::string_view text, const std::string& label) const {
    if (style().colour) {
      fmt::format_to(std::back_inserter(out), "\x1b[38;5;16;48;5;{}m{} \x1b[2m{}\x1b[0m", terminal_hues[hue(label)],
                     text, label);
    } else {
      fmt::format_to(std::back_inserter(out), "[[{}|{}]]", text, label);
    }
  }
};

class JsonlJob : public TagTextJob {
 public:
  using TagTextJob::TagTextJob;

  void format(const Record& record, size_t index, std::string& out) override {
    const std::vector<Span> places = offsets(record, index);
    out += R"({"spans":[)";
    for (size_t i = 0; i < places.size(); ++i) {
      const FoundSpan& span = spans(index)[i];
      out += i == 0 ? R"({"text":)" : R"(,{"text":)";
      append_json_string(out, span_text(record.text, span.bytes));
      append_json_span(out, places[i]);
      out += R"(,"label":)";
      append_json_string(out, span.label);
      out += R"(,"score":)";
      append_json_score(out, span.score);
      out += '}';
    }
    out += "]}\n";
  }

  void format_skipped(std::string& out) override { out += "null\n"; }
};

// One row per span, without a heading, as of detect-replaced.
class TsvJob : public TagTextJob {
 public:
  using TagTextJob::TagTextJob;

  void format(const Record& record, size_t index, std::string& out) override {
    const std::vector<Span> places = offsets(record, index);
    for (size_t i = 0; i < places.size(); ++i) {
      const FoundSpan& span = spans(index)[i];
      append_tsv_place(out, record, places[i]);
      out += on_one_line(std::string(span_text(record.text, span.bytes))) + '\t' + on_one_line(span.label) + '\t';
      append_score(out, span.score);
      out += '\n';
    }
  }

  void format_skipped(std::string&) override {}
};

class HtmlJob : public TagTextJob {
 public:
  using TagTextJob::TagTextJob;

  void begin(std::string& out) override {
    append_page_head(out, "Spans", html_style);
    out += "<p class=\"legend\">";
    for (const std::string& kind : kinds()) {
      fmt::format_to(std::back_inserter(out), "<b class=\"h{}\">", hue(kind));
      append_html_text(out, kind);
      out += "</b> ";
    }
    out += "</p>\n";
  }
  void end(std::string& out) override { append_page_foot(out); }
  void format(const Record& record, size_t index, std::string& out) override {
    append_row_head(out, record);
    size_t copied = 0;
    for (const FoundSpan& span : spans(index)) {
      append_html_text(out, record.text.substr(copied, span.bytes.begin - copied));
      fmt::format_to(std::back_inserter(out), "<b class=\"h{}\" title=\"", hue(span.label));
      append_score(out, span.score);
      out += "\">";
      append_html_text(out, span_text(record.text, span.bytes));
      out += "<i>";
      append_html_text(out, span.label);
      out += "</i></b>";
      copied = span.bytes.end;
    }
    append_html_text(out, record.text.substr(copied));
    append_row_foot(out);
  }
  void format_skipped(std::string&) override {}
};

}  // namespace

std::unique_ptr<Job> make_tag_text_job(Session& session, Aggregation aggregation, const TagOptions& options,
                                       const TagTextStyle& style) {
  if (style.output_format == "jsonl") return std::make_unique<JsonlJob>(session, aggregation, options, style);
  if (style.output_format == "tsv") return std::make_unique<TsvJob>(session, aggregation, options, style);
  if (style.output_format == "html") return std::make_unique<HtmlJob>(session, aggregation, options, style);
  return std::make_unique<TextJob>(session, aggregation, options, style);
}

}  // namespace electra::cli
