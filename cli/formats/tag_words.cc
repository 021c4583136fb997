#include "cli/formats/tag_words.h"

#include <fmt/format.h>

#include <span>
#include <string_view>
#include <utility>

#include "base/quote.h"
#include "cli/examples/text.h"
#include "cli/io/input_fault.h"
#include "cli/io/json_out.h"
#include "cli/io/rows.h"

namespace electra::cli {

using namespace internal;

namespace {

// Spans as BIO, or as BIOES, in which single words are S- and last ones E-.
std::vector<std::string> tags_of(std::span<const TaggedSpan> spans, size_t words, bool with_ends) {
  std::vector<std::string> tags(words, "O");
  for (const TaggedSpan& span : spans) {
    for (int64_t i = span.begin; i < span.end; ++i) {
      const bool first = i == span.begin;
      const bool last = with_ends && i + 1 == span.end;
      const char prefix = last ? (first ? 'S' : 'E') : (first ? 'B' : 'I');
      tags[static_cast<size_t>(i)] = std::string(1, prefix) + '-' + span.type;
    }
  }
  return tags;
}

// The model's own tags of the words that have text, and where these words are. The others have no pieces.
struct RawTags {
  std::vector<std::string> tags;
  std::vector<size_t> words;
};

RawTags raw_tags(const WordsExample& example, std::span<const WordTag> tags, const WordsStyle& style) {
  RawTags raw;
  for (size_t i = 0; i < tags.size(); ++i) {
    if (!has_text(example.words[i])) continue;
    raw.tags.push_back(style.config->id2label[static_cast<size_t>(tags[i].label)]);
    raw.words.push_back(i);
  }
  return raw;
}

// Of all words; O of those without text.
std::vector<std::string> written_tags(const WordsExample& example, std::span<const WordTag> tags,
                                      const WordsStyle& style) {
  RawTags raw = raw_tags(example, tags, style);
  if (style.notation != TagNotation::raw && style.reading.letters != TagLetters::none) {
    raw.tags = tags_of(read_spans(raw.tags, style.reading), raw.tags.size(), style.notation == TagNotation::bioes);
  }
  std::vector<std::string> written(tags.size(), "O");
  for (size_t i = 0; i < raw.words.size(); ++i) written[raw.words[i]] = std::move(raw.tags[i]);
  return written;
}

// The spans that the model's tags make, in the text of the words with blanks between them.
FoundSpans spans_of(const WordsExample& example, const JoinedWords& text, std::span<const WordTag> tags,
                    const WordsStyle& style) {
  const RawTags raw = raw_tags(example, tags, style);
  FoundSpans spans;
  for (const TaggedSpan& span : read_spans(raw.tags, style.reading)) {
    const auto words =
        std::span(raw.words).subspan(static_cast<size_t>(span.begin), static_cast<size_t>(span.end - span.begin));
    double sum = 0;
    for (const size_t word : words) sum += tags[word].probability;
    spans.push_back({.bytes = {text.spans[words.front()].begin, text.spans[words.back()].end},
                     .label = span.type,
                     .probability = static_cast<float>(sum / static_cast<double>(words.size()))});
  }
  return spans;
}

// The same lines with a column more.
void repeat_lines(std::span<const ConllLine> lines, std::span<const std::string> tags, std::string& out) {
  size_t word = 0;
  for (const ConllLine& line : lines) {
    if (line.kind != ConllLine::Kind::bad) out += line.text;
    if (line.kind == ConllLine::Kind::word) {
      out += line.separator + tags[word++];
    } else if (line.kind == ConllLine::Kind::document) {
      out += line.separator;
      out += 'O';
    }
    out += '\n';
  }
}

// Whoever reads the line must find the word again.
void check_fits_line(std::string_view word) {
  const bool fits = !word.empty() && word.find_first_of("\t\n\r") == word.npos && word != "-DOCSTART-";
  if (!fits) fail(fmt::format("word {} fits in no line of conll: --output-format jsonl has room for it", quote(word)));
}

void append_json_list(std::string& out, std::span<const std::string> texts) {
  out += '[';
  for (size_t i = 0; i < texts.size(); ++i) {
    if (i > 0) out += ',';
    append_json_string(out, texts[i]);
  }
  out += ']';
}

}  // namespace

void write_words_conll(const Item<WordsExample>& item, const std::vector<WordTag>& tags, WordsStyle& style,
                       std::string& out) {
  const WordsExample& example = item.example;
  const std::vector<std::string> written = written_tags(example, tags, style);
  if (!example.lines.empty()) return repeat_lines(example.lines, written, out);
  for (size_t i = 0; i < written.size(); ++i) {
    check_fits_line(example.words[i]);
    out += example.words[i] + '\t' + written[i] + '\n';
  }
  out += '\n';
}

void write_words_json(const Item<WordsExample>& item, const std::vector<WordTag>& tags, WordsStyle& style,
                      std::string& out) {
  const WordsExample& example = item.example;
  if (example.is_bad()) out += "null\n";
  if (!example.is_sentence()) return;
  begin_object(out, item);
  if (!example.id.empty()) out += R"("id":)" + example.id + ',';
  out += R"("tokens":)";
  append_json_list(out, example.words);
  out += R"(,"tags":)";
  append_json_list(out, written_tags(example, tags, style));
  out += "}\n";
}

void write_words_tsv(const Item<WordsExample>& item, const std::vector<WordTag>& tags, WordsStyle& style,
                     std::string& out) {
  const JoinedWords joined_words = joined(item.example.words);
  const std::string_view text = joined_words.text;
  for (const FoundSpan& span : spans_of(item.example, joined_words, tags, style)) {
    begin_row(out, item, offset_spans(style.offsets, text, {span.bytes}).front());
    out += on_one_line(std::string(span.bytes.of(text))) + '\t' + on_one_line(span.label) + '\t';
    append_score(out, span.probability);
    out += '\n';
  }
}

void begin_words_page(WordsStyle& style, std::string& out) { style.page.begin(out); }

void write_words_row(const Item<WordsExample>& item, const std::vector<WordTag>& tags, WordsStyle& style,
                     std::string& out) {
  if (!item.example.is_sentence()) return;
  const JoinedWords joined_words = joined(item.example.words);
  const FoundSpans spans = spans_of(item.example, joined_words, tags, style);
  style.page.add(page_line(item), joined_words.text, spans, style.types, out);
}

void end_words_page(WordsStyle& style, std::string& out) { style.page.end(style.types, out); }

}  // namespace electra::cli
