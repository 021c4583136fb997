// Which columns of a CoNLL file hold the words and the tags: as chosen, by the names that the file gives its columns,
// or told from its first sentences. Thread-safe.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/io/format.h"

namespace electra::cli {

// What flags say of the columns: a name, or a number from 1; empty: it is told.
struct ConllChoice {
  enum class Tags {
    none,  // are not wanted
    told,
    last,  // are in the last column, whatever is told: what electra tag writes
  };
  std::string word = "", tag = "";
  Tags tags = Tags::none;
};

struct ConllColumns {
  size_t count = 0;          // of a word's line; 0: not known
  size_t word = 0, tag = 0;  // their indices
  bool has_ids = false;  // column `id` numbers the words: "1-2" and "1.1" are lines without one, "#" begins a comment
  size_t id = 0;
  bool has_numbers_alone = false;  // the first, which is taken for the words all the same
  // What stands before the words, against what the format lets expect; empty: nothing.
  std::string told = {};
};

// `lines` are the first of the file, as many as are at hand. Throws Error(usage) for a name that no column has, which
// begins with `file`.
ConllColumns columns_of_conll(std::span<const std::string_view> lines, Format format, const ConllChoice& choice,
                              const std::string& file);

// What stands between TABs; in a line without one between runs of blanks.
std::vector<std::string_view> split_conll(std::string_view line);
bool is_blank(std::string_view line);
bool is_document_mark(std::string_view line);  // -DOCSTART-
// The comments of OntoNotes around a document, "#begin document (x); part 000" and "#end document".
bool is_document_comment(std::string_view line);

// Whether a line that could be a sentence's first word is a comment. One that begins with "#" and has as many columns
// as the words, of which the last looks like a tag, is none.
bool is_comment(std::string_view line, const ConllColumns& columns);
// Whether a line has an id of several words or of none: "1-2", "1.1". REQUIRES: has_ids.
bool has_no_word(std::string_view id);

}  // namespace electra::cli
