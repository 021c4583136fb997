// Sentences of CoNLL files: a word a line with columns of which the word is one, a line without text between sentences.
// In CoNLL-U, CoNLL-X and GermEval the first column numbers the words (cli/io/conll_columns.h), and a line whose number
// is a range or a decimal ("1-2", "1.1") has none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/io/conll_columns.h"
#include "cli/io/gold.h"
#include "cli/io/item_source.h"
#include "cli/io/reader.h"

namespace electra::cli {

struct ConllLine {
  enum class Kind {
    word,
    other,     // without text, or a comment before a sentence
    document,  // -DOCSTART-, or a line of CoNLL-U without a word: it has the columns of one
    bad,       // of a sentence with a line that was refused
  };
  Kind kind = Kind::other;
  std::string_view text = {};  // all of it
  std::string_view word = {};
  char separator = '\t';  // as the line has it: a TAB, else a blank
};

// The lines from the end of a sentence, or of a file, to that of the next: what stands before it and what ends it among
// them. The last one of a file may have no words, and one with a bad line has none.
struct ConllSentence {
  std::vector<ConllLine> lines;  // valid until the sink has been paused
  std::vector<std::string> words;
  Gold<std::vector<std::string>> tags;  // by word, where they are wanted
  std::string id;                       // of "# sent_id = ID"; empty: none
};

class ConllSource : public ItemSource<ConllSentence> {
 public:
  ConllSource(InputFiles files, ConllChoice choice);

  void number_from(uint64_t first_line) override { reader_.number_from(first_line); }
  // Throws Error(usage) for a name that a file has no column of, too.
  void read(ItemSink<ConllSentence>& sink) override;
  std::string text_of(Place place) const override { return reader_.text_of(place); }
  ReadProgress progress() const override { return reader_.progress(); }
  void print_warnings() const override { reader_.malformed().print(); }
  bool marks_bad_records() const override { return false; }  // a bad sentence brings its lines along

 private:
  // Why a sentence is bad, and where.
  struct Fault {
    Place place;
    std::string why;
  };

  void begin_file(std::span<const Record> records);
  void tell(std::span<const std::string_view> lines);
  void take(const Record& record, ItemSink<ConllSentence>& sink);
  // What the lines are that have come since it was called last; of those of a sentence that ends with them.
  void settle();
  void settle_line(ConllLine& line);
  void read_word(ConllLine& line, const std::vector<std::string_view>& columns);
  void give(ItemSink<ConllSentence>& sink);

  Format format_;
  Reader reader_;
  ConllChoice choice_;
  Item<ConllSentence> sentence_;   // that is being read
  std::vector<uint64_t> numbers_;  // of its lines
  size_t settled_ = 0;             // lines
  bool has_content_ = false;       // among the others
  std::vector<Fault> faults_;      // the first of the sentence, or none
  bool has_said_ = false;          // what was told
  size_t file_ = 0;                // the file at hand
  ConllColumns columns_;           // of that file
};

}  // namespace electra::cli
