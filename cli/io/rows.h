// How a row of tsv and an object of jsonl begin, in every command: with the place of what they are of, and what --keep
// passes through.
#pragma once

#include <cstdint>
#include <string>

#include "cli/io/item_source.h"
#include "cli/io/json_out.h"
#include "electra/tokenizer.h"

namespace electra::cli {

// FILE and LINE as columns; nothing where files are not named. A line that is not known is an empty column. Behind them
// the columns of --keep.
template <class Example>
void begin_row(std::string& out, const Item<Example>& item) {
  if (!item.file_name.empty()) {
    out += on_one_line(std::string(item.file_name));
    out += '\t';
    if (item.place.line > 0) append_integer(out, static_cast<int64_t>(item.place.line));
    out += '\t';
  }
  out += item.kept;
}

// The same for a part of a text: record (from 1), kept, start, end; where files are named FILE, LINE, kept, start, end.
template <class Example>
void begin_row(std::string& out, const Item<Example>& item, Span span) {
  if (item.file_name.empty()) {
    append_integer(out, static_cast<int64_t>(item.ordinal));
    out += '\t';
  }
  begin_row(out, item);
  for (const uint32_t offset : {span.begin, span.end}) {
    append_integer(out, offset);
    out += '\t';
  }
}

// Up to where the first member of the result goes: { or {"file":"a.txt","line":3,"id":7,
template <class Example>
void begin_object(std::string& out, const Item<Example>& item) {
  out += '{';
  if (!item.file_name.empty()) {
    out += R"("file":)";
    append_json_string(out, item.file_name);
    if (item.place.line > 0) {
      out += R"(,"line":)";
      append_integer(out, static_cast<int64_t>(item.place.line));
    }
    out += ',';
  }
  out += item.kept;
}

}  // namespace electra::cli
