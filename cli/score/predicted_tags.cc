#include "cli/score/predicted_tags.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "cli/examples/words.h"
#include "cli/io/input_fault.h"
#include "cli/io/input_file.h"
#include "cli/io/line_file.h"
#include "cli/io/numbers.h"
#include "cli/score/tag_lines.h"

namespace electra::cli {

namespace {

using Sentences = std::vector<TaggedSentence>;
using Words = std::vector<std::string>;

// The sentences of a file, and the lines of one that is read as CoNLL, which may turn out to be something else.
class SentencesSink : public ItemSink<WordsExample> {
 public:
  SentencesSink(const ItemSource<WordsExample>& source, bool has_word_a_line)
      : source_(source), has_word_a_line_(has_word_a_line) {}

  Sentences sentences;
  Words lines;
  std::string fault;  // the first; empty: none

  void take(Item<WordsExample> item) override {
    WordsExample& example = item.example;
    for (const ConllLine& line : example.lines) lines.emplace_back(line.text);
    if (!example.is_sentence()) return;
    if (!example.tags.value) {
      return refuse(item.place, item.ordinal, example.tags.fault.empty() ? "no tags" : example.tags.fault);
    }
    sentences.push_back({.place = item.place,
                         .words = std::move(example.words),
                         .tags = std::move(*example.tags.value),
                         .has_word_a_line = has_word_a_line_,
                         .has_numbers = example.has_numbers});
  }
  void refuse(Place place, uint64_t /*ordinal*/, const std::string& why) override {
    if (fault.empty()) fault = fmt::format("{}: {}", source_.text_of(place), why);
  }
  void pause() override {}

 private:
  const ItemSource<WordsExample>& source_;
  bool has_word_a_line_;
};

// What the predictions are by their beginning, or as they are said to be; nothing where only their lines tell.
std::optional<Format> format_of(const ScoreRequest& request, InputFiles& files) {
  if (request.predictions_as.is_given) return request.predictions_as.format;
  constexpr Format formats[] = {Format::conll, Format::conllu, Format::tagged, Format::jsonl, Format::csv, Format::tsv};
  std::optional<Format> told;
  files.look([&](Beginning beginning) {
    const Told look = tell_format(beginning.bytes, beginning.is_whole, formats);
    told = look.format;
    return look.is_open ? Verdict::open : Verdict::yes;
  });
  return told;
}

Words lines_of(InputFiles files) {
  Reader reader(std::move(files));
  Words lines;
  for (auto records = reader.next(); !records.empty(); records = reader.next()) {
    for (const Record& record : records) {
      if (record.too_long) at_place(reader.text_of({record.file, record.line}), [] { fail_too_long(); });
      lines.emplace_back(record.text);
    }
  }
  return lines;
}

bool is_word_a_line(Format format) { return format != Format::jsonl && format != Format::tagged; }

Sentences sentences_of(InputFiles files, const WordsInput& input) {
  const bool has_word_a_line = is_word_a_line(files.read_as.format);
  const auto source = words_source(std::move(files), input);
  SentencesSink sink(*source, has_word_a_line);
  source->read(sink);
  if (!sink.fault.empty()) fail(sink.fault);
  return std::move(sink.sentences);
}

}  // namespace

Sentences read_sentences(const ScoreRequest& request) {
  InputFiles files = request.gold_files;
  settle_table(request.table, false, files.read_as);
  const WordsInput input = {
      .words = request.word_column, .tags = request.label_column, .sentences = request.sentence_column};
  // The name .tsv is that of CoNLL, too; a table of words begins with a header, or has columns that only tables have.
  const bool has_names = !input.sentences.empty() || (!input.words.empty() && !parse_number<size_t>(input.words));
  if (files.read_as.has_cells() && !files.read_as.is_given && !has_names && !has_words(files, input))
    files.read_as.format = Format::conll;
  return sentences_of(std::move(files), input);
}

Sentences read_predicted_sentences(const ScoreRequest& request, const Sentences& gold) {
  InputFiles files(std::vector{request.predictions});
  const std::optional<Format> format = format_of(request, files);
  files.read_as = {.format = format.value_or(Format::conll)};
  if (format == Format::jsonl) return read_tag_objects(lines_of(std::move(files)), request, gold);
  // The rows of tsv may be spans, as electra tag writes them: their lines tell.
  if (format == Format::tsv && !has_words(files, {})) files.read_as.format = Format::conll;
  if (files.read_as.format != Format::conll) return sentences_of(std::move(files), {});
  const auto source = words_source(std::move(files), {.conll_tags = ConllChoice::Tags::last});
  SentencesSink sink(*source, true);
  source->read(sink);
  if (auto read = read_tag_lines(sink.lines, request, gold)) return std::move(*read);
  if (!sink.fault.empty()) fail(sink.fault);
  return std::move(sink.sentences);
}

}  // namespace electra::cli
