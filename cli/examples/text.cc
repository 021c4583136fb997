#include "cli/examples/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "cli/io/input_file.h"
#include "cli/examples/text_record.h"
#include "electra/error.h"

namespace electra::cli {
namespace {

// The format that the names of all files agree on, or text.
std::string format_of(const std::vector<std::string>& files) {
  for (const char* format : {"jsonl", "tsv", "csv"}) {
    if (all_end_in(files, {std::string(".") + format})) return format;
  }
  return "text";
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (size_t i = 0; i < words.size(); ++i) text += (i == 0 ? "" : " ") + words[i];
  return text;
}

}  // namespace

void add_text_input_flags(CLI::App& app, TextInputFlags& flags, TextInputKind kind) {
  const auto group = [](CLI::Option* option) { option->group("Input and output"); };
  group(add_choice_flag(app, flags.format, {"text", "tsv", "csv", "jsonl"},
                        {"--format", "FORMAT",
                         fmt::format("of the input: a text a line; columns; or objects with a text{}; by default told "
                                     "from the names of the files",
                                     kind.pairs ? ", and maybe a pair" : "")}));
  if (kind.pairs) group(add_switch(app, flags.pair, "--pair", "lines have two texts, with a TAB between them"));
  group(add_text_flag(
      app, flags.columns,
      {"--columns", kind.pairs ? "LIST" : "COLUMN",
       kind.pairs ? "the one or two columns of tsv and csv that hold the text: names of the header, or numbers from 1 "
                    "where there is none"
                  : "the column of tsv and csv that holds the text: a name of the header, or a number from 1 where "
                    "there is none"}));
  if (!kind.label_column) return;
  group(add_text_flag(app, flags.label_column,
                      {"--label-column", "COLUMN", "the column with the label that is right, a name or number"}));
}

std::vector<Text> texts_of(std::span<const TextItem> items) {
  std::vector<Text> texts;
  for (const TextItem& item : items) texts.push_back(item.text());
  return texts;
}

TextParser::TextParser(const TextInputFlags& flags, const std::vector<std::string>& files, TextInputKind kind)
    : format_(flags.format.empty() ? format_of(files) : flags.format), kind_(kind), pair_(flags.pair) {
  const bool chooses = !flags.columns.empty() || !flags.label_column.empty();
  if (chooses && flags.format.empty() && format_ == "text") format_ = "tsv";
  const bool has_cells = format_ == "tsv" || format_ == "csv";
  if (chooses && !has_cells) throw Error(ErrorKind::usage, "--columns and --label-column are for tsv and csv");
  if (pair_ && (chooses || format_ == "csv" || format_ == "jsonl")) {
    throw Error(ErrorKind::usage,
                "--pair is for lines of text; name two --columns, or put a \"pair\" into the objects");
  }
  has_labels_ = format_ == "jsonl" || !flags.label_column.empty();
  if (!flags.label_column.empty() && flags.columns.empty()) {
    throw Error(ErrorKind::usage, "--label-column needs --columns, which name those of the text");
  }
  if (!has_cells || pair_) return;
  separator_ = format_ == "csv" ? ',' : '\t';
  if (flags.columns.empty()) return;
  std::vector<std::string> columns = split_at_commas(flags.columns);
  num_texts_ = columns.size();
  if (num_texts_ > (kind.pairs ? 2 : 1)) {
    throw Error(ErrorKind::usage,
                fmt::format("--columns: {}, expected {}", num_texts_, kind.pairs ? "one or two" : "one"));
  }
  if (!flags.label_column.empty()) columns.push_back(flags.label_column);
  columns_.emplace(std::move(columns), separator_);
}

TextItem TextParser::from_json(nlohmann::json object) const {
  TextRecord record = read_text_object(object);
  TextItem item;
  if (!kind_.pairs && record.has_pair()) {
    throw Error(ErrorKind::input, "the object has a \"pair\", expected a text alone");
  }
  item.first = record.is_split ? joined(record.words) : std::move(record.text);
  item.second = std::move(record.pair);
  if (record.pair_words) item.second = joined(*record.pair_words);
  if (record.is_split) item.words = std::move(record.words);
  if (const auto label = object.find("label"); label != object.end() && !label->is_null()) {
    item.label = label->is_string() ? label->get<std::string>() : label->dump();
  }
  item.object = std::move(object);
  return item;
}

std::optional<TextItem> TextParser::parse(const Record& record, std::string_view file) {
  if (format_ == "jsonl") return from_json(parse_record_object(record.text));
  TextItem item;
  if (!columns_ && separator_ != '\0') {
    std::vector<std::string> cells = split_cells(record.text, separator_);
    if (cells.size() > 1) {
      throw Error(ErrorKind::input,
                  fmt::format("{} columns, expected --columns to name those of the text", cells.size()));
    }
    item.first = std::move(cells.front());
    return item;
  }
  if (!columns_) {
    const TextRecord text = read_text_record(record.text, {.pair = pair_});
    item.first = text.text;
    item.second = text.pair;
    return item;
  }
  std::optional<std::vector<std::string>> cells = columns_->read(record, file);
  if (!cells) return std::nullopt;
  item.first = std::move((*cells)[0]);
  if (num_texts_ == 2) item.second = std::move((*cells)[1]);
  if (cells->size() > num_texts_) item.label = std::move(cells->back());
  return item;
}

}  // namespace electra::cli
