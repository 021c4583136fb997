#include "cli/score/tag_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>
#include <utility>

#include "base/quote.h"
#include "cli/examples/record_object.h"
#include "cli/examples/text.h"
#include "cli/examples/word_objects.h"
#include "cli/io/input_fault.h"
#include "cli/io/input_file.h"
#include "cli/io/json_out.h"
#include "cli/io/line_file.h"
#include "cli/io/numbers.h"
#include "cli/score/marked_text.h"
#include "cli/score/span_rows.h"
#include "electra/metrics.h"

namespace electra::cli {

using namespace internal;

namespace {

using Sentences = std::vector<TaggedSentence>;
using Words = std::vector<std::string>;

// Whether tags have a letter for the place in their span. Where those of the gold have none (NOUN), a span is words of
// one tag.
enum class Letters { none, bi };

// Marks a span's words with its label. `text`: of the sentence's words.
void add_span(TaggedSentence& sentence, const JoinedWords& text, Span span, const std::string& label, Letters letters) {
  const auto first = std::ranges::find(text.spans, span.begin, &Span::begin);
  const auto last = std::ranges::find(text.spans, span.end, &Span::end);
  if (first == text.spans.end() || last == text.spans.end() || last < first) {
    fail(fmt::format("a span from {} to {}, expected whole words of {}", span.begin, span.end, quote(text.text)));
  }
  for (auto at = first; at <= last; ++at) {
    sentence.tags[static_cast<size_t>(at - text.spans.begin())] = (letters == Letters::none ? ""
                                                                   : at == first            ? "B-"
                                                                                            : "I-") +
                                                                  label;
  }
}

// A line of each format, for the sentence that it is of.

void read_tags(const std::string& line, TaggedSentence& sentence, Letters) {
  sentence.tags = words_of(line);
  if (sentence.tags.size() != sentence.words.size()) {
    fail(fmt::format("{}, expected {}: one for every word", counted(sentence.tags.size(), "tag"),
                     sentence.words.size()));
  }
}

void read_spans(const JsonObject& members, TaggedSentence& sentence, Letters letters) {
  const JoinedWords text = joined(sentence.words);
  for (const nlohmann::json& span : members.need_list("spans")) {
    const JsonObject of_span = members.nested("spans", span);
    const auto offset = [&](const char* key) {
      return static_cast<uint32_t>(of_span.need_integer(key, 0, Reader::longest_line));
    };
    add_span(sentence, text, {offset("start"), offset("end")}, of_span.need_string("label"), letters);
  }
}

void read_object(const std::string& line, TaggedSentence& sentence, Letters letters) {
  if (line == "null") return sentence.tags.clear();
  const nlohmann::json object = parse_record_object(line);
  const JsonObject members = record_members(object);
  if (members.has("spans")) return read_spans(members, sentence, letters);
  WordsExample example = words_of_object(object, {});
  example.tags.check();
  if (!example.tags.value) fail("no tags, expected \"spans\", or \"tokens\" and \"tags\"");
  sentence.words = std::move(example.words);
  sentence.tags = std::move(*example.tags.value);
  sentence.has_numbers = example.has_numbers;
}

// [[Angela Merkel|PER]] was born in [[Hamburg|LOC]] . Nothing: it is another text.
std::optional<MarkedText> marked_text(const std::string& line, const std::string& text) {
  for (const bool is_escaped : {false, true}) {
    MarkedText marked = without_marks(line, {MarkLabels::all, is_escaped});
    if (marked.text == text) return marked;
  }
  return std::nullopt;
}

void read_marked(const std::string& line, TaggedSentence& sentence, Letters letters) {
  const JoinedWords text = joined(sentence.words);
  const std::optional<MarkedText> marked = marked_text(line, text.text);
  if (!marked) {
    const std::string plain = without_marks(line, {MarkLabels::all}).text;
    fail(fmt::format("the text {}, expected {}", quote(plain), quote(text.text)));
  }
  for (const MarkedPart& part : marked->parts) add_span(sentence, text, part.bytes, part.label, letters);
}

// A row of a span: text, label and probability.
std::optional<SpanRow> row_of(const std::string& line) {
  auto row = span_row_of(line, 3);
  return row && parse_number<double>(row->cells.back()) ? row : std::nullopt;
}

void read_rows(const Words& lines, const ScoreRequest& request, Sentences& sentences, Letters letters) {
  std::vector<uint64_t> begins;
  for (const TaggedSentence& sentence : sentences) begins.push_back(sentence.place.line);
  RowRecords records(request.gold, std::move(begins));
  for (size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].empty()) continue;
    at_place(fmt::format("{}:{}", input_name(request.predictions), i + 1), [&] {
      const std::optional<SpanRow> row = row_of(lines[i]);
      if (!row) fail("no span, expected its record, start, end, text, label and score");
      TaggedSentence& sentence = sentences[records.index_of(*row)];
      const JoinedWords text = joined(sentence.words);
      add_span(sentence, text, row->span, row->cells[1], letters);
      if (!is_cell_of(row->span.of(text.text), row->cells[0])) {
        fail(fmt::format("a span {} that is not in its record {}", quote(row->cells[0]), quote(text.text)));
      }
    });
  }
}

