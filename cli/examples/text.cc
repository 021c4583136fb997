#include "cli/examples/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "base/quote.h"
#include "cli/examples/record_object.h"
#include "cli/io/numbers.h"
#include "electra/error.h"

namespace electra::cli {

using namespace internal;

namespace {

using nlohmann::json;
using Words = std::vector<std::string>;

}  // namespace

Words words_of(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  Words words;
  for (size_t begin = text.find_first_not_of(blanks); begin != text.npos;) {
    const size_t end = std::min(text.find_first_of(blanks, begin), text.size());
    words.emplace_back(text.substr(begin, end - begin));
    begin = text.find_first_not_of(blanks, end);
  }
  return words;
}

std::vector<std::string> list_of_words(const json& list, std::string_view key) {
  Words words;
  for (const json& word : list) {
    if (!word.is_string()) fail(fmt::format("{} has {}, expected a word", quote(key), quote_json(word)));
    words.push_back(word.get<std::string>());
  }
  return words;
}

JoinedWords joined(const Words& words) {
  JoinedWords out;
  for (const std::string& word : words) {
    if (!out.spans.empty()) out.text += ' ';
    const auto begin = static_cast<uint32_t>(out.text.size());
    out.text += word;
    out.spans.push_back({begin, static_cast<uint32_t>(out.text.size())});
  }
  return out;
}

void add_text_input_flags(CLI::App& app, TextInputFlags& flags, TextInputKind kind) {
  add_format_flag(
      app, flags.format, {std::begin(text_formats), std::end(text_formats)},
      fmt::format("text: one text a line; tsv and csv: texts in columns; jsonl: objects with a text{}; by default "
                  "told from their beginning, or their names",
                  kind.pairs ? " and maybe a pair" : ""));
  if (kind.pairs)
    add_switch(app, flags.pair, {"--pair", "", "every line has two texts, with a TAB between them", io_group});
  add_columns_flags(app, flags, kind);
  if (!kind.label_column) return;
  add_text_flag(
      app, flags.label_column,
      {"--label-column", "COLUMN",
       "the column with the gold label: a name, or a number from 1; a member of jsonl, by default label", io_group});
}

void add_columns_flags(CLI::App& app, TextInputFlags& flags, TextInputKind kind) {
  add_text_flag(
      app, flags.columns,
      {"--columns", kind.pairs ? "LIST" : "COLUMN",
       kind.pairs
           ? "the one or two columns of tsv and csv that hold the texts: names from the header, or numbers from 1 "
             "if there is no header; members of jsonl, by default text and pair"
           : "the column of tsv and csv that holds the text: a name from the header, or a number from 1 if there "
             "is no header; a member of jsonl, by default text",
       io_group});
  add_table_flags(app, flags.table);
}

Text TextExample::asked() const {
  Text asked{.first = text};
  if (pair) asked.second = *pair;
  return asked;
}

TextParser::TextParser(const TextInputFlags& flags, const ReadAs& read_as, TextInputKind kind)
    : read_as_(read_as), kind_(kind), pair_(flags.pair), split_words_(flags.split_words) {
  settle_table(flags.table, !flags.columns.empty() || !flags.label_column.empty(), read_as_);
  check(flags);
  has_labels_ = format() == Format::jsonl || !flags.label_column.empty();
  has_cells_ = read_as_.has_cells() && !pair_;
  const Words columns = flags.columns.empty() ? Words() : split_at_commas(flags.columns);
  if (format() == Format::jsonl) {
    choose_members(columns, flags.label_column);
  } else {
    choose_columns(columns, flags);
  }
}

void TextParser::check(const TextInputFlags& flags) const {
  const bool chooses = !flags.columns.empty() || !flags.label_column.empty();
  const bool is_table = read_as_.has_cells();
  refuse_if(chooses && format() == Format::text, "--columns and --label-column are for tsv, csv and jsonl");
  refuse_if(pair_ && (chooses || format() == Format::csv || format() == Format::jsonl),
            "--pair is for lines of text; name two --columns, or put a \"pair\" into the objects");
  refuse_if(pair_ && (flags.table.header == Header::yes || flags.table.separator != '\0'),
            "--pair is for lines of text with a TAB between; with --header and --separator name two --columns");
  refuse_if(is_table && !flags.label_column.empty() && flags.columns.empty(),
            "--label-column needs --columns, which name those of the text");
  refuse_if(is_table && !flags.keep.empty() && flags.columns.empty(),
            "--keep needs --columns, which name those of the text");
}

namespace {

void check_number(const Words& columns, TextInputKind kind) {
  if (columns.size() <= (kind.pairs ? 2 : 1)) return;
  throw Error(ErrorKind::usage,
              fmt::format("--columns: {}, expected {}", columns.size(), kind.pairs ? "one or two" : "one"));
}

}  // namespace

void TextParser::choose_members(const Words& columns, const std::string& label_column) {
  check_number(columns, kind_);
  refuse_if(std::ranges::find(columns, "") != columns.end(), "--columns has an empty name");
  if (!label_column.empty()) label_key_ = label_column;
  if (columns.empty()) return;
  text_key_ = columns.front();
  needs_pair_ = columns.size() > 1;
  pair_key_ = needs_pair_ ? columns.back() : "";
}

void TextParser::choose_columns(Words columns, const TextInputFlags& flags) {
  check_number(columns, kind_);
  read_as_.columns = Columns::none;
  if (columns.empty()) return;
  num_texts_ = columns.size();
  if (!flags.label_column.empty()) columns.push_back(flags.label_column);
  Words named = columns;  // all in one file, which has a header or none
  if (!flags.keep.empty()) std::ranges::copy(split_at_commas(flags.keep), std::back_inserter(named));
  read_as_.columns = has_names(named, flags.table.header) ? Columns::names : Columns::numbers;
  columns_.emplace(std::move(columns), read_as_.cells(), read_as_.has_header());
}

bool TextParser::take_header(const Record& record, std::string_view file) {
  if (columns_) return columns_->take_header(record, file);
  if (!has_cells_ || !read_as_.has_header() || record.file < num_headers_) return false;
  num_headers_ = record.file + 1;
  const Words names = split_cells(record.text, read_as_.cells());
  if (names.size() == 1) return true;
  throw Error(ErrorKind::usage, fmt::format("{}: {} columns, expected --columns to name those of the text, there is {}",
                                            file, names.size(), quote_list(names)));
}

void TextParser::read_texts(const JsonObject& members, TextExample& example) const {
  const json* text = members.find(text_key_.c_str());
  const json* pair = pair_key_.empty() ? nullptr : members.find(pair_key_.c_str());
  if (pair != nullptr && !kind_.pairs) fail("the object has a \"pair\", expected a text alone");
  const bool is_named = pair_key_.empty();  // by --columns
  if (!is_named && !members.refusing_null().has(text_key_.c_str())) {
    fail(fmt::format("no \"{}\": --columns names another member", text_key_));
  }
  const bool is_list = text != nullptr && text->is_array();
  if (!is_list && (text == nullptr || !text->is_string())) members.refuse(text_key_, "a string or a list of words");
  if (pair == nullptr && needs_pair_) members.refuse(pair_key_, "a text like the first");
  if (is_list) {
    example.words = list_of_words(*text, text_key_);
    example.text = ExampleText(joined(*example.words).text);
    if (pair != nullptr) {
      if (!pair->is_array()) members.refuse(pair_key_, "words like the text");
      example.pair_words = list_of_words(*pair, pair_key_);
      example.pair = ExampleText(joined(*example.pair_words).text);
    }
  } else {
    example.text = ExampleText(text->get<std::string>());
    if (pair != nullptr) example.pair = ExampleText(*members.string(pair_key_.c_str()));
  }
}

namespace {

// The member of this name, else "OUTER.INNER" as the one inside of another, as KLUE has "labels": {"label": …}.
const json* find_inside(const JsonObject& members, const std::string& name) {
  const json* const found = members.find(name.c_str());
  const size_t dot = name.find('.');
  if (found != nullptr || dot == name.npos) return found;
  const json* const outer = members.find(name.substr(0, dot).c_str());
  if (outer == nullptr || !outer->is_object()) return nullptr;
  return find_inside(record_members(*outer), name.substr(dot + 1));
}

}  // namespace

TextExample TextParser::from_object(const json& object) const {
  const JsonObject members = record_members(object);
  TextExample example;
  if (!kind_.labels_alone) read_texts(members, example);
  if (const json* label = find_inside(members, label_key_)) {
    example.label.value = label->is_string() ? label->get<std::string>() : label->dump();
  }
  return example;
}

TextExample TextParser::from_cells(const Record& record) const {
  TextExample example;
  if (!columns_) {
    Words cells = split_cells(record.text, read_as_.cells());
    if (cells.size() > 1)
      fail(fmt::format("{}, expected --columns to name those of the text", counted(cells.size(), "column")));
    example.text = ExampleText(std::move(cells.front()));
    return example;
  }
  Words cells = columns_->read(record);
  if (cells.size() > num_texts_) example.label.value = std::move(cells.back());
  if (num_texts_ == 2) example.pair = ExampleText(std::move(cells[1]));
  example.text = ExampleText(std::move(cells[0]));
  return example;
}

TextExample TextParser::from_line(std::string_view line) const {
  TextExample example;
  if (pair_) {
    const auto columns = std::count(line.begin(), line.end(), '\t') + 1;
    if (columns != 2)
      fail(fmt::format("{}, expected 2 with a TAB between", counted(static_cast<uint64_t>(columns), "column")));
    const size_t tab = line.find('\t');
    example.pair = ExampleText(line.substr(tab + 1));
    line = line.substr(0, tab);
  }
  example.text = ExampleText(line);
  return example;
}

TextExample TextParser::parse(const Record& record, json* object) const {
  TextExample example;
  if (format() == Format::jsonl) {
    json parsed = parse_record_object(record.text);
    example = from_object(parsed);
    if (object != nullptr) *object = std::move(parsed);
  } else {
    example = has_cells_ ? from_cells(record) : from_line(record.text);
  }
  if (split_words_ && !example.words) {
    example.words = words_of(example.text);
    if (example.pair) example.pair_words = words_of(*example.pair);
  }
  return example;
}

std::unique_ptr<ItemSource<TextExample>> text_source(TextParser parser, InputFiles files) {
  return source_of_texts<TextExample>(std::move(parser), std::move(files),
                                      [](TextExample text, const json&) { return text; });
}

}  // namespace electra::cli
