#include "cli/examples/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "base/quote.h"
#include "cli/examples/record_object.h"
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
  add_columns_flag(app, flags, kind);
  if (!kind.label_column) return;
  add_text_flag(
      app, flags.label_column,
      {"--label-column", "COLUMN",
       "the column with the gold label: a name, or a number from 1; a member of jsonl, by default label", io_group});
}

void add_columns_flag(CLI::App& app, TextInputFlags& flags, TextInputKind kind) {
  add_text_flag(
      app, flags.columns,
      {"--columns", kind.pairs ? "LIST" : "COLUMN",
       kind.pairs
           ? "the one or two columns of tsv and csv that hold the texts: names from the header, or numbers from 1 "
             "if there is no header; members of jsonl, by default text and pair"
           : "the column of tsv and csv that holds the text: a name from the header, or a number from 1 if there "
             "is no header; a member of jsonl, by default text",
       io_group});
}

Text TextExample::asked() const {
  Text asked{.first = text};
  if (pair) asked.second = *pair;
  return asked;
}

TextParser::TextParser(const TextInputFlags& flags, const ReadAs& read_as, TextInputKind kind)
    : format_(read_as.format),
      is_given_(read_as.is_given),
      kind_(kind),
      pair_(flags.pair),
      split_words_(flags.split_words) {
  const bool chooses = !flags.columns.empty() || !flags.label_column.empty();
  if (chooses && !is_given_ && format_ == Format::text) format_ = Format::tsv;
  const bool has_cells = format_ == Format::tsv || format_ == Format::csv;
  refuse_if(chooses && format_ == Format::text, "--columns and --label-column are for tsv, csv and jsonl");
  refuse_if(pair_ && (chooses || format_ == Format::csv || format_ == Format::jsonl),
            "--pair is for lines of text; name two --columns, or put a \"pair\" into the objects");
  has_labels_ = format_ == Format::jsonl || !flags.label_column.empty();
  refuse_if(has_cells && !flags.label_column.empty() && flags.columns.empty(),
            "--label-column needs --columns, which name those of the text");
  if (has_cells && !pair_) separator_ = format_ == Format::csv ? ',' : '\t';
  if (chooses) choose(flags.columns.empty() ? Words() : split_at_commas(flags.columns), flags.label_column);
}

void TextParser::choose(Words columns, const std::string& label_column) {
  const size_t most = kind_.pairs ? 2 : 1;
  if (columns.size() > most) {
    throw Error(ErrorKind::usage,
                fmt::format("--columns: {}, expected {}", columns.size(), kind_.pairs ? "one or two" : "one"));
  }
  if (format_ != Format::jsonl) {
    num_texts_ = columns.size();
    if (!label_column.empty()) columns.push_back(label_column);
    columns_.emplace(std::move(columns), separator_);
    return;
  }
  refuse_if(std::ranges::find(columns, "") != columns.end(), "--columns has an empty name");
  if (!label_column.empty()) label_key_ = label_column;
  if (columns.empty()) return;
  text_key_ = columns.front();
  needs_pair_ = columns.size() > 1;
  pair_key_ = needs_pair_ ? columns.back() : "";
}

ReadAs TextParser::read_as() const {
  const Columns columns = !columns_ ? Columns::none : columns_->has_header() ? Columns::names : Columns::numbers;
  return {.format = format_, .is_given = is_given_, .columns = columns};
}

TextExample TextParser::from_object(const json& object) const {
  const JsonObject members = record_members(object);
  const json* text = members.find(text_key_.c_str());
  const json* pair = pair_key_.empty() ? nullptr : members.find(pair_key_.c_str());
  if (pair != nullptr && !kind_.pairs) fail("the object has a \"pair\", expected a text alone");
  const bool is_list = text != nullptr && text->is_array();
  if (!is_list && (text == nullptr || !text->is_string())) members.refuse(text_key_, "a string or a list of words");
  if (pair == nullptr && needs_pair_) members.refuse(pair_key_, "a text like the first");
  TextExample example;
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
  if (const json* label = members.find(label_key_.c_str())) {
    example.label.value = label->is_string() ? label->get<std::string>() : label->dump();
  }
  return example;
}

TextExample TextParser::from_cells(const Record& record) const {
  TextExample example;
  if (!columns_) {
    Words cells = split_cells(record.text, separator_);
    if (cells.size() > 1) fail(fmt::format("{} columns, expected --columns to name those of the text", cells.size()));
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
    if (columns != 2) fail(fmt::format("{} column{}, expected 2 with a TAB between", columns, columns == 1 ? "" : "s"));
    const size_t tab = line.find('\t');
    example.pair = ExampleText(line.substr(tab + 1));
    line = line.substr(0, tab);
  }
  example.text = ExampleText(line);
  return example;
}

TextExample TextParser::parse(const Record& record, json* object) const {
  TextExample example;
  if (format_ == Format::jsonl) {
    json parsed = parse_record_object(record.text);
    example = from_object(parsed);
    if (object != nullptr) *object = std::move(parsed);
  } else {
    example = separator_ == '\0' ? from_line(record.text) : from_cells(record);
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
