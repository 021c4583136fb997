// Sentences of CoNLL files: a word a line with columns of which the word is one, a line without text between sentences.
// In CoNLL-U and CoNLL-X the word is the second of ten, and a line whose first column is a range or a decimal ("1-2",
// "1.1") has none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/io/gold.h"
#include "cli/io/item_source.h"
#include "cli/io/reader.h"

namespace electra::cli {

struct ConllLine {
  enum class Kind {
    word,
    other,     // without text, or a comment: a line that begins with "# " (of CoNLL-U with "#") before a sentence
    document,  // -DOCSTART-, or a line of CoNLL-U without a word: it has the columns of one
    bad,       // refused; its sentence goes on behind it
  };
  Kind kind = Kind::other;
  std::string_view text = {};  // all of it
  std::string_view word = {};
  char separator = '\t';  // as the line has it: a TAB, else a blank
};

// The lines from the end of a sentence, or of a file, to that of the next: what stands before it and what ends it among
// them. The last one of a file may have no words.
struct ConllSentence {
  std::vector<ConllLine> lines;  // valid until the sink has been paused
  std::vector<std::string> words;
  Gold<std::vector<std::string>> labels;  // by word, where they are wanted
};

class ConllSource : public ItemSource<ConllSentence> {
 public:
  // label_column: from 1; 0: the last, of CoNLL-U the fourth; nothing: no labels are wanted. word_column: from 1; 0:
  // the first, of CoNLL-U the second.
  ConllSource(InputFiles files, std::optional<int64_t> label_column, int64_t word_column = 0);

  void number_from(uint64_t first_line) override { reader_.number_from(first_line); }
  void read(ItemSink<ConllSentence>& sink) override;
  std::string text_of(Place place) const override { return reader_.text_of(place); }
  ReadProgress progress() const override { return reader_.progress(); }
  void print_warnings() const override { reader_.malformed().print(); }
  bool marks_bad_records() const override { return false; }  // a sentence brings its bad lines along

 private:
  // Throws Error(input) for a line with other columns than the file's lines before it, or without a word.
  ConllLine parse(const Record& record);
  void take(const Record& record, ItemSink<ConllSentence>& sink);
  void give(ItemSink<ConllSentence>& sink);

  bool is_conllu_;
  Reader reader_;
  std::optional<int64_t> label_column_;
  size_t word_column_;            // its index
  Item<ConllSentence> sentence_;  // that is being read
  bool in_sentence_ = false;
  size_t file_ = 0;     // the file at hand
  size_t columns_ = 0;  // of that file; 0: not known
};

}  // namespace electra::cli
