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
  html,
  npy,
  pieces,  // of a tokenizer, with blanks between them
};

std::string_view format_name(Format format);
std::vector<std::string_view> format_names(std::span<const Format> formats);

// The first of `formats` whose endings the name has.
std::optional<Format> format_of_name(std::string_view file, std::span<const Format> formats);

// Whether it ends with the name of the format itself: "lines.jsonl", "lines.jsonl.gz".
bool is_called(std::string_view file, Format format);

}  // namespace electra::cli
