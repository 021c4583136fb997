// Where the items of a run come from: lines, records of CSV, sentences of CoNLL, questions of SQuAD.
//
// A source pushes what it reads, in the order of the input, and keeps nothing: windows, skipping and counting are the
// business of whoever takes the items (cli/run/stream.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/io/format.h"
#include "electra/error.h"

namespace electra::cli {

// Where an item stands.
struct Place {
  size_t file = 0;    // its index among the files of the run
  uint64_t line = 0;  // from 1; 0: the file as a whole
};

// How much of the input there is up to the end of the item that was given last.
struct ReadProgress {
  uint64_t bytes = 0;        // of the files as they are: of packed ones about
  uint64_t total_bytes = 0;  // 0: not known
};

template <class Example>
struct Item {
  Example example;
  Place place;
  uint64_t ordinal = 0;             // of its record, from 1, over all files
  size_t bytes = 0;                 // of its text
  std::string name = "";            // in its place, where that holds many: "paragraph 3, question 'x'"
  std::string kept = "";            // what --keep passes through, as its rows and objects begin with it
  std::string_view file_name = "";  // that its rows and objects begin with; empty: they do not (cli/io/rows.h)
};

// What the library is asked, for all of a window.
template <class Example>
auto asked_of(std::span<const Item<Example>> items) {
  std::vector<decltype(items.front().example.asked())> asked;
  for (const auto& item : items) asked.push_back(item.example.asked());
  return asked;
}

template <class Example>
class ItemSink {
 public:
  virtual ~ItemSink() = default;
  virtual void take(Item<Example> item) = 0;
  // A bad record, its ordinal as of an item, and why it is bad.
  virtual void refuse(Place place, uint64_t ordinal, const std::string& why) = 0;
  // Nothing follows for a while, or the memory that items refer to is about to be used again: those taken so far have
  // to be dealt with now.
  virtual void pause() = 0;
};

template <class Example>
class ItemSource {
 public:
  virtual ~ItemSource() = default;
  // The number of the first line and of its record, where the input is a part of a file. Before read(). Throws
  // Error(usage) for a source that does not count lines.
  virtual void number_from(uint64_t /*first_line*/) {
    throw Error(ErrorKind::usage, "--first-line is for files of lines, which can be split; this format is one object");
  }
  // Passes these fields of records through, as the output has them. Before read(). Throws Error(usage) for a source
  // without fields.
  virtual void keep(std::vector<std::string> /*names*/, Format /*output_format*/) {
    throw Error(ErrorKind::usage, "--keep is for tsv, csv and jsonl");
  }
  // Gives everything to the sink; what was taken since its last pause is for the caller to finish. Throws Error(io),
  // Error(usage) for columns that a header lacks, Error(input) for a file that is none of the format, and what the sink
  // throws.
  virtual void read(ItemSink<Example>& sink) = 0;
  virtual std::string text_of(Place place) const = 0;  // "notes.txt:12"
  std::string place_of(const Item<Example>& item) const {
    return item.name.empty() ? text_of(item.place) : text_of(item.place) + ": " + item.name;
  }
  virtual ReadProgress progress() const = 0;
  // Warnings about the input as a whole, once it has been read.
  virtual void print_warnings() const {}
  virtual std::string_view noun() const { return "record"; }  // for "3 bad records skipped"
  // Whether the output has something in place of a bad record, so that its lines are those of the input.
  virtual bool marks_bad_records() const { return true; }
};

}  // namespace electra::cli
