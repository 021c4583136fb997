// A format of results, as functions.
#pragma once

#include <string>
#include <string_view>

#include "cli/io/format.h"
#include "cli/io/item_source.h"
#include "cli/io/writer.h"

namespace electra::cli {

// `Style` is what the functions share through a run: what flags say of them, what they count.
template <class Example, class Result, class Style>
struct OutputFormat {
  Format name;
  // Appends the result of an item, with its line ends.
  void (*write)(const Item<Example>& item, const Result& result, Style& style, std::string& out);
  std::string_view skipped = "\n";  // what stands for a bad record, of sources that mark them
  // Null where there is nothing to do:
  void (*begin)(Style& style, std::string& out) = nullptr;          // before the first result
  void (*end)(Style& style, std::string& out) = nullptr;            // behind the last one
  void (*write_skipped)(Style& style, std::string& out) = nullptr;  // where `skipped` takes more than a text
  void (*complete)(Style& style, Writer& writer) = nullptr;         // once all is written, before it is final
  std::string_view keys = "";                                       // that objects of jsonl have, with commas between
};

// Of formats that need nothing beyond the example and its result.
struct NoStyle {};

}  // namespace electra::cli
