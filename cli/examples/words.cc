#include "cli/examples/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "cli/args/flags.h"
#include "cli/examples/record_object.h"
#include "cli/examples/text.h"
#include "cli/examples/word_objects.h"
#include "cli/examples/word_rows.h"
#include "cli/io/first_sentences.h"
#include "cli/io/input_fault.h"
#include "cli/io/json_out.h"
#include "cli/io/numbers.h"

namespace electra::cli {
namespace {

// Sentences of CoNLL as examples, numbered by themselves: their records are lines.
class ConllWords : public ItemSource<WordsExample> {
 public:
  ConllWords(InputFiles files, const WordsInput& input)
      : sentences_(std::move(files), {.word = input.words, .tag = input.tags, .tags = input.conll_tags}) {}

  void number_from(uint64_t first_line) override {
    sentences_.number_from(first_line);
    before_ = first_line - 1;
  }
  void read(ItemSink<WordsExample>& sink) override {
    Passing passing(sink, before_);
    sentences_.read(passing);
  }
  std::string text_of(Place place) const override { return sentences_.text_of(place); }
  ReadProgress progress() const override { return sentences_.progress(); }
  void print_warnings() const override { sentences_.print_warnings(); }
  bool marks_bad_records() const override { return sentences_.marks_bad_records(); }

 private:
  class Passing : public ItemSink<ConllSentence> {
   public:
    Passing(ItemSink<WordsExample>& sink, uint64_t before) : sink_(sink), count_(before) {}

    void take(Item<ConllSentence> item) override {
      ConllSentence& sentence = item.example;
      WordsExample example = {
          .words = std::move(sentence.words), .tags = std::move(sentence.tags), .lines = std::move(sentence.lines)};
      if (!sentence.id.empty()) append_json_string(example.id, sentence.id);
      count_ += example.is_sentence() || example.is_bad() ? 1 : 0;
      sink_.take({.example = std::move(example), .place = item.place, .ordinal = count_, .bytes = item.bytes});
    }
    void refuse(Place place, uint64_t /*ordinal*/, const std::string& why) override {
      sink_.refuse(place, count_ + 1, why);
    }
    void pause() override { sink_.pause(); }

   private:
    ItemSink<WordsExample>& sink_;
    uint64_t count_;  // of sentences
  };

  ConllSource sentences_;
  uint64_t before_ = 0;  // the number of sentences before the first
};

// alice ran .<TAB>PER-B O O
WordsExample words_of_line(std::string_view line) {
  const auto tabs = std::ranges::count(line, '\t');
  if (tabs > 1) fail(fmt::format("{}, expected words, a TAB and their tags", counted(tabs + 1, "column")));
  const size_t tab = std::min(line.find('\t'), line.size());
  WordsExample example = {.words = words_of(line.substr(0, tab))};
  if (tab == line.size()) return example;
  example.tags.value = words_of(line.substr(tab));
  const size_t words = example.words.size(), tags = example.tags.value->size();
  if (words != tags) fail(fmt::format("{}, but {}", counted(words, "word"), counted(tags, "tag")));
  return example;
}

std::unique_ptr<ItemSource<WordsExample>> source_of_records(InputFiles files, const WordsInput& input) {
  const bool is_object = files.read_as.format == Format::jsonl;
  return std::make_unique<RecordSource<WordsExample>>(
      std::move(files), [input, is_object](const Record& record, std::string_view) {
        return std::optional(is_object ? words_of_object(parse_record_object(record.text), input)
                                       : words_of_line(record.text));
      });
}

}  // namespace

bool has_text(std::string_view word) { return word.find_first_not_of(" \t\n\r") != word.npos; }

bool has_words(InputFiles& files, const WordsInput& input) {
  const Format format = files.read_as.format;
  if (format == Format::jsonl) {
    // The list may stand behind a long text in the object.
    constexpr size_t most = size_t{1} << 20;
    return files.look([&](Beginning beginning) { return has_word_list(beginning, input); }, most) == Verdict::yes;
  }
  if (files.read_as.has_cells()) {
    const char separator = files.read_as.cells().separator;
    return files.look([&](Beginning beginning) { return is_header_of_words(beginning, separator); }) == Verdict::yes;
  }
  return format == Format::conll || format == Format::conllu || format == Format::tagged;
}

std::unique_ptr<ItemSource<WordsExample>> words_source(InputFiles files, const WordsInput& input) {
  const Format format = files.read_as.format;
  const bool names_columns = !input.words.empty() || !input.tags.empty();
  refuse_if(format == Format::tagged && names_columns, "--word-column and --tag-column are not for tagged");
  const bool has_cells = files.read_as.has_cells();
  refuse_if(!has_cells && !input.sentences.empty(), "--sentence-column is for tsv and csv");
  files.read_as.names_word = !input.words.empty();
  if (has_cells) files.read_as.columns = Columns::names;
  files.check();
  if (has_cells) return word_rows_source(std::move(files), input);
  if (format == Format::jsonl || format == Format::tagged) return source_of_records(std::move(files), input);
  return std::make_unique<ConllWords>(std::move(files), input);
}

}  // namespace electra::cli
