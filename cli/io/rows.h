// How a row of tsv and an object of jsonl begin, in every command: with the place of what they are of.
#pragma once

#include <cstdint>
#include <string>

#include "cli/io/item_source.h"
#include "cli/io/json_out.h"
#include "electra/tokenizer.h"

namespace electra::cli {

// FILE and LINE as columns; nothing where files are not named. A line that is not known is an empty column.
template <class Example>
void begin_row(std::string& out, const Item<Example>& item) {
  if (item.file_name.empty()) return;
  out += on_one_line(std::string(item.file_name));
  out += '\t';
  if (item.place.line > 0) append_integer(out, static_cast<int64_t>(item.place.line));
  out += '\t';
}

// The same for a part of a text: record (from 1), start, end; where files are named FILE, LINE, start, end.
template <class Example>
void begin_row(std::string& out, const Item<Example>& item, Span span) {
  begin_row(out, item);
  if (item.file_name.empty()) {
    append_integer(out, static_cast<int64_t>(item.ordinal));
    out += '\t';
  }
  for (const uint32_t offset : {span.begin, span.end}) {
    append_integer(out, offset);
    out += '\t';
  }
}

// Up to where the first member goes: { or {"file":"a.txt","line":3,
template <class Example>
void begin_object(std::string& out, const Item<Example>& item) {
  out += '{';
  if (item.file_name.empty()) return;
  out += R"("file":)";
  append_json_string(out, item.file_name);
  if (item.place.line > 0) {
    out += R"(,"line":)";
    append_integer(out, static_cast<int64_t>(item.place.line));
  }
  out += ',';
}

}  // namespace electra::cli
