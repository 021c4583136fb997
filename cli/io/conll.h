// Sentences of CoNLL files: a word a line with columns of which the word is the first, a line without text between
// sentences.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/io/item_source.h"
#include "cli/io/reader.h"

namespace electra::cli {

struct ConllLine {
  enum class Kind {
    word,
    other,     // without text, or a comment: a line that begins with "# " and stands before a sentence
    document,  // -DOCSTART-, which is no word but has the columns of one
    bad,       // refused; its sentence goes on behind it
  };
  Kind kind = Kind::other;
  std::string_view text = {};  // all of it
  std::string_view word = {};
  std::optional<std::string_view> label = {};  // the gold column's
  char separator = '\t';                       // as the line has it: a TAB, else a blank
};

// The lines from the end of a sentence, or of a file, to that of the next: what stands before it and what ends it among
// them. The last one of a file may have no words.
struct ConllSentence {
  std::vector<ConllLine> lines;  // valid until the sink has been paused
  std::vector<std::string> words;
  std::vector<std::string> labels;  // by word, where they are wanted
};

class ConllParser {
 public:
  // label_column: from 1; 0: the last; nothing: no labels are wanted.
  explicit ConllParser(std::optional<int64_t> label_column) : label_column_(label_column) {}

  // Lines in their order. Throws Error(input) for one with other columns than the file's lines before it, without a
  // word, or without the label wanted.
  ConllLine parse(const Record& record);

 private:
  std::optional<int64_t> label_column_;
  bool in_sentence_ = false;
  size_t source_ = 0;
  size_t columns_ = 0;  // of the file at hand; 0: not known
};

class ConllSource : public ItemSource<ConllSentence> {
 public:
  // Throws Error(io) for files that cannot be read.
  ConllSource(const std::vector<std::string>& files, std::optional<int64_t> label_column)
      : reader_(files), parser_(label_column) {}

  void read(ItemSink<ConllSentence>& sink) override;
  std::string text_of(Place place) const override { return reader_.text_of(place); }
  ReadProgress progress() const override { return reader_.progress(); }
  void print_warnings() const override { reader_.malformed().print(); }
  bool marks_bad_records() const override { return false; }  // a sentence brings its bad lines along

 private:
  void take(const Record& record, ItemSink<ConllSentence>& sink);
  void give(ItemSink<ConllSentence>& sink);

  Reader reader_;
  ConllParser parser_;
  Item<ConllSentence> sentence_;  // that is being read
};

}  // namespace electra::cli
