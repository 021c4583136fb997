#include "cli/io/reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <new>

#include "base/utf8.h"
#include "cli/io/first_lines.h"
#include "cli/io/input_fault.h"
#include "cli/io/input_file.h"

namespace electra::cli {

using namespace internal;

namespace {

constexpr size_t read_size = size_t{256} << 10;

}  // namespace

Reader::Reader(InputFiles files, size_t line_limit)
    : files_(std::move(files)),
      line_limit_(line_limit),
      quotes_(files_.read_as.cells().separator),
      malformed_("malformed UTF-8 sequence replaced by U+FFFD", "malformed UTF-8 sequences replaced by U+FFFD") {}

std::string Reader::text_of(Place place) const {
  return fmt::format("{}:{}{}", name(place.file), is_document_[place.file] ? " record " : "", place.line);
}

std::span<const Record> Reader::next(WindowLimit limit) {
  drop_consumed();
  while (!is_full(limit)) {
    if (is_checked_ && take_line()) continue;
    if (stream_ == nullptr) {
      if (open_next()) continue;
      break;
    }
    const bool may_pause = !records_.empty() && (!limit.whole_blocks || at_block_end());
    if (may_pause && stream_->is_silent(window_since_)) break;
    if (!at_end_ && !fill()) continue;
    if (!is_checked_) {
      check_file();
      continue;
    }
    if (!at_end_ || !take_rest()) continue;
    if (elements_ && !elements_->fault_at_end().empty()) {
      if (!records_.empty()) break;  // those before the fault come first
      fail(fmt::format("{}: {}", name(next_file_ - 1), elements_->fault_at_end()));
    }
    stream_ = nullptr;
  }
  set_texts();
  return records_;
}

bool Reader::is_full(WindowLimit limit) const {
  if (records_.size() < limit.records && window_bytes_ < limit.bytes) return false;
  return !limit.whole_blocks || at_block_end();
}

bool Reader::at_block_end() const {
  if (records_.empty() || stream_ == nullptr) return true;
  if (records_.back().too_long) return false;
  const Range last = ranges_.back();
  return std::string_view(buffer_.get() + last.begin, last.end - last.begin).find_first_not_of(" \t") ==
         std::string_view::npos;
}

bool Reader::take_line() {
  const char* const begin = buffer_.get() + searched_;
  const char* const found =
      searched_ == end_ ? nullptr : static_cast<const char*>(std::memchr(begin, '\n', end_ - searched_));
  if (found == nullptr) {
    searched_ = end_;
    if (end_ - line_begin_ > line_limit_ || discarding_) {
      // Nothing of such a line is kept, but where it ends has to be found.
      discarding_ = true;
      end_ = searched_ = quotes_end_ = line_begin_;
    }
    return false;
  }
  const size_t line_end = static_cast<size_t>(found - buffer_.get());
  searched_ = line_end + 1;
  if (discarding_ || line_end - line_begin_ > line_limit_) {
    add_too_long();
  } else if (closes_badly(line_end)) {
    give_up_quote(quotes_end_);
    return true;
  } else if (is_inside_quotes(line_end)) {
    ++lines_inside_;
    return true;
  } else {
    add_record(line_begin_, line_end);
  }
  begin_record(searched_);
  return true;
}

// Spreadsheets begin a file of CSV with it; behind it a cell may be quoted.
size_t Reader::mark_size(size_t begin, size_t end) const {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  const bool is_first =
      line_ == 0 && files_.read_as.format != Format::text;  // a text keeps its bytes and their offsets
  return is_first && std::string_view(buffer_.get() + begin, end - begin).starts_with(mark) ? mark.size() : 0;
}

bool Reader::is_inside_quotes(size_t line_end) {
  if (!files_.read_as.cells().has_quotes) return false;
  if (quotes_end_ == line_begin_) quotes_end_ += mark_size(line_begin_, line_end);
  quotes_.take({buffer_.get() + quotes_end_, line_end - quotes_end_});
  quotes_end_ = line_end;
  return quotes_.inside();
}

bool Reader::closes_badly(size_t line_end) const {
  if (lines_inside_ == 0) return false;
  std::string_view line(buffer_.get() + quotes_end_, line_end - quotes_end_);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return quotes_.closes_badly(line);
}

// The quote that is open at `end` was not meant as one. Its record ends with its line, and is refused for it; what
// follows that is read anew.
void Reader::give_up_quote(size_t end) {
  const std::string_view text(buffer_.get() + line_begin_, end - line_begin_);
  const size_t begin = mark_size(line_begin_, end);
  const size_t opened = begin + CsvQuotes::last_opened(text.substr(begin), files_.read_as.cells().separator);
  const size_t size = std::min(text.find('\n', opened), text.size());
  lines_inside_ = static_cast<uint64_t>(std::ranges::count(text.substr(0, size), '\n'));
  const size_t line_end = line_begin_ + size;
  add_record(line_begin_, line_end);
  searched_ = std::min(line_end + 1, end_);
  begin_record(searched_);
}

void Reader::begin_record(size_t begin) {
  line_begin_ = quotes_end_ = begin;
  quotes_ = CsvQuotes(files_.read_as.cells().separator);
  lines_inside_ = 0;
}

bool Reader::take_rest() {
  if (discarding_) {
    add_too_long();
  } else if (closes_badly(end_)) {
    give_up_quote(quotes_end_);
    return false;
  } else if (is_inside_quotes(end_)) {
    give_up_quote(end_);
    return line_begin_ == end_;
  } else if (line_begin_ + mark_size(line_begin_, end_) < end_) {  // a mark alone is no line
    add_record(line_begin_, end_);
  }
  searched_ = end_;
  begin_record(end_);
  return true;
}

void Reader::add_too_long() {
  discarding_ = false;
  add_record(line_begin_, line_begin_);
  records_.back().too_long = true;
}

void Reader::add_record(size_t begin, size_t end) {
  const size_t line_end = std::min(end + 1, end_);
  begin += mark_size(begin, end);
  if (end > begin && buffer_.get()[end - 1] == '\r') --end;
  if (records_.empty()) window_since_ = std::chrono::steady_clock::now();
  const uint64_t unpacked = file_bytes_.back().unpacked - (end_ - line_end);
  records_.push_back(
      {.text = {}, .ordinal = ++records_read_, .line = line_ + 1, .file = next_file_ - 1, .end = unpacked});
  line_ += 1 + lines_inside_;
  ranges_.push_back({begin, end});
  window_bytes_ += end - begin + 1;
}

bool Reader::open_next() {
  if (next_file_ == files_.files.size()) return false;
  if (next_file_ > 0) line_ = 0;
  at_end_ = false;
  is_checked_ = false;
  elements_.reset();
  stream_ = files_.open(next_file_++);
  is_document_.push_back(false);
  file_bytes_.emplace_back();
  return true;
}

void Reader::check_file() {
  const std::string_view beginning(buffer_.get() + line_begin_, end_ - line_begin_);
  is_checked_ = check_beginning(beginning, at_end_, files_.read_as, name(next_file_ - 1));
  if (!is_checked_ || files_.read_as.format != Format::jsonl) return;
  const JsonLook json = look_for_json({beginning.substr(0, longest_beginning), true});
  if (json.layout == JsonLayout::objects) return;
  begin_record(line_begin_ + mark_size(line_begin_, end_));
  searched_ = line_begin_;
  is_document_.back() = true;
  elements_.emplace(json.layout);
  end_ = line_begin_ + elements_->take({buffer_.get() + line_begin_, end_ - line_begin_});
  file_bytes_.back().unpacked = end_ - line_begin_;
}

bool Reader::fill() {
  make_room();
  const std::optional<size_t> count = stream_->read({buffer_.get() + end_, std::min(capacity_ - end_, read_size)});
  if (!count) return false;
  at_end_ = *count == 0;
  const size_t taken = elements_ ? elements_->take({buffer_.get() + end_, *count}) : *count;
  end_ += taken;
  file_bytes_.back() = {stream_->bytes_read(), file_bytes_.back().unpacked + taken};
  if (elements_ && !elements_->fault().empty()) at_end_ = true;
  return true;
}

// realloc moves the pages of a large buffer instead of copying them.
void Reader::make_room() {
  if (capacity_ - end_ >= read_size) return;
  const size_t capacity = std::max(2 * capacity_, 2 * read_size);
  char* const grown = static_cast<char*>(std::realloc(buffer_.get(), capacity));
  if (grown == nullptr) throw std::bad_alloc();
  static_cast<void>(buffer_.release());
  buffer_.reset(grown);
  capacity_ = capacity;
}

void Reader::drop_consumed() {
  records_.clear();
  ranges_.clear();
  repaired_.clear();
  window_bytes_ = 0;
  const size_t kept = end_ - line_begin_;
  if (kept > 0) std::memmove(buffer_.get(), buffer_.get() + line_begin_, kept);
  searched_ -= line_begin_;
  quotes_end_ -= line_begin_;
  line_begin_ = 0;
  end_ = kept;
  // The room of one huge line is not kept for the rest of the run.
  constexpr size_t usual = 8 * read_size;
  if (capacity_ > usual && kept < usual / 2) {
    if (char* const shrunk = static_cast<char*>(std::realloc(buffer_.get(), usual))) {
      static_cast<void>(buffer_.release());
      buffer_.reset(shrunk);
      capacity_ = usual;
    }
  }
}

ReadProgress Reader::progress() const {
  ReadProgress progress = {.bytes = 0, .total_bytes = files_.total_bytes};
  for (size_t i = 0; i < covered_.file; ++i) progress.bytes += file_bytes_[i].read;
  if (covered_.end > 0) progress.bytes += file_bytes_[covered_.file].of_unpacked(covered_.end);
  return progress;
}

void Reader::set_texts() {
  for (size_t i = 0; i < records_.size(); ++i) {
    const std::string_view text(buffer_.get() + ranges_[i].begin, ranges_[i].end - ranges_[i].begin);
    records_[i].text = text;
    if (is_utf8(text)) continue;
    uint64_t replaced = 0;
    records_[i].text = repaired_.emplace_back(replace_malformed_utf8(text, replaced));
    malformed_.add(replaced, text_of({records_[i].file, records_[i].line}));
  }
}

}  // namespace electra::cli
