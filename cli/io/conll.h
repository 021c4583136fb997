// Sentences of CoNLL files: a word a line with columns of which the word is the first, a line without text between
// sentences.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/io/reader.h"

namespace electra::cli {

struct ConllLine {
  enum class Kind {
    word,
    other,     // without text, or a comment: a line that begins with "# " and stands before a sentence
    document,  // -DOCSTART-, which is no word but has the columns of one
  };
  Kind kind = Kind::other;
  std::string_view word = {};
  std::optional<std::string_view> label = {};  // the gold column's
  char separator = '\t';                       // as the line has it: a TAB, else a blank
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

}  // namespace electra::cli