// What the lines are: a function that reads one of them for each sentence, or null for rows.
using ReadLine = void (*)(const std::string& line, TaggedSentence& sentence, Letters letters);

bool are_tags(const Words& fields, const Sentences& gold) {
  std::set<std::string> known = {"O"};
  for (const TaggedSentence& sentence : gold) known.insert(sentence.tags.begin(), sentence.tags.end());
  const auto is_tag = [&](const std::string& field) {
    const bool has_prefix = field.size() > 2 && field[1] == '-' && std::string_view("BIESLUM").find(field[0]) < 7;
    return has_prefix || known.contains(field);
  };
  return !fields.empty() && std::ranges::all_of(fields, is_tag);
}

// Nothing: CoNLL.
std::optional<ReadLine> reader_of(const Words& lines, const Sentences& gold) {
  const auto found = std::ranges::find_if(lines, [](const std::string& line) { return !line.empty(); });
  if (found == lines.end() || gold.empty()) return std::nullopt;
  const Words fields = words_of(*found);
  const std::string first_text = joined(gold.front().words).text;
  if (found->starts_with('{') || *found == "null") return read_object;
  if (row_of(*found)) return nullptr;
  if (found == lines.begin() && marked_text(*found, first_text)) return read_marked;
  const Words& words = gold.front().words;
  const bool is_conll = fields.size() > 1 && !words.empty() && fields.front() == words.front();
  return !is_conll && are_tags(fields, gold) ? std::optional<ReadLine>(read_tags) : std::nullopt;
}

Letters letters_of(const Sentences& gold) {
  std::set<std::string> tags;
  for (const TaggedSentence& sentence : gold) tags.insert(sentence.tags.begin(), sentence.tags.end());
  const bool has_type = std::ranges::any_of(tags, [](const std::string& tag) { return tag != "O"; });
  const LabelReading reading = read_labels(std::vector<std::string>(tags.begin(), tags.end()));
  return has_type && reading.letters == TagLetters::none ? Letters::none : Letters::bi;
}

// `read_line`: null for rows.
Sentences read_lines(const Words& lines, ReadLine read_line, const ScoreRequest& request, const Sentences& gold) {
  Sentences sentences = gold;
  for (TaggedSentence& sentence : sentences) {
    sentence.tags.assign(sentence.words.size(), "O");
    sentence.has_numbers = false;
  }
  const Letters letters = letters_of(gold);
  if (read_line == nullptr) {
    read_rows(lines, request, sentences, letters);
    return sentences;
  }
  const std::string name = input_name(request.predictions);
  if (lines.size() != gold.size()) {
    fail(fmt::format("{}: {} lines, expected {}: one for every sentence of {}", name, lines.size(), gold.size(),
                     input_name(request.gold)));
  }
  for (size_t i = 0; i < gold.size(); ++i) {
    sentences[i].place = {.line = i + 1};
    sentences[i].has_word_a_line = false;
    at_place(fmt::format("{}:{}", name, i + 1), [&] { read_line(lines[i], sentences[i], letters); });
  }
  return sentences;
}

}  // namespace

std::optional<Sentences> read_tag_lines(const Words& lines, const ScoreRequest& request, const Sentences& gold) {
  const std::optional<ReadLine> read_line = reader_of(lines, gold);
  return read_line ? std::optional(read_lines(lines, *read_line, request, gold)) : std::nullopt;
}

Sentences read_tag_objects(const Words& lines, const ScoreRequest& request, const Sentences& gold) {
  return read_lines(lines, read_object, request, gold);
}

}  // namespace electra::cli
