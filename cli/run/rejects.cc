#include "cli/run/rejects.h"

#include <fmt/format.h>

#include "base/quote.h"
#include "base/utf8.h"
#include "cli/io/json_out.h"

namespace electra::cli {

using namespace internal;

namespace {

// Names of files may be anything.
std::string cell(std::string_view text) {
  uint64_t replaced = 0;
  return on_one_line(replace_malformed_utf8(text, replaced));
}

}  // namespace

Rejects::Rejects(const std::string& file) {
  if (file.empty()) return;
  writer_ = std::make_unique<Writer>(file);
  note_ = fmt::format("; {} lists them", is_stdout(file) ? "standard output" : quote(file));
}

void Rejects::add(uint64_t ordinal, std::string_view place, std::string_view reason) {
  if (!writer_) return;
  rows_ += fmt::format("{}\t{}\t{}\n", ordinal, cell(place), cell(reason));
  writer_->write_much(rows_);
}

void Rejects::finish() {
  if (!writer_) return;
  writer_->write(rows_);
  writer_->finish();
}

}  // namespace electra::cli
