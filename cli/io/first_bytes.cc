#include "cli/io/first_bytes.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/quote.h"
#include "cli/io/first_cells.h"
#include "cli/io/first_lines.h"
#include "cli/io/first_sentences.h"
#include "cli/io/input_fault.h"
#include "cli/io/shell.h"

namespace electra::cli {
namespace {

using namespace std::string_view_literals;

// Containers and encodings that are no text, by the bytes that they begin with ('?': any), and what makes text of them:
// a command that is followed by the name of the file.
struct Magic {
  std::string_view bytes;
  std::string_view name;
  std::string_view filter = "";  // empty: none
};

constexpr Magic magics[] = {
    // Their decoders have run already, so that these were inside of something packed.
    {"\x1F\x8B", "packed twice"},
    {"\xFD"
     "7zXZ\0"sv,
     "packed twice"},
    {"\x28\xB5\x2F\xFD", "packed twice"},
    {"\x1F\x9D", "compress", "zcat"},
    {"BZh?1AY&SY", "bzip2", "bzcat"},
    {"\x04\x22\x4D\x18", "lz4", "lz4cat"},
    {"LZIP\x01", "lzip", "lzip -dc"},
    {"7z\xBC\xAF\x27\x1C", "7z", "7z x -so"},
    {"PK\x03\x04", "zip", "unzip -p"},
    {"PK\x05\x06", "an empty zip"},
    {"PAR1\x15", "Parquet"},
    {"Rar!\x1A\x07", "RAR", "unrar p -inul"},
    {"%PDF-?.", "PDF"},
    {"{\\rtf", "RTF"},
    {"\xD0\xCF\x11\xE0", "a document of an office program"},
    {"\x7F"
     "ELF",
     "a program"},
    {"\xFF\xD8\xFF", "JPEG"},
    {"GIF8?a", "GIF"},
    {"SQLite format 3\0"sv, "SQLite"},
    {"ARROW1\0"sv, "Arrow"},
    {"\x93NUMPY", "npy"},
    {"\x89HDF\r\n", "HDF5"},
    {"\x89PNG\r\n", "PNG"},
    {"\xFF\xFE\0\0"sv, "UTF-32", "iconv -f UTF-32 -t UTF-8"},
    {"\0\0\xFE\xFF"sv, "UTF-32", "iconv -f UTF-32 -t UTF-8"},
    {"\xFF\xFE", "packed UTF-16"},
    {"\xFE\xFF", "packed UTF-16"},
};

Verdict begins_with(Beginning beginning, std::string_view magic) {
  const size_t common = std::min(beginning.bytes.size(), magic.size());
  for (size_t i = 0; i < common; ++i) {
    if (magic[i] != '?' && beginning.bytes[i] != magic[i]) return Verdict::no;
  }
  if (common == magic.size()) return Verdict::yes;
  return beginning.is_whole ? Verdict::no : Verdict::open;
}

Verdict holds_nul(Beginning beginning) {
  const size_t end = beginning.bytes.find('\n');
  if (beginning.bytes.substr(0, end).find('\0') != std::string_view::npos) return Verdict::yes;
  return end != std::string_view::npos || beginning.is_whole ? Verdict::no : Verdict::open;
}

class Check {
 public:
  Check(Beginning beginning, const ReadAs& read_as, const std::string& file)
      : beginning_(beginning), read_as_(read_as), file_(file) {}

  // False: more bytes could tell.
  bool run() {
    for (const Magic& magic : magics) {
      if (says(begins_with(beginning_, magic.bytes))) refuse_magic(magic);
    }
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

  [[noreturn]] void refuse(const std::string& fault) const { fail(fmt::format("{}: {}", file_, fault)); }

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

  [[noreturn]] void refuse_magic(const Magic& magic) const {
    refuse(fmt::format("is {}, expected {}{}", magic.name, expected(),
                       magic.filter.empty() ? "" : ": " + passed_through(magic.filter)));
  }

  // Its elements are no records.
  void look_for_squad() {
    const JsonLook json = look_for_json(beginning_);
    if (says(json.is_json) && json.is_squad)
      refuse("JSON as of SQuAD, expected objects with texts: electra qa reads it");
  }

  void look_for_others(bool has_lines) {
    const JsonLook json = look_for_json(beginning_);
    if (says(json.is_json)) {
      refuse(fmt::format("JSON, expected {}: {}; {}", expected(),
                         json.is_squad ? "electra qa reads it" : fmt::format("{} jsonl reads it", read_as_.flag),
                         taken_all_the_same()));
    }
    const bool chooses = has_lines && read_as_.columns != Columns::none;
    if (has_lines && !chooses && says(is_conll(beginning_))) {
      refuse(fmt::format("CoNLL, expected {}: electra tag reads it; {}", expected(), taken_all_the_same()));
    }
    if (says(holds_nul(beginning_))) {
      refuse(fmt::format("NUL bytes in the first line, expected {}: {}", expected(), taken_all_the_same()));
    }
  }

  void refuse_header() {
    const bool is_text = read_as_.format == Format::text;
    const char separator = read_as_.cells().separator;
    const HeaderLook header = look_for_header(beginning_, is_text ? '\0' : separator);
    if (!says(header.is_header)) return;
    std::string mended = read_as_.columns == Columns::numbers && header.separator == separator ? "--header yes skips it"
                         : header.is_lone ? "name it in --columns, or --header yes skips it"
                                          : "name their --columns";
    if (header.separator != separator) {
      if (is_text && header.separator != '\t') mended += fmt::format(" with {} csv", read_as_.flag);
      if (!is_text || header.separator != ',') mended += " and --separator " + separator_value(header.separator);
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
