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
#include "cli/io/csv.h"
#include "cli/io/input_fault.h"
#include "cli/io/input_file.h"
#include "cli/io/json_out.h"
#include "cli/io/line_file.h"
#include "cli/io/numbers.h"
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

Span span_of(uint64_t begin, uint64_t end) {
  constexpr uint64_t most = Reader::longest_line;
  return {static_cast<uint32_t>(std::min(begin, most)), static_cast<uint32_t>(std::min(end, most))};
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
      return static_cast<uint64_t>(of_span.need_integer(key, 0, Reader::longest_line));
    };
    add_span(sentence, text, span_of(offset("start"), offset("end")), of_span.need_string("label"), letters);
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

// [[Angela Merkel|PER]] was born in [[Hamburg|LOC]] .
struct MarkedText {
  std::string text;
  std::vector<std::pair<Span, std::string>> spans;
};

MarkedText without_marks(std::string_view line) {
  MarkedText marked;
  while (!line.empty()) {
    const size_t open = line.find("[[");
    const size_t close = line.find("]]", std::min(open, line.size()));
    const size_t bar = close == line.npos ? line.npos : line.substr(0, close).rfind('|');
    if (bar == line.npos || bar < open) break;
    marked.text += line.substr(0, open);
    const auto begin = static_cast<uint32_t>(marked.text.size());
    marked.text += line.substr(open + 2, bar - open - 2);
    marked.spans.emplace_back(Span{begin, static_cast<uint32_t>(marked.text.size())},
                              line.substr(bar + 1, close - bar - 1));
    line.remove_prefix(close + 2);
  }
  marked.text += line;
  return marked;
}

void read_marked(const std::string& line, TaggedSentence& sentence, Letters letters) {
  const MarkedText marked = without_marks(line);
  const JoinedWords text = joined(sentence.words);
  if (marked.text != text.text) fail(fmt::format("the text {}, expected {}", quote(marked.text), quote(text.text)));
  for (const auto& [span, label] : marked.spans) add_span(sentence, text, span, label, letters);
}

// A row of tsv: record, start, end, text, label and score, with the name of the one file before them or not.
struct SpanRow {
  std::string file;
  uint64_t record = 0;
  Span span;
  std::string text, label;
};

std::optional<SpanRow> row_of(const std::string& line) {
  const Words cells = split_cells(line, tsv_cells);
  const size_t first = cells.size() == 7 ? 1 : 0;
  if (cells.size() != first + 6) return std::nullopt;
  const auto record = parse_number<uint64_t>(cells[first]);
  const auto begin = parse_number<uint64_t>(cells[first + 1]);
  const auto end = parse_number<uint64_t>(cells[first + 2]);
  if (!record || !begin || !end || !parse_number<double>(cells.back())) return std::nullopt;
  return SpanRow{first == 0 ? "" : cells.front(), *record, span_of(*begin, *end), cells[first + 3], cells[first + 4]};
}

void read_rows(const Words& lines, const std::string& name, Sentences& sentences, Letters letters) {
  std::optional<std::string> file;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].empty()) continue;
    at_place(fmt::format("{}:{}", name, i + 1), [&] {
      const std::optional<SpanRow> row = row_of(lines[i]);
      if (!row) fail("no span, expected its record, start, end, text, label and score");
      if (row->file != file.value_or(row->file))
        fail("rows of a second file: electra tag --no-filename numbers them on");
      file = row->file;
      if (row->record < 1 || row->record > sentences.size()) {
        fail(fmt::format("record {}, expected 1 to {}", row->record, sentences.size()));
      }
      TaggedSentence& sentence = sentences[row->record - 1];
      const JoinedWords text = joined(sentence.words);
      add_span(sentence, text, row->span, row->label, letters);
      if (on_one_line(std::string(row->span.of(text.text))) != row->text) {
        fail(fmt::format("a span {} that is not in its record {}", quote(row->text), quote(text.text)));
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
  if (found == lines.begin() && without_marks(*found).text == first_text) return read_marked;
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
  const std::string name = input_name(request.predictions);
  const Letters letters = letters_of(gold);
  if (read_line == nullptr) {
    read_rows(lines, name, sentences, letters);
    return sentences;
  }
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
