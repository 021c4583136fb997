#include "cli/examples/words.h"

#include <utility>

namespace electra::cli {
namespace {

// Sentences of CoNLL as examples, numbered by themselves: their records are lines.
class ConllWords : public ItemSource<WordsExample> {
 public:
  ConllWords(InputFiles files, std::optional<int64_t> label_column, int64_t word_column)
      : sentences_(std::move(files), label_column, word_column) {}

  void number_from(uint64_t first_line) override { sentences_.number_from(first_line); }
  void read(ItemSink<WordsExample>& sink) override {
    Passing passing(sink);
    sentences_.read(passing);
  }
  std::string text_of(Place place) const override { return sentences_.text_of(place); }
  ReadProgress progress() const override { return sentences_.progress(); }
  void print_warnings() const override { sentences_.print_warnings(); }
  bool marks_bad_records() const override { return sentences_.marks_bad_records(); }

 private:
  class Passing : public ItemSink<ConllSentence> {
   public:
    explicit Passing(ItemSink<WordsExample>& sink) : sink_(sink) {}

    void take(Item<ConllSentence> item) override {
      ConllSentence& sentence = item.example;
      count_ += sentence.words.empty() ? 0 : 1;
      sink_.take({.example = {.words = std::move(sentence.words),
                              .tags = std::move(sentence.labels),
                              .lines = std::move(sentence.lines)},
                  .place = item.place,
                  .ordinal = count_,
                  .bytes = item.bytes});
    }
    void refuse(Place place, const std::string& why) override { sink_.refuse(place, why); }
    void pause() override { sink_.pause(); }

   private:
    ItemSink<WordsExample>& sink_;
    uint64_t count_ = 0;  // of sentences
  };

  ConllSource sentences_;
};

}  // namespace

std::unique_ptr<ItemSource<WordsExample>> words_source(InputFiles files, std::optional<int64_t> label_column,
                                                       int64_t word_column) {
  files.check();
  return std::make_unique<ConllWords>(std::move(files), label_column, word_column);
}

}  // namespace electra::cli
