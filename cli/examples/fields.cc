#include "cli/examples/fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/json.h"
#include "base/quote.h"
#include "cli/examples/record_object.h"
#include "cli/io/input_fault.h"
#include "cli/io/json_out.h"

namespace electra::cli {

using namespace internal;

void add_table_flags(CLI::App& app, TableFlags& flags, std::string_view tables) {
  add_choice_flag(
      app, flags.header, {{"auto", Header::automatic}, {"yes", Header::yes}, {"no", Header::no}},
      {"--header", "",
       fmt::format("whether every file of {} begins with a line of names: yes, no, or auto, yes if a column "
                   "is named and no if all are numbers",
                   tables),
       io_group});
  const std::string_view usual = tables == "csv" ? "a comma" : "a TAB in tsv and a comma in csv";
  add_character_flag(
      app, flags.separator,
      {"--separator", "CHARACTER",
       fmt::format("what stands between the cells of {}: one character, or tab; by default {}; the quotes "
                   "of csv keep their meaning",
                   tables, usual),
       io_group});
}

void settle_table(const TableFlags& flags, bool chooses, ReadAs& read_as) {
  if (chooses && !read_as.is_given && read_as.format == Format::text) read_as.format = Format::tsv;
  if (!read_as.has_cells()) {
    refuse_if(flags.header != Header::automatic, "--header is for tsv and csv: --format says which");
    refuse_if(flags.separator != '\0', "--separator is for tsv and csv: --format says which");
  }
  read_as.header = flags.header;
  read_as.separator = flags.separator;
}

void add_keep_flag(CLI::App& app, std::string& keep, std::string_view tables) {
  const std::string columns = tables.empty() ? "" : fmt::format("columns of {}, by name or number, or ", tables);
  add_text_flag(
      app, keep,
      {"--keep", "LIST",
       fmt::format("pass these {}members of jsonl through to the output: in jsonl under their names, in tsv as "
                   "columns before those of the result",
                   columns),
       io_group});
}

std::vector<std::string> kept_names(const std::string& keep, Format output_format,
                                    const std::vector<std::string>& taken) {
  if (keep.empty()) return {};
  std::vector<std::string> names = split_at_commas(keep);
  for (auto name = names.begin(); name != names.end(); ++name) {
    refuse_if(name->empty(), "--keep has an empty name");
    const bool is_again = std::find(names.begin(), name, *name) != name;
    const bool is_taken = output_format == Format::jsonl && std::ranges::find(taken, *name) != taken.end();
    if (is_again) throw Error(ErrorKind::usage, fmt::format("--keep has {} twice", quote(*name)));
    if (!is_taken) continue;
    throw Error(ErrorKind::usage, fmt::format("--keep: the output has a key {} of its own, expected another name; "
                                              "--output-format tsv has no keys",
                                              quote(*name)));
  }
  return names;
}

KeptFields::KeptFields(std::vector<std::string> names, const ReadAs& read_as, Format output_format)
    : names_(std::move(names)), output_format_(output_format) {
  refuse_if(!read_as.has_cells() && read_as.format != Format::jsonl, "--keep is for tsv, csv and jsonl");
  const bool has_room = output_format == Format::tsv || output_format == Format::jsonl;
  refuse_if(!has_room, "--keep needs --output-format tsv or jsonl");
  if (read_as.has_cells()) columns_.emplace(names_, read_as.cells(), read_as.has_header());
}

std::string KeptFields::value_of(const Record& record, const std::string& name) const {
  std::optional<std::string> value = value_as_written(record.text, name);
  if (!value) fail(fmt::format("no {} in the object, which --keep names", quote(name)));
  return std::move(*value);
}

std::string KeptFields::of(const Record& record, std::string_view file) {
  std::vector<std::string> cells;
  if (columns_) {
    if (columns_->take_header(record, file)) return "";
    cells = columns_->read(record);
  }
  std::string out;
  for (size_t i = 0; i < names_.size(); ++i) {
    const std::string value = columns_ ? cells[i] : value_of(record, names_[i]);
    if (output_format_ == Format::tsv) {
      const bool is_string = !columns_ && value.starts_with('"');
      out += on_one_line(is_string ? parse_json_record(value).get<std::string>() : value) + '\t';
      continue;
    }
    append_json_string(out, names_[i]);
    out += ':';
    if (columns_) {
      append_json_string(out, value);
    } else {
      out += value;
    }
    out += ',';
  }
  return out;
}

}  // namespace electra::cli
