// Sentences whose words are tagged one by one: what a sentence is to a task, whatever file it comes from.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/examples/record_source.h"
#include "cli/io/conll.h"
#include "cli/io/gold.h"
#include "cli/io/input_file.h"
#include "cli/io/item_source.h"

namespace electra::cli {

struct WordsExample {
  std::vector<std::string> words;
  Gold<std::vector<std::string>> tags = {};  // by word, where the input has them
  bool has_numbers = false;                  // the tags are numbers of labels
  std::string id = "";                       // as JSON writes it; empty: none
  std::vector<ConllLine> lines = {};         // of CoNLL, which its output repeats; valid until the sink has been paused

  // A sentence that was refused is none, nor are lines between sentences; both come as lines alone.
  bool is_sentence() const { return lines.empty() || !words.empty(); }
  bool is_bad() const { return !lines.empty() && lines.front().kind == ConllLine::Kind::bad; }
};

// Whether a word is more than white space. One that is not has no pieces; Transformers gives it no tag, and does not
// compare it.
bool has_text(std::string_view word);

// Where words, tags and the beginnings of sentences are. Each is a name, of a column or of a member of objects, or the
// number of a column, from 1. Empty: the usual names (cli/io/first_sentences.h), and of CoNLL what its columns tell.
struct WordsInput {
  std::string words = "", tags = "", sentences = "";
  ConllChoice::Tags conll_tags = ConllChoice::Tags::told;  // of CoNLL
};

// Whether the files have words and not texts. Words are what CoNLL, sentences with their tags, and tables with a column
// of words have, and objects with a list of words, even beside a text. REQUIRES: their format has been told.
bool has_words(InputFiles& files, const WordsInput& input);

// The ordinals of examples count sentences. Throws as check_beginning for files that are something else, and
// Error(usage) for columns that contradict the format.
std::unique_ptr<ItemSource<WordsExample>> words_source(InputFiles files, const WordsInput& input);

}  // namespace electra::cli
