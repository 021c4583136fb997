#include "cli/io/first_bytes.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/quote.h"
#include "cli/io/containers.h"
#include "cli/io/first_cells.h"
#include "cli/io/first_lines.h"
#include "cli/io/first_sentences.h"
#include "cli/io/input_fault.h"
#include "cli/io/shell.h"
#include "electra/error.h"

namespace electra::cli {
namespace {

Verdict holds_nul(Beginning beginning) {
  const size_t end = beginning.bytes.find('\n');
  if (beginning.bytes.substr(0, end).find('\0') != std::string_view::npos) return Verdict::yes;
  return end != std::string_view::npos || beginning.is_whole ? Verdict::no : Verdict::open;
}

// In texts these are rare, and files of them are no lines of text.
Verdict is_markup(Beginning beginning) {
  const size_t begin = beginning.bytes.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (begin == beginning.bytes.npos) return beginning.is_whole ? Verdict::no : Verdict::open;
  beginning.bytes.remove_prefix(begin);
  for (const std::string_view mark : {"<?xml ", "<!DOCTYPE ", "<!doctype ", "<html", "<HTML"}) {
    const Verdict verdict = begins_with(beginning, mark);
    if (verdict != Verdict::no) return verdict;
  }
  return Verdict::no;
}

// Lines that end with CR alone, as those of old: all of them would be one. A line may have some in it.
Verdict has_returns_alone(Beginning beginning) {
  if (beginning.bytes.find('\n') != beginning.bytes.npos) return Verdict::no;
  if (!beginning.is_whole) return Verdict::open;
  const std::ptrdiff_t least = beginning.bytes.size() < longest_beginning ? 2 : 8;
  const bool has_text = beginning.bytes.find_first_not_of("\r ") != beginning.bytes.npos;
  return has_text && std::ranges::count(beginning.bytes, '\r') >= least ? Verdict::yes : Verdict::no;
}

class Check {
 public:
  Check(Beginning beginning, const ReadAs& read_as, const std::string& file)
      : beginning_(beginning), read_as_(read_as), file_(file) {}

  // False: more bytes could tell.
  bool run() {
    const ContainerLook container = look_for_container(beginning_);
    if (says(container.verdict)) refuse_container(*container.container);
    const Format format = read_as_.format;
    const bool has_cells = read_as_.has_cells();
    const bool has_lines = format == Format::text || has_cells;
    if (format == Format::jsonl) look_for_squad();
    if (format == Format::conll && !read_as_.names_word && says(is_conll_u(beginning_))) {
      refuse(fmt::format("CoNLL-U, expected the word in the first column: {} conllu reads it", read_as_.flag));
    }
    const bool has_sentences = format == Format::conll || format == Format::tagged;
    if (!read_as_.is_given && (has_lines || has_sentences)) look_for_others(has_lines);
    if (!read_as_.is_given && format == Format::conll && says(is_tagged(beginning_))) {
      refuse(fmt::format("sentences with their tags behind a TAB, expected conll: {} tagged reads it", read_as_.flag));
    }
    const bool may_have_header = has_cells || (has_lines && !read_as_.is_given);
    if (may_have_header && !read_as_.has_header() && read_as_.header != Header::no) refuse_header();
    // Texts have commas, and a tsv of one column is one of texts.
    const bool may_be_texts = format == Format::tsv && read_as_.columns == Columns::none;
    if (has_cells && read_as_.separator == '\0' && !may_be_texts) refuse_separator();
    return !is_open_;
  }

 private:
  // Not while what is looked for first could still be told.
  bool says(Verdict verdict) {
    is_open_ = is_open_ || verdict == Verdict::open;
    return verdict == Verdict::yes && !is_open_;
  }

  // With the flag that mends it.
  [[noreturn]] void refuse(const std::string& fault) const {
    throw Error(ErrorKind::usage, fmt::format("{}: {}", file_, fault));
  }

  std::string expected() const {
    return read_as_.format == Format::text ? "lines of text" : std::string(format_name(read_as_.format));
  }
  std::string passed_through(std::string_view filter) const {
    if (file_.starts_with('<')) return fmt::format("pass it through {} first", filter);
    return fmt::format("pass on what {} writes", internal::quote(fmt::format("{} {}", filter, shell_word(file_))));
  }
  std::string taken_all_the_same() const {
    return fmt::format("{} {} takes it as it is", read_as_.flag, format_name(read_as_.format));
  }

  [[noreturn]] void refuse_container(const Container& container) const {
    const std::string advice =
        container.filter.empty() ? std::string(container.advice) : passed_through(container.filter);
    fail(fmt::format("{}: is {}, expected {}{}{}", file_, container.name, expected(), advice.empty() ? "" : ": ",
                     advice));
  }
  [[noreturn]] void refuse_nul() const {
    if (const Container* container = container_with_nul(beginning_.bytes)) refuse_container(*container);
    refuse(fmt::format("NUL bytes in the first line, expected {}: {}", expected(), taken_all_the_same()));
  }

