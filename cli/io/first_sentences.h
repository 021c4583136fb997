// What the first lines of a text tell of words and their tags: CoNLL, sentences of tagged words, tables of words. And
// what tags and the columns of words are usually called.
#pragma once

#include <span>
#include <string_view>

#include "cli/io/first_lines.h"

namespace electra::cli {

// "O", "B-PER", and "PER-B", whose letter stands behind a type in capitals: "Plan-B" is none.
bool is_tag(std::string_view text);
// "12".
bool is_number(std::string_view text);

// A word and its tag in every line, or a tag and its word, behind comments; documents and sentences of CoNLL marked as
// such; or CoNLL-U.
Verdict is_conll(Beginning beginning);
// The ten columns of CoNLL-U, of which the word is the second; behind comments.
Verdict is_conll_u(Beginning beginning);
// A sentence a line: words, a TAB and tags. That there are not as many is a fault of the line, and does not make a text
// of it. Lines of one tag, as CoNLL has them, tell nothing.
Verdict is_tagged(Beginning beginning);

// The names that columns of tables and members of objects have, in lower case, the usual ones first.
extern const std::span<const std::string_view> names_of_words;
extern const std::span<const std::string_view> names_of_tags;
extern const std::span<const std::string_view> names_of_sentences;  // of columns that say where a sentence begins
// The first line has a name of words, and one of tags or of sentences.
Verdict is_header_of_words(Beginning beginning, char separator);

}  // namespace electra::cli
