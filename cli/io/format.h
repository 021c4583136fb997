// The formats of files that the commands read and write, by their names and by the endings of files.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace electra::cli {

enum class Format {
  text,
  tsv,
  csv,
  jsonl,
  json,
  squad,  // SQuAD's files of questions, and its files of predictions
  conll,
  conllu,  // CoNLL-U and CoNLL-X, whose ten columns have names
  tagged,  // a sentence a line: words, a TAB and their tags
  html,
  editor,  // FILE:LINE:COLUMN: what is there, which editors jump to
  npy,
  pieces,  // of a tokenizer, with blanks between them
};

std::string_view format_name(Format format);
std::vector<std::string_view> format_names(std::span<const Format> formats);

// What the name of a packed file ends with, behind the ending of its format.
inline constexpr std::string_view packed_endings[] = {".gz", ".xz", ".zst"};

// The one of `formats` whose ending the name has; of two that share it, the one that it is the first of.
std::optional<Format> format_of_name(std::string_view file, std::span<const Format> formats);

// All endings of files of these formats, by their names; none if one of them is told from no ending.
std::vector<std::string> endings_of_formats(std::span<const std::string> names);

// Of packed files, too: "lines.tsv.gz" ends with ".tsv".
bool has_ending(std::string_view file, std::string_view ending);

// The one of `formats` whose endings the name of --output has; nothing if it has the ending of no format. Throws
// Error(usage) for the ending of another format, and of packed files, which results are none of.
std::optional<Format> format_of_output(const std::string& file, std::span<const Format> formats);

}  // namespace electra::cli