  std::string squad_advice() const {
    return read_as_.reads_squad ? fmt::format("{} squad reads it", read_as_.flag) : "electra qa reads it";
  }
  // Its elements are no records.
  void look_for_squad() {
    const JsonLook json = look_for_json(beginning_);
    if (says(json.is_json) && json.is_squad) {
      refuse("JSON as of SQuAD, expected objects with texts: " + squad_advice());
    }
  }

  void look_for_others(bool has_lines) {
    const JsonLook json = look_for_json(beginning_);
    if (says(json.is_json)) {
      refuse(fmt::format("JSON, expected {}: {}; {}", expected(),
                         json.is_squad ? squad_advice() : fmt::format("{} jsonl reads it", read_as_.flag),
                         taken_all_the_same()));
    }
    const bool chooses = has_lines && read_as_.columns != Columns::none;
    if (has_lines && !chooses && says(is_conll(beginning_))) {
      refuse(fmt::format("CoNLL, expected {}: electra tag reads it; {}", expected(), taken_all_the_same()));
    }
    if (has_lines && says(is_markup(beginning_))) {
      refuse(fmt::format("HTML or XML, expected {}: {}", expected(), taken_all_the_same()));
    }
    if (says(holds_nul(beginning_))) refuse_nul();
    if (has_lines && says(has_returns_alone(beginning_))) {
      refuse(fmt::format("lines that end with CR alone, expected LF: tr '\\r' '\\n' mends them; {}",
                         taken_all_the_same()));
    }
  }

  void refuse_header() {
    const bool is_text = read_as_.format == Format::text;
    const char separator = read_as_.cells().separator;
    const HeaderLook header = look_for_header(beginning_, is_text ? '\0' : separator);
    if (!says(header.is_header)) return;
    if (!read_as_.reads_tables) refuse("begins with a header, expected texts: " + taken_all_the_same());
    std::string mended = read_as_.columns == Columns::numbers && header.separator == separator ? "--header yes skips it"
                         : header.is_lone ? "name it in --columns, or --header yes skips it"
                                          : "name their --columns";
    if (header.separator != separator) {
      const bool is_csv = header.separator == ',' && read_as_.format != Format::csv;  // with its quotes
      if (is_csv || (is_text && header.separator != '\t')) mended += fmt::format(" with {} csv", read_as_.flag);
      if (!is_csv) mended += " and --separator " + separator_value(header.separator);
    }
    refuse(fmt::format("begins with a header, expected texts: {}; {}", mended,
                       is_text ? taken_all_the_same() : "--header no takes it for a record"));
  }

  void refuse_separator() {
    const CellSyntax cells = read_as_.cells();
    Beginning lines = beginning_;
    const bool is_cut = lines.bytes.size() == longest_beginning;  // maybe inside of a line
    if (is_cut) lines.bytes = lines.bytes.substr(0, lines.bytes.rfind('\n') + 1);
    const SeparatorLook look = look_for_separator(lines, cells);
    if (!says(look.is_other)) return;
    if (look.separator == ',') {
      refuse(fmt::format(
          "cells between commas, expected between {0}: {1} csv reads them; --separator {0} takes the lines as "
          "they are",
          separator_value(cells.separator), read_as_.flag));
    }
    refuse(
        fmt::format("cells between {0}, expected between {1}: --separator {0} reads them; --separator {1} takes the "
                    "lines as they are",
                    separator_value(look.separator), separator_value(cells.separator)));
  }

  Beginning beginning_;
  const ReadAs& read_as_;
  const std::string& file_;
  bool is_open_ = false;
};

}  // namespace

Beginning beginning_of(std::string_view bytes, bool is_whole, size_t most) {
  return {bytes.substr(0, most), is_whole || bytes.size() >= most};
}

bool check_beginning(std::string_view bytes, bool is_whole, const ReadAs& read_as, const std::string& file) {
  return Check(beginning_of(bytes, is_whole), read_as, file).run();
}

namespace {

// Text of words, for a command that reads CoNLL.
Told tell_words(Beginning beginning) {
  struct Look {
    Format format;
    Verdict verdict;
  };
  for (const auto& [format, verdict] :
       {Look{Format::csv, is_header_of_words(beginning, ',')}, Look{Format::tsv, is_header_of_words(beginning, '\t')},
        Look{Format::tagged, is_tagged(beginning)}, Look{Format::conllu, is_conll_u(beginning)},
        Look{Format::conll, is_conll(beginning)}}) {
    if (verdict == Verdict::yes) return {format};
    if (verdict == Verdict::open) return {.is_open = true};
  }
  return {};
}

}  // namespace

Told tell_format(std::string_view bytes, bool is_whole, std::span<const Format> formats) {
  const Beginning beginning = beginning_of(bytes, is_whole);
  const auto reads = [&](Format format) { return std::ranges::find(formats, format) != formats.end(); };
  const JsonLook json = look_for_json(beginning);
  const bool is_document = json.is_squad || (reads(Format::squad) && json.layout != JsonLayout::objects);
  Told told;
  if (json.is_json != Verdict::no) {
    told = {is_document ? Format::squad : Format::jsonl, json.is_json == Verdict::open};
  } else if (reads(Format::conll)) {
    told = tell_words(beginning);
  }
  if (told.is_open || (told.format && !reads(*told.format))) told.format = std::nullopt;
  return told;
}

}  // namespace electra::cli
