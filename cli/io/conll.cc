#include "cli/io/conll.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "cli/io/input_fault.h"
#include "cli/io/messages.h"
#include "cli/io/numbers.h"

namespace electra::cli {
namespace {

// Of "# sent_id = x"; empty: it is no such line.
std::string_view sentence_id(std::string_view line) {
  constexpr std::string_view mark = "# sent_id = ";
  if (!line.starts_with(mark)) return "";
  return line.substr(mark.size(), line.find_last_not_of(" \t") + 1 - mark.size());
}

}  // namespace

ConllSource::ConllSource(InputFiles files, ConllChoice choice)
    : format_(files.read_as.format), reader_(std::move(files)), choice_(std::move(choice)), file_(SIZE_MAX) {}

void ConllSource::read(ItemSink<ConllSentence>& sink) {
  // The reader's windows end with a sentence, so none is torn where the memory of its lines is used again.
  const WindowLimit limit = {
      .bytes = Reader::usual_window.bytes, .records = Reader::usual_window.records, .whole_blocks = true};
  for (auto records = reader_.next(limit); !records.empty(); records = reader_.next(limit)) {
    for (size_t i = 0; i < records.size(); ++i) {
      if (records[i].file != file_) {
        give(sink);
        begin_file(records.subspan(i));
      }
      reader_.cover(records[i]);
      take(records[i], sink);
    }
    give(sink);
    sink.pause();
  }
}

void ConllSource::begin_file(std::span<const Record> records) {
  file_ = records.front().file;
  std::vector<std::string_view> lines;
  for (const Record& record : records) {
    if (record.file == file_) lines.push_back(record.text);
  }
  tell(lines);
}

void ConllSource::tell(std::span<const std::string_view> lines) {
  columns_ = columns_of_conll(lines, format_, choice_, reader_.name(file_));
  using Tags = ConllChoice::Tags;
  if (columns_.has_numbers_alone && choice_.tags != Tags::last && !std::exchange(has_said_, true)) {
    print_note(fmt::format("{}: column 1 has numbers alone: --word-column gives the number of that with the words",
                           reader_.name(file_)));
  }
  const bool says = !columns_.told.empty() && choice_.word.empty() && choice_.tags != Tags::last;
  if (!says || std::exchange(has_said_, true)) return;
  print_note(fmt::format("{}: {} read from column {}{}", reader_.name(file_), columns_.told, columns_.word + 1,
                         choice_.tags == Tags::none ? "" : fmt::format(", tags from column {}", columns_.tag + 1)));
}

void ConllSource::take(const Record& record, ItemSink<ConllSentence>& sink) {
  ConllSentence& sentence = sentence_.example;
  if (sentence.lines.empty())
    sentence_ = {.example = {}, .place = {record.file, record.line}, .ordinal = record.ordinal};
  sentence_.bytes += record.text.size() + 1;
  sentence.lines.push_back({.text = record.text});
  numbers_.push_back(record.line);
  if (record.too_long && faults_.empty()) {
    faults_.push_back({{record.file, record.line}, fault_of([] { fail_too_long(); }).value_or("")});
  }
  const bool is_between =
      !record.too_long && (is_blank(record.text) || is_document_mark(record.text) || is_document_comment(record.text));
  has_content_ = has_content_ || !is_between;
  if (!is_between || !has_content_) return;
  settle();
  if (!sentence.words.empty() || !faults_.empty()) give(sink);  // else there were comments alone
}

void ConllSource::settle() {
  if (columns_.count == 0) {  // there were comments alone
    std::vector<std::string_view> lines;
    for (const ConllLine& line : sentence_.example.lines) lines.push_back(line.text);
    tell(lines);
  }
  for (; settled_ < sentence_.example.lines.size(); ++settled_) {
    ConllLine& line = sentence_.example.lines[settled_];
    const auto fault = fault_of([&] { settle_line(line); });
    if (fault && faults_.empty()) faults_.push_back({{file_, numbers_[settled_]}, *fault});
  }
  has_content_ = false;
}

void ConllSource::settle_line(ConllLine& line) {
  ConllSentence& sentence = sentence_.example;
  if (is_blank(line.text) || is_document_comment(line.text)) return;
  if (sentence.words.empty() && is_comment(line.text, columns_)) {
    if (const std::string_view id = sentence_id(line.text); !id.empty()) sentence.id = id;
    return;
  }
  line.separator = line.text.find('\t') != line.text.npos ? '\t' : ' ';
  const std::vector<std::string_view> columns = split_conll(line.text);
  if (is_document_mark(line.text) ||
      (columns_.has_ids && columns_.id < columns.size() && has_no_word(columns[columns_.id]))) {
    line.kind = ConllLine::Kind::document;
    return;
  }
  read_word(line, columns);
}

void ConllSource::read_word(ConllLine& line, const std::vector<std::string_view>& columns) {
  ConllSentence& sentence = sentence_.example;
  if (sentence.words.empty()) sentence_.place.line = numbers_[settled_];
  if (columns_.word >= columns.size()) {
    fail(fmt::format("{}, expected the word in column {}", counted(columns.size(), "column"), columns_.word + 1));
  }
  if (columns.size() != columns_.count) {
    fail(fmt::format("{}, expected {} as in the lines before", counted(columns.size(), "column"), columns_.count));
  }
  line.word = columns[columns_.word];
  if (line.word.empty()) fail(fmt::format("no word in column {}", columns_.word + 1));
  line.kind = ConllLine::Kind::word;
  sentence.words.emplace_back(line.word);
  if (choice_.tags == ConllChoice::Tags::none || !sentence.tags.fault.empty()) return;
  const auto fault = fault_of([&] {
    if (choice_.tag.empty() && columns.size() < 2) fail("no column of labels behind the word");
    if (columns_.tag >= columns.size()) {
      fail(fmt::format("{}, expected the tag in column {}", counted(columns.size(), "column"), columns_.tag + 1));
    }
  });
  if (fault) {
    sentence.tags = {std::nullopt, *fault};
    return;
  }
  if (!sentence.tags.value) sentence.tags.value.emplace();
  sentence.tags.value->emplace_back(columns[columns_.tag]);
}

void ConllSource::give(ItemSink<ConllSentence>& sink) {
  ConllSentence& sentence = sentence_.example;
  if (sentence.lines.empty()) return;
  settle();
  if (!faults_.empty()) {
    // Half a sentence would be tagged, and counted, as if it were one.
    for (ConllLine& line : sentence.lines) line.kind = ConllLine::Kind::bad;
    sentence.words.clear();
    sentence.tags = {};
    sink.refuse(faults_.front().place, sentence_.ordinal, faults_.front().why);
  }
  faults_.clear();
  numbers_.clear();
  settled_ = 0;
  has_content_ = false;
  if (sentence.words.empty() && choice_.tags != ConllChoice::Tags::none) sentence.tags.value.emplace();
  sink.take(std::exchange(sentence_, {}));
}

}  // namespace electra::cli
